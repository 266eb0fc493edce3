package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Tensor;

/** The distribution of a target given the network's outputs. */
public sealed interface Likelihood
    permits GaussianLikelihood,
        HomoscedasticLikelihood,
        GaussianMixtureLikelihood,
        StudentTLikelihood,
        BernoulliLikelihood,
        CategoricalLikelihood {
  /** Smallest log variance of standardised targets that a network may claim by default. */
  double MIN_LOG_VARIANCE = -18;

  /** Largest log variance of standardised targets that a network may claim by default. */
  double MAX_LOG_VARIANCE = 8;

  /** Number of network outputs for this many targets (for classification: classes). */
  int outputs(int targets);

  /**
   * How many of the leading outputs say where a target is, and not how wide: all, unless said
   * otherwise.
   */
  default int locationColumns(int targets) {
    return outputs(targets);
  }

  /** Columns of the target tensor for this many targets. */
  default int targetColumns(int targets) {
    return targets;
  }

  /** Whether targets are classes or yes/no answers. */
  default boolean isClassification() {
    return false;
  }

  /** Declares parameters of the likelihood's own. */
  default void declare(ParameterLayout.Builder parameters, int targets) {}

  /** Sets the initial values of parameters of the likelihood's own. */
  default void initialize(ParameterBlock parameters) {}

  /** How prediction reads the outputs. */
  Head head(ParameterBlock parameters);

  /**
   * Records the loss.
   *
   * @param prediction network outputs (R, B, C)
   * @param target (R, B, D)
   * @param weight example weights (R, B, 1), or null
   * @param gradientScale one over the number of weight samples
   */
  LossOp record(
      Tape tape,
      ParameterBlock parameters,
      Tensor prediction,
      Tensor target,
      Tensor weight,
      float gradientScale);

  /** Heteroscedastic Gaussian with the default clamp. */
  static Likelihood gaussian() {
    return new GaussianLikelihood(MIN_LOG_VARIANCE, MAX_LOG_VARIANCE);
  }
}
