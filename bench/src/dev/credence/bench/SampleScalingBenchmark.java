package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** Cost per weight sample. */
public class SampleScalingBenchmark extends WorkBenchmark {
  @Param({"1", "10", "50", "100", "500"})
  @Quick({"10", "100"})
  public int samples;

  @Param({"vector-2"})
  public String contender;

  @Override
  public Work work() {
    return new PredictionWork("20-128x4-2", 1024, samples);
  }

  @Override
  public String contender() {
    return contender;
  }
}
