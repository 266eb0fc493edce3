package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** Mean and variance over 50 weight samples. */
public class MomentsBenchmark extends WorkBenchmark {
  @Param({"1024"})
  public int rows;

  @Param({"scalar", "vector-1", "vector-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return new MomentsWork(50, rows, 2);
  }

  @Override
  public String contender() {
    return contender;
  }
}
