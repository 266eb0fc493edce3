package dev.credence.calibration;

/**
 * A view of arrays as one mixture of Gaussians per row. It keeps the arrays, does not copy or check
 * their values, and none of its methods allocates: it may be laid once over a scratch buffer that
 * is filled again and again. A component of width 0 is a step of the distribution function.
 */
public final class GaussianMixture {
  private static final int NEWTON_STEPS = 40;

  /** Rounding of a tail probability summed over components: a closer match means nothing. */
  private static final double TAIL_ROUNDING = 4 * Math.ulp(1.0);

  private final double[] weights; // null: equal weights
  private final double[] means;
  private final double[] sigmas;
  private final int rows;
  private final int components;
  private final int rowStride;
  private final int componentStride;

  private GaussianMixture(
      double[] weights, double[] means, double[] sigmas, int components, boolean componentMajor) {
    this.rows = Checks.split("the array of means", means.length, components);
    Checks.sameLength("the array of sigmas", sigmas, means.length);
    if (weights != null) {
      Checks.sameLength("the array of weights", weights, means.length);
    }
    this.weights = weights;
    this.means = means;
    this.sigmas = sigmas;
    this.components = components;
    this.rowStride = componentMajor ? 1 : components;
    this.componentStride = componentMajor ? rows : 1;
  }

  /** Equal mixture over weight samples: means and sigmas (S, n). */
  public static GaussianMixture ofSamples(double[] means, double[] sigmas, int samples) {
    return new GaussianMixture(null, means, sigmas, samples, true);
  }

  /** Weighted components of each row: all (n, K); the weights of a row sum to one. */
  public static GaussianMixture ofComponents(
      double[] weights, double[] means, double[] sigmas, int components) {
    return new GaussianMixture(weights, means, sigmas, components, false);
  }

  public int rows() {
    return rows;
  }

  public double mean(int row) {
    double mean = 0;
    for (int k = 0; k < components; k++) {
      mean += weight(row, k) * means[index(row, k)];
    }
    return mean;
  }

  public double variance(int row) {
    double mean = mean(row);
    double variance = 0;
    for (int k = 0; k < components; k++) {
      double delta = means[index(row, k)] - mean;
      double sigma = sigmas[index(row, k)];
      variance += weight(row, k) * (delta * delta + sigma * sigma);
    }
    return variance;
  }

  /** Probability of a value at most x. */
  public double cdf(int row, double x) {
    double sum = 0;
    for (int k = 0; k < components; k++) {
      sum += weight(row, k) * StandardNormal.cdf(standardise(row, k, x));
    }
    return sum;
  }

  /** Probability of a value above x, accurate where it is tiny. */
  public double survival(int row, double x) {
    double sum = 0;
    for (int k = 0; k < components; k++) {
      sum += weight(row, k) * StandardNormal.survival(standardise(row, k, x));
    }
    return sum;
  }

  /** Log density by log-sum-exp: finite as long as the exponent of the nearest component is. */
  public double logDensity(int row, double x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < components; k++) {
      largest = Math.max(largest, logTerm(row, k, x));
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (int k = 0; k < components; k++) {
      sum += Math.exp(logTerm(row, k, x) - largest);
    }
    return largest + Math.log(sum);
  }

  /**
   * The x with cdf(x) = p, or the step that crosses p: between the smallest and the largest
   * component quantile, by Newton steps on the logarithm of the nearer tail, with bisection where
   * they leave the bracket. p = 0 and p = 1 give the infinities.
   */
  public double quantile(int row, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("a quantile needs 0 <= p <= 1, not " + p + ".");
    }
    double z = StandardNormal.quantile(p);
    if (Double.isInfinite(z)) {
      return z;
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < components; k++) {
      double quantile = means[index(row, k)] + sigmas[index(row, k)] * z;
      low = Math.min(low, quantile);
      high = Math.max(high, quantile);
    }
    boolean upper = p > 0.5;
    double target = upper ? 1 - p : p;
    double middle = low + 0.5 * (high - low);
    double x = Math.min(high, Math.max(low, mean(row) + z * Math.sqrt(variance(row))));
    for (int step = 0; middle > low && middle < high; step++) {
      double tail = upper ? survival(row, x) : cdf(row, x);
      if (Math.abs(tail - target) <= TAIL_ROUNDING * target) {
        return x;
      }
      if (upper ? tail > target : tail < target) {
        low = x;
      } else {
        high = x;
      }
      middle = low + 0.5 * (high - low);
      double newton = x + (upper ? 1 : -1) * Math.log(tail / target) * tail / density(row, x);
      if (Math.abs(newton - x) <= Math.ulp(x)) {
        return Math.min(high, Math.max(low, newton));
      }
      x = step < NEWTON_STEPS && newton > low && newton < high ? newton : middle;
    }
    return high;
  }

  /** Continuous ranked probability score of y (Grimit et al. 2006), at a cost of K^2 terms. */
  public double crps(int row, double y) {
    double distance = 0;
    double spread = 0;
    for (int k = 0; k < components; k++) {
      double mean = means[index(row, k)];
      double variance = sigmas[index(row, k)] * sigmas[index(row, k)];
      distance += weight(row, k) * meanAbsolute(y - mean, variance);
      spread += weight(row, k) * weight(row, k) * meanAbsolute(0, 2 * variance);
      for (int l = 0; l < k; l++) {
        double other = sigmas[index(row, l)];
        double pair = meanAbsolute(mean - means[index(row, l)], variance + other * other);
        spread += 2 * weight(row, k) * weight(row, l) * pair;
      }
    }
    return distance - 0.5 * spread;
  }

  private double density(int row, double x) {
    double sum = 0;
    for (int k = 0; k < components; k++) {
      double height = StandardNormal.density(standardise(row, k, x)) / sigmas[index(row, k)];
      sum += weight(row, k) * height;
    }
    return sum;
  }

  /** E|N(mean, variance)|. */
  private static double meanAbsolute(double mean, double variance) {
    double sigma = Math.sqrt(variance);
    if (sigma == 0) {
      return Math.abs(mean);
    }
    double z = mean / sigma;
    return 2 * sigma * StandardNormal.density(z) + mean * (1 - 2 * StandardNormal.cdf(-z));
  }

  private int index(int row, int k) {
    return row * rowStride + k * componentStride;
  }

  private double weight(int row, int k) {
    return weights == null ? 1.0 / components : weights[index(row, k)];
  }

  private double standardise(int row, int k, double x) {
    double delta = x - means[index(row, k)];
    double sigma = sigmas[index(row, k)];
    if (sigma == 0) {
      return delta >= 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return delta / sigma;
  }

  private double logTerm(int row, int k, double x) {
    double z = standardise(row, k, x);
    double normaliser = Math.log(sigmas[index(row, k)]) + StandardNormal.LOG_SQRT_TWO_PI;
    return Math.log(weight(row, k)) - 0.5 * z * z - normaliser;
  }
}
