package dev.credence.op;

import dev.credence.tensor.Tensor;

/**
 * What a prior adds to the objective: the Kullback-Leibler divergence of a Gaussian weight
 * posterior from it, its negative log density at given weights, or the repulsion between ensemble
 * members, with gradients. The value is written as it is; gradients are scaled by the step state's
 * klScale (klWeight / n).
 */
public sealed interface PenaltyOp extends Op
    permits GaussianKl, ScaleMixtureKl, GaussianPrior, Repulsion {
  /** The penalty, summed over the elements of each replica (Q, 1, 1). */
  Tensor value();
}
