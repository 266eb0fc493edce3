package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** Error bars from 50 weight samples. Networks are written inputs-widthxlayers-outputs/rows. */
public class PredictionBenchmark extends WorkBenchmark {
  @Param({"20-64x3-2/256", "20-128x4-2/1024", "20-512x3-2/1024"})
  @Quick({"20-128x4-2/1024"})
  public String network;

  @Param({"scalar", "vector-1", "vector-2", "bayesian-torch-2", "libtorch-2"})
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
