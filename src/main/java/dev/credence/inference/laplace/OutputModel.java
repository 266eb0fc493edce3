package dev.credence.inference.laplace;

import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.CategoricalLikelihood;
import dev.credence.loss.GaussianLikelihood;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;

/** The likelihood of one example as a function of the network's C outputs, in float64. */
interface OutputModel {
  /**
   * log p(y | outputs), all constants included.
   *
   * @param a network outputs, the example's first at {@code ai}
   * @param y targets, the example's first at {@code yi}
   */
  double logLikelihood(float[] a, int ai, float[] y, int yi);

  /**
   * A square root L of the Fisher matrix with respect to the outputs: F = L L^T, where F is the
   * expectation of -d^2 log p / da da^T over targets of the likelihood itself.
   *
   * @param root receives L (C, C) transposed: element c C + i is L_ic
   */
  void fisherRoot(float[] a, int ai, double[] root);

  /**
   * The model of a likelihood.
   *
   * @param targets number of targets or classes
   * @param logVariances of the targets where the likelihood is homoscedastic
   */
  static OutputModel of(Likelihood likelihood, int targets, double[] logVariances) {
    if (likelihood instanceof HomoscedasticLikelihood) {
      return new HomoscedasticOutputs(logVariances);
    }
    if (likelihood instanceof GaussianLikelihood gaussian) {
      return new HeteroscedasticOutputs(
          targets, gaussian.minLogVariance(), gaussian.maxLogVariance());
    }
    if (likelihood instanceof BernoulliLikelihood) {
      return new BernoulliOutputs(targets);
    }
    if (likelihood instanceof CategoricalLikelihood) {
      return new CategoricalOutputs(targets);
    }
    throw new IllegalArgumentException(
        "a Laplace fit knows the curvature of Gaussian, Bernoulli and categorical likelihoods,"
            + " not of "
            + likelihood);
  }
}
