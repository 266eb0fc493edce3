package dev.credence.bench;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;

/** How long one caller waits for one row with error bars from 50 weight samples. */
@BenchmarkMode(Mode.SampleTime)
public class LatencyBenchmark extends WorkBenchmark {
  @Param({"20-64x3-2/1", "20-128x4-2/1"})
  @Quick({"20-128x4-2/1"})
  public String network;

  @Param({"vector-1", "vector-2", "bayesian-torch-1", "libtorch-1"})
  @Quick({"vector-1", "libtorch-1"})
  public String contender;

  @Override
  public Work work() {
    return PredictionWork.of(network, 50);
  }

  @Override
  public String contender() {
    return contender;
  }
}
