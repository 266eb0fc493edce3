package dev.credence.inference;

import dev.credence.op.OptimizerOp;
import dev.credence.op.Sgd;
import dev.credence.tensor.Tensor;

/** How parameters follow from gradients. */
public sealed interface Optimizer {
  /** Records the update; {@code first} and {@code second} are the moment buffers. */
  OptimizerOp record(Tensor parameters, Tensor gradients, Tensor first, Tensor second);

  /** Adam, or AdamW where the decay is not zero. */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    @Override
    public OptimizerOp record(Tensor parameters, Tensor gradients, Tensor first, Tensor second) {
      return new dev.credence.op.Adam(
          parameters,
          gradients,
          first,
          second,
          (float) beta1,
          (float) beta2,
          (float) epsilon,
          (float) weightDecay);
    }
  }

  /** Stochastic gradient descent with momentum. */
  record Momentum(double momentum, double weightDecay) implements Optimizer {
    @Override
    public OptimizerOp record(Tensor parameters, Tensor gradients, Tensor first, Tensor second) {
      return new Sgd(parameters, gradients, first, (float) momentum, (float) weightDecay);
    }
  }

  /** Adam with its authors' settings. */
  static Optimizer adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }
}
