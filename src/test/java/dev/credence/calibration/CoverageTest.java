package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoverageTest {

  private static Coverage ofGaussianPulls(double width, int n, long seed) {
    double[] y = Simulate.gaussian(new SplittableRandom(seed), n, 0, width);
    return Coverage.gaussian(new double[n], Simulate.constant(n, 1), y);
  }

  @Test
  void calibratedPredictionsCoverTheirLevels() {
    // 98 levels, each within 4.5 binomial errors: false alarm below 98 * 7e-6 = 7e-4
    Coverage coverage = ofGaussianPulls(1, 5000, 6);
    for (int i = 1; i < 99; i++) {
      assertThat(coverage.observed()[i].deviationFrom(coverage.levels()[i]))
          .as("level %s", coverage.levels()[i])
          .isBetween(-4.5, 4.5);
    }
    assertThat(coverage.observed()[0]).isEqualTo(Estimate.exact(0));
    assertThat(coverage.observed()[99]).isEqualTo(Estimate.exact(1));
    assertThat(coverage.signedArea().deviationFrom(0)).isBetween(-4.0, 4.0);
    assertThat(coverage.miscalibrationArea().value())
        .isLessThan(3 * Coverage.areaIfCalibrated(5000));
  }

  @Test
  void wrongErrorBarsAreFlaggedWithTheirSign() {
    Coverage over = ofGaussianPulls(1.3, 2000, 7);
    Coverage under = ofGaussianPulls(0.7, 2000, 8);
    assertThat(over.signedArea().deviationFrom(0)).isLessThan(-5);
    assertThat(under.signedArea().deviationFrom(0)).isGreaterThan(5);
    for (Coverage wrong : new Coverage[] {over, under}) {
      assertThat(wrong.miscalibrationArea().deviationFrom(Coverage.areaIfCalibrated(2000)))
          .isGreaterThan(5);
    }
    assertThat(over.observed()[67].deviationFrom(over.levels()[67])).isLessThan(-5);
  }

  @Test
  void areaIsTheIntegral() {
    double[] integrals = {0.9, 0.35, 0.52, 0.03, 0.7, 0.7}; // central: .8 .3 .04 .94 .4 .4
    Coverage coverage = Coverage.of(integrals, new double[] {0.5});
    assertThat(coverage.observed()[0].value()).isCloseTo(4.0 / 6, within(1e-15));
    double area = 0;
    double signed = 0;
    int steps = 600_000;
    for (int i = 0; i < steps; i++) {
      double t = (i + 0.5) / steps;
      double observed = 0;
      for (double u : integrals) {
        observed += Math.abs(2 * u - 1) <= t ? 1.0 / 6 : 0;
      }
      area += Math.abs(observed - t) / steps;
      signed += (observed - t) / steps;
    }
    // six jumps of 1/6, each misplaced by at most a step
    assertThat(coverage.miscalibrationArea().value()).isCloseTo(area, within(4e-6));
    assertThat(coverage.signedArea().value()).isCloseTo(signed, within(4e-6));
  }

  @Test
  void expectedAreaOfACalibratedPredictor() {
    // 200 repeats, mean within 4 standard errors, false alarm 6e-5
    double[] areas = new double[200];
    for (int i = 0; i < areas.length; i++) {
      areas[i] = ofGaussianPulls(1, 1000, 1000 + i).miscalibrationArea().value();
    }
    assertThat(Estimate.mean(areas).deviationFrom(Coverage.areaIfCalibrated(1000)))
        .isBetween(-4.0, 4.0);
  }

  @Test
  void mixturesUseTheirOwnIntervals() {
    // two far modes: every target sits in a mode, the Gaussian of equal variance over-covers at 50
    // %
    SplittableRandom random = new SplittableRandom(9);
    int n = 2000;
    double[] means = new double[2 * n];
    double[] y = new double[n];
    for (int j = 0; j < n; j++) {
      means[j] = -5;
      means[n + j] = 5;
      y[j] = (random.nextBoolean() ? 5 : -5) + random.nextGaussian();
    }
    double[] sigmas = Simulate.constant(2 * n, 1);
    Coverage mixture = Coverage.mixture(GaussianMixture.ofSamples(means, sigmas, 2), y);
    assertThat(mixture.miscalibrationArea().value()).isLessThan(3 * Coverage.areaIfCalibrated(n));
    Predictive p = Predictive.combine(means, sigmas, 2);
    assertThat(Coverage.gaussian(p.mean(), p.sigmaTot(), y).miscalibrationArea().value())
        .isGreaterThan(0.1);
  }
}
