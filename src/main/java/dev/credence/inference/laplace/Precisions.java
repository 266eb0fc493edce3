package dev.credence.inference.laplace;

import dev.credence.loss.Likelihood;
import java.util.List;

/**
 * Precisions of prior and noise.
 *
 * @param alpha prior precision of each dense layer
 * @param beta noise precision of each target of a homoscedastic likelihood, else empty
 */
record Precisions(double[] alpha, double[] beta) {
  /** A layer whose weights vanish would ask for an infinite precision. */
  private static final double LEAST_ALPHA = 1e-4;

  private static final double LARGEST_ALPHA = 1e8;

  /**
   * MacKay's fixed-point step: alpha = gamma / (2 E_W) and beta = (n - gamma) / (2 E_D). With D
   * targets each is charged gamma / D, which is exact for one.
   *
   * @param noise whether beta is to be estimated too
   */
  static Precisions update(
      Evidence evidence, CurvaturePass pass, PriorGroups groups, boolean noise) {
    List<Evidence.Layer> layers = evidence.layers();
    double allGamma = evidence.effectiveParameters();
    double allEnergy = layers.stream().mapToDouble(Evidence.Layer::energy).sum();
    double[] alpha = new double[layers.size()];
    for (int l = 0; l < alpha.length; l++) {
      alpha[l] =
          groups == PriorGroups.SHARED
              ? alpha(allGamma, allEnergy)
              : alpha(layers.get(l).gamma(), layers.get(l).energy());
    }
    double[] beta = evidence.noisePrecisions().stream().mapToDouble(b -> b).toArray();
    for (int d = 0; noise && d < beta.length; d++) {
      double free = pass.examples() - allGamma / beta.length;
      double estimate = free / (2 * pass.residualEnergies()[d]);
      // A perfect fit would ask for an infinite precision, more parameters than data for none.
      double largest = Math.exp(-Likelihood.MIN_LOG_VARIANCE);
      double least = Math.exp(-Likelihood.MAX_LOG_VARIANCE);
      beta[d] = Math.min(largest, Math.max(least, estimate));
    }
    return new Precisions(alpha, beta);
  }

  private static double alpha(double gamma, double energy) {
    double estimate = energy > 0 ? gamma / (2 * energy) : LARGEST_ALPHA;
    return Math.min(LARGEST_ALPHA, Math.max(LEAST_ALPHA, estimate));
  }

  /** Largest relative change from other precisions to these. */
  double change(Precisions from) {
    double largest = 0;
    for (int l = 0; l < alpha.length; l++) {
      largest = Math.max(largest, Math.abs(alpha[l] / from.alpha[l] - 1));
    }
    for (int d = 0; d < beta.length; d++) {
      largest = Math.max(largest, Math.abs(beta[d] / from.beta[d] - 1));
    }
    return largest;
  }
}
