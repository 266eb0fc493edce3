package dev.credence.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LikelihoodScaleTest {
  private static final int ROWS = 2000;

  /** Predictions of mean 0 whose weight samples have these widths, and one offset each. */
  private static Prediction prediction(int rows, double[] sigmas, double[] offsets) {
    int samples = sigmas.length;
    Prediction p = new Prediction(Prediction.Kind.REGRESSION, rows, 1, samples, true);
    double squares = Arrays.stream(sigmas).map(s -> s * s).average().orElseThrow();
    double spread = Arrays.stream(offsets).map(o -> o * o).average().orElseThrow();
    for (int i = 0; i < rows; i++) {
      double unit = unit(i);
      for (int s = 0; s < samples; s++) {
        p.sampleMean[i * samples + s] = unit * offsets[s];
        p.sampleSigma[i * samples + s] = unit * sigmas[s];
      }
      p.rawSigmaStat[i] = unit * Math.sqrt(spread);
      p.rawSigmaSyst[i] = unit * Math.sqrt(squares);
    }
    p.mixture = new NormalMixture(p.sampleMean, p.sampleSigma, samples);
    p.stretch = Recalibration.identity(1);
    p.rows(rows);
    return p;
  }

  /** Rows differ in the size of everything. */
  private static double unit(int row) {
    return 1 + row % 5;
  }

  private static double[] gaussian(int rows, double sigma) {
    Random random = new Random(11);
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = unit(i) * sigma * random.nextGaussian();
    }
    return y;
  }

  private static double logLikelihood(Prediction p, double[] y, double factor) {
    p.stretch = Recalibration.of(factor);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += p.logDensity(i, 0, y[i]);
    }
    p.stretch = Recalibration.identity(1);
    return sum;
  }

  @Test
  void givesPullsUnitWidthWhereDistributionsAreGaussian() {
    Prediction p = prediction(ROWS, new double[] {1}, new double[] {0});
    double[] y = gaussian(ROWS, 0.37);
    double pulls = Recalibration.fit(p, y, null).factor(0);
    // 0.37 with an error of 0.37 / sqrt(2 ROWS): five of these. Sections stop at 1e-4.
    assertThat(pulls).isBetween(0.34, 0.4);
    assertThat(Recalibration.mostLikely(p, y, null).factor(0))
        .isCloseTo(pulls, within(1e-3 * pulls));
  }

  /** Samples that disagree about their width make narrow shoulders and long tails. */
  @Test
  void findsTheMostLikelyFactorAndCoversWhatPullsDoNot() {
    double[] sigmas = {0.2, 0.2, 0.2, 0.2, 3};
    Prediction p = prediction(ROWS, sigmas, new double[] {-0.1, 0.1, 0, 0.2, -0.2});
    double[] y = gaussian(ROWS, 0.5);
    double found = Recalibration.mostLikely(p, y, null).factor(0);
    double most = logLikelihood(p, y, found);
    for (double factor = 0.02; factor < 20; factor *= 1.02) {
      assertThat(logLikelihood(p, y, factor)).as("factor %s", factor).isLessThan(most + 1e-3);
    }
    double byPulls = Recalibration.fit(p, y, null).factor(0);
    assertThat(Math.abs(coverage(p, y, found) - 0.68))
        .isLessThan(Math.abs(coverage(p, y, byPulls) - 0.68) / 2);
  }

  private static double coverage(Prediction p, double[] y, double factor) {
    p.stretch = Recalibration.of(factor);
    int inside = 0;
    for (int i = 0; i < y.length; i++) {
      inside += Math.abs(p.cdf(i, 0, y[i]) - 0.5) < 0.34 ? 1 : 0;
    }
    p.stretch = Recalibration.identity(1);
    return (double) inside / y.length;
  }

  @Test
  void countsRowsByTheirWeight() {
    double[] sigmas = {0.5, 2};
    double[] offsets = {0.3, -0.3};
    double[] y = {0.4, -3, 0.1, 5, 2};
    double[] twice = {0.4, -3, 0.1, 5, 2, 0.4, -3, 0.1, 5, 2};
    double[] weights = {2, 2, 2, 2, 2, 0, 0, 0, 0, 0};
    double plain = Recalibration.mostLikely(prediction(5, sigmas, offsets), y, null).factor(0);
    Prediction ten = prediction(10, sigmas, offsets);
    assertThat(Recalibration.mostLikely(ten, twice, weights).factor(0))
        .isCloseTo(plain, within(1e-3 * plain));
    double other =
        Recalibration.mostLikely(prediction(5, sigmas, offsets), y, new double[] {1, 0, 1, 0, 0})
            .factor(0);
    assertThat(other).isLessThan(0.7 * plain);
  }

  @Test
  void predictionsWithoutSamplesAreRefused() {
    Prediction p = prediction(30, new double[] {1, 2}, new double[] {0, 0});
    Prediction without = p.recalibrated(Recalibration.identity(1));
    assertThatThrownBy(() -> Recalibration.mostLikely(without, gaussian(30, 1), null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this prediction does not keep its weight samples");
  }

  @Test
  void leavesExactPredictionsAlone() {
    Prediction p = prediction(30, new double[] {1, 2}, new double[] {0, 0});
    assertThat(Recalibration.mostLikely(p, new double[30], null).factor(0)).isEqualTo(1);
  }
}
