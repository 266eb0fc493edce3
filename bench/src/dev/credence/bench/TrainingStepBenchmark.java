package dev.credence.bench;

import dev.credence.layer.Estimator;
import org.openjdk.jmh.annotations.Param;

/** A whole training step. Networks are written inputs-widthxlayers-outputs/batch. */
public class TrainingStepBenchmark extends WorkBenchmark {
  @Param({"FLIPOUT", "REPARAMETERIZED", "LOCAL_REPARAMETERIZED"})
  public Estimator estimator;

  @Param({"20-64x3-2/256", "20-128x4-2/1024", "20-512x3-2/1024"})
  @Quick({"20-64x3-2/256", "20-128x4-2/1024"})
  public String network;

  @Param({"scalar", "vector-1", "vector-2", "bayesian-torch-2", "libtorch-1", "libtorch-2"})
  @Usual({"scalar", "vector-1", "vector-2", "bayesian-torch-2", "libtorch-2"})
  @Quick({"vector-1", "vector-2", "bayesian-torch-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return TrainingStepWork.of(network, estimator);
  }

  @Override
  public String contender() {
    return contender;
  }
}
