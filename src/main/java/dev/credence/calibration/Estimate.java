package dev.credence.calibration;

/**
 * A figure with its error bar.
 *
 * @param value the figure
 * @param standardError one standard deviation of the figure over repetitions of the data; rows are
 *     taken as independent; NaN where the data cannot tell (a mean of one row)
 */
public record Estimate(double value, double standardError) {

  /** A figure known without error, such as a count. */
  public static Estimate exact(double value) {
    return new Estimate(value, 0);
  }

  /** Mean of independent values, with standard error s/sqrt(n). */
  public static Estimate mean(double[] values) {
    Checks.finite("value", values);
    return new Estimate(Moments.mean(values), StandardErrors.ofMean(values));
  }

  /**
   * Weighted mean sum w v / sum w of independent values; standard error of the ratio by the delta
   * method. Equal weights give {@link #mean(double[])}.
   */
  public static Estimate mean(double[] values, double[] weights) {
    double[] shares = shares(values, weights);
    double mean = 0;
    for (int i = 0; i < shares.length; i++) {
      mean += shares[i] * values[i];
    }
    double squares = 0;
    for (int i = 0; i < shares.length; i++) {
      double part = shares[i] * (values[i] - mean);
      squares += part * part;
    }
    double n = shares.length;
    return new Estimate(mean, n == 1 ? Double.NaN : Math.sqrt(squares * n / (n - 1)));
  }

  /** Weights over their sum. */
  private static double[] shares(double[] values, double[] weights) {
    Checks.finite("value", values);
    Checks.sameLength("the array of weights", weights, values.length);
    Checks.notNegative("weight", weights);
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    if (total == 0) {
      throw new IllegalArgumentException("all weights are zero; nothing can be averaged.");
    }
    double[] shares = new double[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = weights[i] / total;
    }
    return shares;
  }

  /** Root mean square of independent values; standard error by the delta method. */
  public static Estimate rootMeanSquare(double[] values) {
    double unit = unit(values);
    return rootOf(mean(squares(values, unit)), unit);
  }

  /**
   * Root of the weighted mean square sum w v^2 / sum w of independent values; standard error by the
   * delta method. Equal weights give {@link #rootMeanSquare(double[])}.
   */
  public static Estimate rootMeanSquare(double[] values, double[] weights) {
    double unit = unit(values);
    return rootOf(mean(squares(values, unit), weights), unit);
  }

  /** The power of two next to the largest value, in which no square overflows or vanishes. */
  private static double unit(double[] values) {
    Checks.finite("value", values);
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return Math.scalb(1.0, Math.max(Double.MIN_EXPONENT, Math.getExponent(largest)));
  }

  private static double[] squares(double[] values, double unit) {
    double[] squares = new double[values.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = (values[i] / unit) * (values[i] / unit);
    }
    return squares;
  }

  private static Estimate rootOf(Estimate meanSquare, double unit) {
    double root = Math.sqrt(meanSquare.value);
    double error = root == 0 ? 0 : meanSquare.standardError / (2 * root);
    return new Estimate(unit * root, unit * error);
  }

  /**
   * k successes of n independent trials. The standard error is the spread of the Jeffreys posterior
   * Beta(k + 1/2, n - k + 1/2): sqrt(p(1-p)/n) for large counts, and not zero at k = 0 or k = n. No
   * trials give NaN.
   */
  public static Estimate proportion(long successes, long trials) {
    return proportion((double) successes, (double) trials);
  }

  /**
   * Share of the weight of the rows that {@code in} tells, as {@link #proportion(long, long)} for
   * the (sum w)^2 / sum w^2 rows of equal weight that are worth as much.
   */
  public static Estimate proportion(boolean[] in, double[] weights) {
    double[] values = new double[in.length];
    double squares = 0;
    for (int i = 0; i < in.length; i++) {
      values[i] = in[i] ? 1 : 0;
    }
    double[] shares = shares(values, weights);
    double share = 0;
    for (int i = 0; i < in.length; i++) {
      share += values[i] * shares[i];
      squares += shares[i] * shares[i];
    }
    Estimate worth = proportion(share / squares, 1 / squares);
    return new Estimate(share, worth.standardError);
  }

  private static Estimate proportion(double successes, double trials) {
    double alpha = successes + 0.5;
    double beta = trials - successes + 0.5;
    double total = alpha + beta;
    double spread = Math.sqrt(alpha * beta / (total + 1)) / total;
    return new Estimate(successes / trials, trials == 0 ? Double.NaN : spread);
  }

  /** (value - reference) / standardError: how many error bars this is away from a reference. */
  public double deviationFrom(double reference) {
    return (value - reference) / standardError;
  }
}
