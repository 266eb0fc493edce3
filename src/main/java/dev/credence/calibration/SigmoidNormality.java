package dev.credence.calibration;

import java.util.Arrays;

/**
 * Whether the spread of a class probability over weight samples is Gaussian before and after the
 * sigmoid: Kolmogorov-Smirnov distance to N(0,1) of the samples of a row, standardised with their
 * own mean and width, averaged over rows. Gaussian samples show about {@code 0.6/sqrt(S)}.
 *
 * @param rows rows with a spread; the others are left out
 * @param logit distance before the sigmoid
 * @param probability distance after it
 * @param excess probability minus logit, with the error of the paired difference
 */
public record SigmoidNormality(int rows, Estimate logit, Estimate probability, Estimate excess) {

  /** From logits (S, n). */
  public static SigmoidNormality ofLogits(double[] logits, int samples) {
    Checks.finite("logit", logits);
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = 1 / (1 + Math.exp(-logits[i]));
    }
    return of(logits, probabilities, samples);
  }

  /**
   * From probabilities (S, n). Those at 0 or 1 have no logit and are read as half a float32
   * rounding away from it.
   */
  public static SigmoidNormality ofProbabilities(double[] probabilities, int samples) {
    Checks.unitInterval("probability", probabilities);
    double[] logits = new double[probabilities.length];
    double closest = 0.25 * Math.ulp(1f);
    for (int i = 0; i < logits.length; i++) {
      double p = Math.min(1 - closest, Math.max(closest, probabilities[i]));
      logits[i] = Math.log(p) - Math.log1p(-p);
    }
    return of(logits, probabilities, samples);
  }

  private static SigmoidNormality of(double[] logits, double[] probabilities, int samples) {
    int rows = Checks.split("the sample array", logits.length, samples);
    double[] before = new double[rows];
    double[] after = new double[rows];
    double[] difference = new double[rows];
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      before[kept] = distance(logits, row, rows, samples);
      after[kept] = distance(probabilities, row, rows, samples);
      difference[kept] = after[kept] - before[kept];
      kept += Double.isNaN(difference[kept]) ? 0 : 1;
    }
    if (kept == 0) {
      throw new IllegalArgumentException("no row has a spread over its weight samples.");
    }
    return new SigmoidNormality(
        kept, mean(before, kept), mean(after, kept), mean(difference, kept));
  }

  private static Estimate mean(double[] values, int count) {
    return Estimate.mean(Arrays.copyOf(values, count));
  }

  /** NaN where the samples do not differ. */
  private static double distance(double[] values, int row, int rows, int samples) {
    double[] column = new double[samples];
    for (int s = 0; s < samples; s++) {
      column[s] = values[s * rows + row];
    }
    double mean = Moments.mean(column);
    double width = Math.sqrt(Moments.sumOfSquares(column, mean) / samples);
    if (!(width > 0)) {
      return Double.NaN;
    }
    for (int s = 0; s < samples; s++) {
      column[s] = (column[s] - mean) / width;
    }
    return new SortedSample(column).largestGapToStandardNormal().distance();
  }
}
