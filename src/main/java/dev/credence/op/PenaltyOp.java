package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * What the prior costs, with gradients: the divergence of a weight posterior from it, the energy of
 * weights in it, or the repulsion between ensemble members. The value is written as it is;
 * gradients are scaled by the step state's klScale (klWeight / n).
 */
public sealed interface PenaltyOp extends Op
    permits GaussianKl, ScaleMixtureKl, GaussianPrior, Repulsion {
  /** The cost of each replica in nats (R, 1, 1). */
  Tensor value();
}
