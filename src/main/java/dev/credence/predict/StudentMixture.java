package dev.credence.predict;

import org.apache.commons.statistics.distribution.TDistribution;

/** One Student's t per weight sample; sigmas are standard deviations, not scales. */
final class StudentMixture implements SampleMixture {
  private final TDistribution t;
  private final double scalePerSigma;
  private final double[] means;
  private final double[] sigmas;
  private final int samples;

  StudentMixture(double degreesOfFreedom, double[] means, double[] sigmas, int samples) {
    this.t = TDistribution.of(degreesOfFreedom);
    this.scalePerSigma = Math.sqrt((degreesOfFreedom - 2) / degreesOfFreedom);
    this.means = means;
    this.sigmas = sigmas;
    this.samples = samples;
  }

  @Override
  public double quantile(int row, double p) {
    double standard = t.inverseCumulativeProbability(p);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int s = row * samples; s < (row + 1) * samples; s++) {
      double own = means[s] + scalePerSigma * sigmas[s] * standard;
      low = Math.min(low, own);
      high = Math.max(high, own);
    }
    double middle = low + 0.5 * (high - low);
    while (middle > low && middle < high) {
      if (cdf(row, middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
      middle = low + 0.5 * (high - low);
    }
    return middle;
  }

  @Override
  public double logDensity(int row, double y) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int s = row * samples; s < (row + 1) * samples; s++) {
      largest = Math.max(largest, logTerm(s, y));
    }
    double sum = 0;
    for (int s = row * samples; s < (row + 1) * samples; s++) {
      sum += Math.exp(logTerm(s, y) - largest);
    }
    return largest + Math.log(sum / samples);
  }

  @Override
  public double cdf(int row, double y) {
    double sum = 0;
    for (int s = row * samples; s < (row + 1) * samples; s++) {
      sum += t.cumulativeProbability((y - means[s]) / (scalePerSigma * sigmas[s]));
    }
    return sum / samples;
  }

  private double logTerm(int s, double y) {
    double scale = scalePerSigma * sigmas[s];
    return t.logDensity((y - means[s]) / scale) - Math.log(scale);
  }
}
