package dev.credence.bench;

import dev.credence.op.Activation;
import org.openjdk.jmh.annotations.Param;

/** Activation functions of a layer's outputs, and their gradients. */
public class ActivationBenchmark extends WorkBenchmark {
  @Param({"RELU", "TANH", "GELU"})
  @Quick({"GELU"})
  public Activation function;

  @Param({"FORWARD", "FORWARD_BACKWARD"})
  @Usual({"FORWARD"})
  public Pass pass;

  @Param({"scalar", "vector-1", "vector-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return new ActivationWork(function, pass, 1024, 128);
  }

  @Override
  public String contender() {
    return contender;
  }
}
