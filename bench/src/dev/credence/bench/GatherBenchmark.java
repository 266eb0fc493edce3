package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** A shuffled batch out of a table. */
public class GatherBenchmark extends WorkBenchmark {
  @Param({"scalar", "vector-1", "vector-2"})
  public String contender;

  @Override
  public Work work() {
    return new GatherWork(300_000, 1024, 20);
  }

  @Override
  public String contender() {
    return contender;
  }
}
