package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecalibrationTest {

  /** Targets with variance a sigmaSyst^2 + b sigmaStat^2 about a mean of zero. */
  private static double[] targets(SplittableRandom random, Predictive p, double a, double b) {
    double[] y = new double[p.rows()];
    for (int j = 0; j < y.length; j++) {
      double variance = a * Math.pow(p.sigmaSyst()[j], 2) + b * Math.pow(p.sigmaStat()[j], 2);
      y[j] = Math.sqrt(variance) * random.nextGaussian();
    }
    return y;
  }

  private static Predictive predictive(SplittableRandom random, int n) {
    return Predictive.of(
        new double[n], Simulate.uniform(random, n, 0.1, 2), Simulate.uniform(random, n, 0.1, 2));
  }

  private static double logLikelihood(Predictive p, double[] sigma, double[] y) {
    return Estimate.mean(LogDensity.gaussian(p.mean(), sigma, y)).value();
  }

  @Test
  void scaleIsTheRmsPullAndMakesTheRmsPullOne() {
    SplittableRandom random = new SplittableRandom(13);
    Predictive p = predictive(random, 500);
    double[] y = targets(random, p, 2, 2);
    for (ScaleRecalibration.Basis basis : ScaleRecalibration.Basis.values()) {
      ScaleRecalibration fit = ScaleRecalibration.fit(basis, p, y);
      double[] pulls = Pulls.total(p.mean(), fit.sigmas(p), y);
      assertThat(Estimate.rootMeanSquare(pulls).value()).isCloseTo(1, within(1e-13));
    }
    ScaleRecalibration total = ScaleRecalibration.fit(ScaleRecalibration.Basis.SIGMA_TOT, p, y);
    assertThat(total.factor().deviationFrom(Math.sqrt(2))).isBetween(-4.0, 4.0); // alarm 6e-5
    // Gaussian residuals: the Fisher error s / sqrt(2 n), itself known to some 5 %
    assertThat(total.factor().standardError())
        .isCloseTo(total.factor().value() / Math.sqrt(1000), within(0.01));
  }

  @Test
  void aWeightCountsAsSoManyRows() {
    SplittableRandom random = new SplittableRandom(18);
    Predictive p = predictive(random, 3);
    double[] y = {0.3, -0.8, 1.7};
    Predictive repeated =
        Predictive.of(
            new double[4],
            new double[] {p.sigmaStat()[0], p.sigmaStat()[1], p.sigmaStat()[1], p.sigmaStat()[2]},
            new double[] {p.sigmaSyst()[0], p.sigmaSyst()[1], p.sigmaSyst()[1], p.sigmaSyst()[2]});
    for (ScaleRecalibration.Basis basis : ScaleRecalibration.Basis.values()) {
      double weighted =
          ScaleRecalibration.fit(basis, p, y, new double[] {1, 2, 1}).factor().value();
      double[] rows = {y[0], y[1], y[1], y[2]};
      double expected = ScaleRecalibration.fit(basis, repeated, rows).factor().value();
      assertThat(weighted).isCloseTo(expected, within(1e-14));
      Estimate plain = ScaleRecalibration.fit(basis, p, y).factor();
      Estimate ones = ScaleRecalibration.fit(basis, p, y, new double[] {3, 3, 3}).factor();
      assertThat(ones.value()).isCloseTo(plain.value(), within(1e-14));
      assertThat(ones.standardError()).isCloseTo(plain.standardError(), within(1e-14));
    }
    assertThatThrownBy(() -> Estimate.rootMeanSquare(y, new double[3]))
        .hasMessageContaining("all weights are zero");
  }

  @Test
  void piecesOfADistributionHoldEqualWeight() {
    SplittableRandom random = new SplittableRandom(19);
    int n = 2000;
    double[] integrals = new double[n];
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      integrals[i] = u * u;
      weights[i] = 1 + i % 3;
    }
    MonotoneMap map = IsotonicRecalibration.ofDistribution(integrals, weights, 20).map();
    assertThat(map.x()).hasSize(21);
    for (int k = 0; k <= 20; k++) {
      assertThat(map.y()[k]).isCloseTo(k / 20.0, within(2e-3));
      // P(u^2 < x) = sqrt(x); a share of 2000 rows scatters by at most 0.011, weights add 8 %.
      assertThat(Math.sqrt(map.x()[k])).isCloseTo(map.y()[k], within(5 * 0.0125));
    }
    double[] same = new double[30];
    double[] ones = new double[30];
    Arrays.fill(same, 0.25);
    Arrays.fill(ones, 1);
    MonotoneMap pooled = IsotonicRecalibration.ofDistribution(same, ones, 5).map();
    assertThat(pooled.x()).containsExactly(0, 0.25, 1);
    assertThatThrownBy(() -> IsotonicRecalibration.ofDistribution(same, new double[30], 5))
        .hasMessageContaining("all weights are zero");
  }

  @Test
  void aPerfectFitCannotBeScaled() {
    Predictive p = Predictive.of(new double[2], new double[2], new double[] {1, 1});
    assertThatThrownBy(
            () -> ScaleRecalibration.fit(ScaleRecalibration.Basis.SIGMA_TOT, p, new double[2]))
        .hasMessageContaining("positive factor");
    assertThatThrownBy(() -> VarianceRecalibration.fit(p, new double[2]))
        .hasMessageContaining("every residual is zero");
  }

  @Test
  void varianceFactorsMaximiseTheLikelihood() {
    SplittableRandom random = new SplittableRandom(14);
    Predictive p = predictive(random, 400);
    double[] y = targets(random, p, 0.8, 1.7);
    VarianceRecalibration fit = VarianceRecalibration.fit(p, y);
    double best = logLikelihood(p, fit.sigmas(p), y);
    double a = fit.systFactor().value();
    double b = fit.statFactor().value();
    for (double[] step : new double[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}}) {
      VarianceRecalibration moved =
          new VarianceRecalibration(
              Estimate.exact(a + 1e-4 * step[0]), Estimate.exact(b + 1e-4 * step[1]));
      assertThat(logLikelihood(p, moved.sigmas(p), y)).isLessThan(best);
    }
    // first-order change at the optimum is rounding: 1e-16 / 1e-6 at most
    VarianceRecalibration near =
        new VarianceRecalibration(Estimate.exact(a + 1e-6), Estimate.exact(b));
    assertThat((logLikelihood(p, near.sigmas(p), y) - best) / 1e-6).isBetween(-1e-5, 1e-8);
  }

  @Test
  void aFactorEndsAtZeroWhenTheOtherExplainsEverything() {
    SplittableRandom random = new SplittableRandom(15);
    Predictive p = predictive(random, 3000);
    // sigmaSyst holds the weight noise already: less than sigmaSyst^2 where sigmaStat is large
    double[] y = new double[p.rows()];
    for (int j = 0; j < y.length; j++) {
      double sigma = p.sigmaSyst()[j] / (1 + p.sigmaStat()[j]);
      y[j] = sigma * random.nextGaussian();
    }
    VarianceRecalibration fit = VarianceRecalibration.fit(p, y);
    assertThat(fit.statFactor().value()).isZero();
    assertThat(fit.statFactor().standardError()).isPositive().isFinite();
    ScaleRecalibration scale = ScaleRecalibration.fit(ScaleRecalibration.Basis.SIGMA_SYST, p, y);
    double squared = Math.pow(scale.factor().value(), 2);
    assertThat(fit.systFactor().value()).isCloseTo(squared, within(1e-12));
    double error = 2 * scale.factor().value() * scale.factor().standardError();
    assertThat(fit.systFactor().standardError()).isCloseTo(error, within(0.01 * error));
  }

  @Test
  void degenerateUncertaintiesAreNotToldApart() {
    SplittableRandom random = new SplittableRandom(16);
    double[] syst = Simulate.uniform(random, 300, 0.5, 2);
    double[] stat = new double[300];
    for (int j = 0; j < 300; j++) {
      stat[j] = 0.3 * syst[j];
    }
    Predictive proportional = Predictive.of(new double[300], stat, syst);
    double[] y = targets(random, proportional, 2, 2);
    VarianceRecalibration common = VarianceRecalibration.fit(proportional, y);
    assertThat(common.systFactor()).isEqualTo(common.statFactor());
    assertThat(common.systFactor().deviationFrom(2)).isBetween(-4.0, 4.0);

    Predictive noStat = Predictive.of(new double[300], new double[300], syst);
    VarianceRecalibration systOnly = VarianceRecalibration.fit(noStat, y);
    assertThat(systOnly.statFactor().value()).isEqualTo(1);
    assertThat(systOnly.statFactor().standardError()).isNaN();
    Predictive noSyst = Predictive.of(new double[300], stat, new double[300]);
    VarianceRecalibration statOnly = VarianceRecalibration.fit(noSyst, y);
    assertThat(statOnly.systFactor().value()).isEqualTo(1);
    assertThat(statOnly.statFactor().value()).isGreaterThan(1);

    stat[7] = 0;
    syst[8] = 0;
    y[7] = 0;
    y[8] = 0; // rows at which a single uncertainty would allow an infinite likelihood
    VarianceRecalibration holes =
        VarianceRecalibration.fit(Predictive.of(new double[300], stat, syst), y);
    assertThat(holes.systFactor().value()).isPositive().isFinite();
    assertThat(holes.statFactor().value()).isPositive().isFinite();
  }

  @Test
  void isotonicMapRestoresCoverageOnHeldOutRows() {
    SplittableRandom random = new SplittableRandom(17);
    int n = 4000;
    double[] unit = Simulate.constant(n, 1);
    double[] validation = ProbabilityIntegral.gaussian(new double[n], unit, skewed(random, n));
    double[] test = ProbabilityIntegral.gaussian(new double[n], unit, skewed(random, n));
    IsotonicRecalibration isotonic = IsotonicRecalibration.ofDistribution(validation);
    double before = Coverage.of(test, new double[] {0.5}).miscalibrationArea().value();
    double after =
        Coverage.of(isotonic.apply(test), new double[] {0.5}).miscalibrationArea().value();
    assertThat(before).isGreaterThan(0.1);
    // the noise of test and validation rows, in quadrature; 3 times its expectation
    assertThat(after).isLessThan(3 * Math.sqrt(2) * Coverage.areaIfCalibrated(n));
    for (double p : new double[] {0.025, 0.5, 0.84}) {
      assertThat(isotonic.apply(isotonic.quantileLevel(p)).value()).isCloseTo(p, within(1e-12));
    }
    assertThat(isotonic.apply(0.0).value()).isZero();
    assertThat(isotonic.apply(1.0).value()).isEqualTo(1);
  }

  private static double[] skewed(SplittableRandom random, int n) {
    double[] y = new double[n];
    for (int j = 0; j < n; j++) {
      y[j] = 0.4 * (Math.exp(random.nextGaussian()) - 0.5);
    }
    return y;
  }

  @Test
  void saturatedAndTiedValuesAreKept() {
    IsotonicRecalibration isotonic =
        IsotonicRecalibration.ofDistribution(new double[] {0, 0, 0.5, 0.5, 0.5, 1});
    assertThat(isotonic.map().value(0.5)).isCloseTo(3.5 / 6, within(1e-15));
    assertThat(isotonic.map().value(1e-9)).isCloseTo(1.0 / 6, within(1e-8));
    assertThat(isotonic.map().value(0)).isZero();
  }

  @Test
  void isotonicEventsBeatOverconfidence() {
    SplittableRandom random = new SplittableRandom(18);
    int n = 3000;
    boolean[] validation = new boolean[n];
    boolean[] test = new boolean[n];
    double[] p = Simulate.uniform(random, n, 0, 1);
    double[] q = Simulate.uniform(random, n, 0, 1);
    for (int i = 0; i < n; i++) {
      validation[i] = random.nextDouble() < 0.5 + 0.6 * (p[i] - 0.5);
      test[i] = random.nextDouble() < 0.5 + 0.6 * (q[i] - 0.5);
    }
    IsotonicRecalibration isotonic = IsotonicRecalibration.ofEvents(p, validation);
    double[] corrected = isotonic.apply(q);
    double before = ece(q, test);
    assertThat(before).isGreaterThan(0.07);
    assertThat(ece(corrected, test)).isLessThan(0.5 * before);
    for (double one : corrected) {
      assertThat(one).isBetween(0.5 / n, 1 - 0.5 / n);
    }
  }

  private static double ece(double[] p, boolean[] happened) {
    return Reliability.of(p, happened, 10, Reliability.Binning.EQUAL_WIDTH).ece().value();
  }

  @Test
  void pooledViolatorsAreTheMinMaxOfAverages() {
    SplittableRandom random = new SplittableRandom(19);
    int n = 40;
    double[] y = Simulate.gaussian(random, n, 0, 1);
    double[] w = Simulate.uniform(random, n, 0.1, 3);
    double[] fitted = PoolAdjacentViolators.fit(y, w);
    for (int i = 0; i < n; i++) {
      // Robertson, Wright, Dykstra 1988: max over starts of min over ends of weighted averages
      double expected = Double.NEGATIVE_INFINITY;
      for (int from = 0; from <= i; from++) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int to = i; to < n; to++) {
          double sum = 0;
          double weight = 0;
          for (int k = from; k <= to; k++) {
            sum += w[k] * y[k];
            weight += w[k];
          }
          smallest = Math.min(smallest, sum / weight);
        }
        expected = Math.max(expected, smallest);
      }
      assertThat(fitted[i]).isCloseTo(expected, within(1e-13));
    }
  }
}
