package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.calibration.ChainStatistics;
import dev.credence.inference.FittedNetwork;
import dev.credence.posterior.ParameterLayout;
import java.util.function.IntToDoubleFunction;

/** Kept draws of a sampler as numbers, and their agreement with what is known. */
final class Draws {
  /**
   * Standard errors that a mean may be off: for one comparison 1 in 15 000 alarms are false (with a
   * normal error). A bias of 6 standard errors is missed once in 50 times.
   */
  static final double Z = 4;

  private final FittedNetwork fitted;
  private final int chains;

  Draws(FittedNetwork fitted, int chains) {
    this.fitted = fitted;
    this.chains = chains;
  }

  int size() {
    return fitted.members();
  }

  /** One parameter of one draw; draws of one chain come after those of another. */
  double at(int draw, String name, int element) {
    ParameterLayout layout = fitted.network().layout();
    ParameterLayout.Slot slot = layout.slot(name);
    return fitted.parameters()[draw * layout.size() + slot.start() + element];
  }

  /** A function of the draws, (chains, draws). */
  double[][] series(IntToDoubleFunction f) {
    int each = fitted.members() / chains;
    double[][] series = new double[chains][each];
    for (int c = 0; c < chains; c++) {
      for (int d = 0; d < each; d++) {
        series[c][d] = f.applyAsDouble(c * each + d);
      }
    }
    return series;
  }

  /** Distance of the mean from the expected one in its Monte-Carlo standard errors. */
  static double z(double[][] series, double expected) {
    double sum = 0;
    double squares = 0;
    int n = 0;
    for (double[] chain : series) {
      for (double v : chain) {
        sum += v;
        squares += (v - expected) * (v - expected);
        n++;
      }
    }
    double error = Math.sqrt(squares / n / ChainStatistics.meanSampleSize(series));
    return (sum / n - expected) / error;
  }

  /** Asserts mean and covariance of a weight vector. */
  void assertMoments(String name, double[] mean, double[][] covariance, double leastSampleSize) {
    for (int k = 0; k < mean.length; k++) {
      int i = k;
      double[][] weight = series(d -> at(d, name, i));
      assertThat(ChainStatistics.meanSampleSize(weight))
          .as("effective sample size %d", i)
          .isGreaterThan(leastSampleSize);
      assertThat(Math.abs(z(weight, mean[i]))).as("mean %d", i).isLessThan(Z);
      for (int l = 0; l <= k; l++) {
        int j = l;
        double[][] product = series(d -> (at(d, name, i) - mean[i]) * (at(d, name, j) - mean[j]));
        assertThat(Math.abs(z(product, covariance[i][j])))
            .as("covariance %d, %d", i, j)
            .isLessThan(Z);
      }
    }
  }
}
