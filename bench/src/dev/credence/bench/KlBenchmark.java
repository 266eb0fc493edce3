package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** KL divergence of a layer's weights with its gradients. */
public class KlBenchmark extends WorkBenchmark {
  @Param({"128", "512"})
  @Usual({"512"})
  public int width;

  @Param({"scalar", "vector-1", "vector-2", "bayesian-torch-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return new KlWork(width, width);
  }

  @Override
  public String contender() {
    return contender;
  }
}
