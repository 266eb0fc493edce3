package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** Cost per row from a thousand to a million rows, 10 weight samples. */
public class RowScalingBenchmark extends WorkBenchmark {
  @Param({"1000", "10000", "100000", "1000000"})
  @Quick({"1000", "100000"})
  public int rows;

  @Param({"vector-2"})
  public String contender;

  @Override
  public Work work() {
    return new PredictionWork("20-64x3-2", rows, 10);
  }

  @Override
  public String contender() {
    return contender;
  }
}
