package dev.credence.calibration;

import java.util.Arrays;

/**
 * Statistics of Markov chains: rank-normalised split R-hat and effective sample sizes (Vehtari,
 * Gelman, Simpson, Carpenter and Buerkner 2021), and the energy fraction (Betancourt 2016). Arrays
 * are (chains, draws); every chain has the same number of draws, at least four. A quantity that
 * never changes has NaN for all of them.
 */
public final class ChainStatistics {
  private static final int FEWEST_DRAWS = 4;

  private ChainStatistics() {}

  /**
   * The larger of the R-hats of the rank-normalised draws and of their rank-normalised distances
   * from the median; 1 where chains and their halves agree in location and spread.
   */
  public static double rHat(double[][] chains) {
    double[][] halves = halves(chains);
    double[] all = pooled(halves);
    double median = new SortedSample(all).quantile(0.5);
    double[][] distances = map(halves, v -> Math.abs(v - median));
    return Math.max(
        potentialScaleReduction(normalScores(halves)),
        potentialScaleReduction(normalScores(distances)));
  }

  /** Effective sample size for the centre of the distribution, of all chains together. */
  public static double bulkSampleSize(double[][] chains) {
    return sampleSize(normalScores(halves(chains)));
  }

  /** The smaller of the effective sample sizes for the 5 % and 95 % quantiles. */
  public static double tailSampleSize(double[][] chains) {
    double[][] halves = halves(chains);
    SortedSample sorted = new SortedSample(pooled(halves));
    double low = sorted.quantile(0.05);
    double high = sorted.quantile(0.95);
    return Math.min(
        sampleSize(map(halves, v -> v <= low ? 1 : 0)),
        sampleSize(map(halves, v -> v <= high ? 1 : 0)));
  }

  /** Effective sample size for the mean, of all chains together. */
  public static double meanSampleSize(double[][] chains) {
    return sampleSize(halves(chains));
  }

  /**
   * Mean squared change of the energy from one iteration to the next over its variance, E-BFMI;
   * small where momentum refreshments cannot reach all energies.
   *
   * @param energies of consecutive iterations of one chain
   */
  public static double energyFraction(double[] energies) {
    Checks.finite("energy", energies);
    double mean = Arrays.stream(energies).average().orElseThrow();
    double changes = 0;
    double squares = 0;
    for (int i = 0; i < energies.length; i++) {
      if (i > 0) {
        double change = energies[i] - energies[i - 1];
        changes += change * change;
      }
      squares += (energies[i] - mean) * (energies[i] - mean);
    }
    return changes / squares;
  }

  private interface Function {
    double of(double value);
  }

  private static double[][] map(double[][] chains, Function function) {
    double[][] mapped = new double[chains.length][];
    for (int c = 0; c < chains.length; c++) {
      mapped[c] = Arrays.stream(chains[c]).map(function::of).toArray();
    }
    return mapped;
  }

  /** Each chain as two, without the draw in the middle of an odd number. */
  private static double[][] halves(double[][] chains) {
    if (chains.length == 0 || chains[0].length < FEWEST_DRAWS) {
      throw new IllegalArgumentException(
          "chains need at least " + FEWEST_DRAWS + " draws to be judged.");
    }
    int draws = chains[0].length;
    double[][] halves = new double[2 * chains.length][];
    for (int c = 0; c < chains.length; c++) {
      Checks.sameLength("chain " + c, chains[c], draws);
      Checks.finite("chain " + c, chains[c]);
      halves[2 * c] = Arrays.copyOfRange(chains[c], 0, draws / 2);
      halves[2 * c + 1] = Arrays.copyOfRange(chains[c], draws - draws / 2, draws);
    }
    return halves;
  }

  private static double[] pooled(double[][] chains) {
    return Arrays.stream(chains).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Normal quantiles of the ranks among all draws, equal draws sharing their mean rank. */
  private static double[][] normalScores(double[][] chains) {
    double[] sorted = pooled(chains);
    Arrays.sort(sorted);
    int n = sorted.length;
    return map(
        chains,
        v -> {
          double rank = 0.5 * (first(sorted, v) + last(sorted, v)) + 1;
          return StandardNormal.quantile((rank - 0.375) / (n + 0.25));
        });
  }

  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int last(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static double potentialScaleReduction(double[][] chains) {
    int n = chains[0].length;
    double within = 0;
    double[] means = new double[chains.length];
    for (int c = 0; c < chains.length; c++) {
      means[c] = mean(chains[c]);
      within += variance(chains[c], means[c]) / chains.length;
    }
    double between = variance(means, mean(means));
    return Math.sqrt(((n - 1.0) / n * within + between) / within);
  }

  /** Geyer's initial monotone sequence over the autocorrelations of all chains together. */
  private static double sampleSize(double[][] chains) {
    int m = chains.length;
    int n = chains[0].length;
    double[] means = new double[m];
    for (int c = 0; c < m; c++) {
      means[c] = mean(chains[c]);
    }
    double within = autocovariance(chains, means, 0) * n / (n - 1.0);
    double total = within * (n - 1.0) / n + (m > 1 ? variance(means, mean(means)) : 0);
    if (!(total > 0)) {
      return Double.NaN;
    }
    double time = -1;
    double smallest = Double.POSITIVE_INFINITY;
    for (int lag = 0; lag + 1 < n; lag += 2) {
      double even = lag == 0 ? 1 : 1 - (within - autocovariance(chains, means, lag)) / total;
      double odd = 1 - (within - autocovariance(chains, means, lag + 1)) / total;
      double pair = even + odd;
      if (!(pair > 0)) {
        // The last even autocorrelation halves the variance of the estimate for antithetic chains.
        time += Math.max(0, even);
        break;
      }
      smallest = Math.min(smallest, pair);
      time += 2 * smallest;
    }
    double size = (double) m * n;
    return size / Math.max(time, 1 / Math.log10(size));
  }

  /** Mean over chains of the autocovariance with divisor n. */
  private static double autocovariance(double[][] chains, double[] means, int lag) {
    double sum = 0;
    for (int c = 0; c < chains.length; c++) {
      double[] x = chains[c];
      double covariance = 0;
      for (int i = lag; i < x.length; i++) {
        covariance += (x[i] - means[c]) * (x[i - lag] - means[c]);
      }
      sum += covariance / x.length;
    }
    return sum / chains.length;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double variance(double[] values, double mean) {
    double sum = 0;
    for (double v : values) {
      sum += (v - mean) * (v - mean);
    }
    return sum / (values.length - 1);
  }
}
