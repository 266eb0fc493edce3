package dev.credence.backend.vector;

import dev.credence.op.Head;
import dev.credence.op.PredictSample;

/** Rows of network outputs to rows of predictions, as the head says. */
abstract class PredictStage extends RowStage {
  final View prediction;
  final View out;
  final int columns;
  final int outColumns;

  PredictStage(PredictSample op) {
    super(
        op.out().shape().replicas(),
        op.out().shape().rows(),
        60.0 * op.prediction().shape().columns());
    prediction = View.of(op.prediction());
    out = View.of(op.out());
    columns = op.prediction().shape().columns();
    outColumns = op.out().shape().columns();
  }

  /** The stage for a head. */
  static PredictStage of(PredictSample op, Scratch scratch) {
    Head head = op.head();
    if (head instanceof Head.Gaussian h) {
      return new PredictVarianceStage(op, h.minLogVariance(), h.maxLogVariance(), 1, scratch);
    }
    if (head instanceof Head.StudentT h) {
      double nu = h.degreesOfFreedom();
      float factor = (float) (nu / (nu - 2));
      return new PredictVarianceStage(op, h.minLogVariance(), h.maxLogVariance(), factor, scratch);
    }
    if (head instanceof Head.Homoscedastic h) {
      return new PredictHomoscedasticStage(op, h);
    }
    if (head instanceof Head.GaussianMixture h) {
      return new PredictMixtureStage(op, h, scratch);
    }
    if (head instanceof Head.Bernoulli) {
      return new PredictBernoulliStage(op, scratch);
    }
    if (head instanceof Head.Categorical) {
      return new PredictCategoricalStage(op, scratch);
    }
    throw new AssertionError("head without a rule: " + head);
  }
}
