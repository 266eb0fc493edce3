package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** The product with one weight sample for the whole batch, with bias. */
public class SampledProductBenchmark extends WorkBenchmark {
  @Param({"FORWARD", "FORWARD_BACKWARD"})
  @Usual({"FORWARD_BACKWARD"})
  public Pass pass;

  @Param({"256x64x64", "1024x128x128"})
  @Usual({"1024x128x128"})
  public String shape;

  @Param({"scalar", "vector-1", "vector-2", "bayesian-torch-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return ProductWork.of(ProductWork.Kind.SAMPLED, pass, shape);
  }

  @Override
  public String contender() {
    return contender;
  }
}
