package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Are the error bars of the error-bar checks honest? In 400 simulated data sets the known true
 * value lies within one standard error in 273 +- 9.3; the band of 3.9 binomial errors has a
 * false-alarm rate of 1e-4 per figure. An error bar wrong by a factor 1.35 misses it in nine of ten
 * runs.
 */
class StandardErrorCoverageTest {
  private static final int REPEATS = 400;
  private static final int N = 1000;

  /** Variance of {@link Simulate#contaminated}. */
  private static final double CONTAMINATED_VARIANCE = 1.3;

  private interface Figure extends Function<SplittableRandom, Estimate> {}

  private static Arguments figure(String name, double truth, Figure figure) {
    return Arguments.of(name, truth, figure);
  }

  static Stream<Arguments> figures() {
    double[] zero = new double[N];
    double[] one = Simulate.constant(N, 1);
    return Stream.of(
        figure("pull mean", 0, r -> PullSummary.of(Simulate.contaminated(r, N)).mean()),
        figure(
            "pull width",
            Math.sqrt(CONTAMINATED_VARIANCE),
            r -> PullSummary.of(Simulate.contaminated(r, N)).width()),
        figure(
            "robust width",
            1.2,
            r -> PullSummary.of(Simulate.gaussian(r, N, 0.5, 1.2)).robustWidth()),
        figure(
            "KS distance",
            2 * StandardNormal.cdf(0.2) - 1,
            r -> PullSummary.of(Simulate.gaussian(r, N, 0.4, 1)).ksDistance()),
        figure(
            "rms",
            Math.sqrt(CONTAMINATED_VARIANCE),
            r -> Estimate.rootMeanSquare(Simulate.contaminated(r, N))),
        figure(
            "mean of shared weights and targets",
            0,
            r -> PullSummary.ofSamples(crossed(r, 50, 60), 50).mean()),
        figure(
            "width of shared weights and targets",
            Math.sqrt(2),
            r -> PullSummary.ofSamples(crossed(r, 60, 60), 60).width()),
        figure(
            "coverage 68",
            0.68,
            r -> Coverage.at(0.68, ProbabilityIntegral.gaussian(zero, one, y(r, 1)))),
        figure(
            "miscalibration area",
            wideArea(1.4),
            r -> Coverage.gaussian(zero, one, y(r, 1.4)).miscalibrationArea()),
        figure(
            "miscalibration area of both signs",
            twoWidthsArea(),
            r -> Coverage.gaussian(zero, one, twoWidths(r)).miscalibrationArea()),
        figure(
            "signed area",
            -wideArea(1.4),
            r -> Coverage.gaussian(zero, one, y(r, 1.4)).signedArea()),
        figure(
            "crps", 1 / Math.sqrt(Math.PI), r -> Estimate.mean(Crps.gaussian(zero, one, y(r, 1)))),
        figure(
            "log density",
            -0.5 * Math.log(2 * Math.PI) - 0.5,
            r -> Estimate.mean(LogDensity.gaussian(zero, one, y(r, 1)))),
        figure(
            "sharpness",
            Math.sqrt(7.0 / 3),
            r -> Sharpness.of(Simulate.uniform(r, N, 1, 2)).rmsSigma()),
        figure("accuracy", 0.75, r -> Coin.toss(r, N).score(ClassScores::accuracy)),
        figure("brier", 1.0 / 3, r -> Coin.toss(r, N).score(ClassScores::brier)),
        figure(
            "class log likelihood", -0.5, r -> Coin.toss(r, N).score(ClassScores::logLikelihood)),
        figure("auc", 5.0 / 6, r -> Coin.toss(r, N).score(Auc::macro)),
        figure("ece", 0.2, r -> overconfidentEce(r, 0.2)),
        figure(
            "auc of Gaussians",
            StandardNormal.cdf(1 / Math.sqrt(2)),
            StandardErrorCoverageTest::gaussianAuc),
        figure("scale factor", Math.sqrt(CONTAMINATED_VARIANCE), r -> scale(r, N)),
        figure("systematic factor", 0.8 * CONTAMINATED_VARIANCE, r -> variance(r).systFactor()),
        figure("statistical factor", 1.5 * CONTAMINATED_VARIANCE, r -> variance(r).statFactor()));
  }

  private static int within(double truth, Figure figure) {
    SplittableRandom random = new SplittableRandom(22);
    int inside = 0;
    for (int i = 0; i < REPEATS; i++) {
      inside += Math.abs(figure.apply(random.split()).deviationFrom(truth)) <= 1 ? 1 : 0;
    }
    return inside;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("figures")
  void trueValuesLieWithinOneErrorAsOftenAsTheyShould(String name, double truth, Figure figure) {
    assertThat(within(truth, figure)).isBetween(237, 309);
  }

  @Test
  void errorBarsAHalfTooSmallAndTooLargeAreCaught() {
    for (double wrong : new double[] {1 / 1.5, 1.5}) {
      int inside =
          within(
              0,
              r -> {
                Estimate right = Estimate.mean(Simulate.gaussian(r, N, 0, 1));
                return new Estimate(right.value(), wrong * right.standardError());
              });
      assertThat(inside < 237 || inside > 309).isTrue();
    }
  }

  @Test
  void independentErrorsWouldBeWrongForSharedWeights() {
    int inside = within(0, r -> PullSummary.of(crossed(r, 50, 60)).mean());
    assertThat(inside).isLessThan(237);
  }

  @Test
  void macroAucErrorsMatchTheirSpread() {
    // 400 repeats: the spread is known to 3.5 %; the band of 15 % is 4 of those, false alarm 6e-5
    SplittableRandom random = new SplittableRandom(23);
    double[] values = new double[REPEATS];
    double meanError = 0;
    for (int i = 0; i < REPEATS; i++) {
      Estimate auc = macroAuc(random, 300);
      values[i] = auc.value();
      meanError += auc.standardError() / REPEATS;
    }
    double spread = Estimate.mean(values).standardError() * Math.sqrt(REPEATS);
    assertThat(meanError / spread).isBetween(0.85, 1.15);
  }

  private static double[] y(SplittableRandom random, double width) {
    return Simulate.gaussian(random, N, 0, width);
  }

  /** Area for pulls of N(0, width^2), width above 1: observed stays below nominal everywhere. */
  private static double wideArea(double width) {
    // mean of |2 Phi(width z) - 1| minus one half, by Simpson's rule
    int steps = 4000;
    double h = 20.0 / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double z = -10 + i * h;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      double central = Math.abs(2 * StandardNormal.cdf(width * z) - 1);
      sum += weight * central * StandardNormal.density(z);
    }
    return sum * h / 3 - 0.5;
  }

  /**
   * Half of N(0, 1/3^2), half of N(0, 2^2): too many targets near the mean, and too many far off.
   */
  private static double[] twoWidths(SplittableRandom random) {
    double[] values = new double[N];
    for (int j = 0; j < N; j++) {
      values[j] = (random.nextBoolean() ? 1 / 3.0 : 2) * random.nextGaussian();
    }
    return values;
  }

  private static double twoWidthsArea() {
    double area = 0;
    int steps = 100_000; // midpoints; the error of the rule is below 1e-8
    double h = 10.0 / steps;
    for (int i = 0; i < steps; i++) {
      double x = (i + 0.5) * h;
      double covered = StandardNormal.cdf(3 * x) + StandardNormal.cdf(x / 2) - 1;
      double nominal = 2 * StandardNormal.cdf(x) - 1;
      area += Math.abs(covered - nominal) * 2 * StandardNormal.density(x) * h;
    }
    return area;
  }

  /** (S, n) values with a variance of 1/2 per row, 1/2 per sample and 1 per cell. */
  private static double[] crossed(SplittableRandom random, int samples, int rows) {
    double[] bySample = Simulate.gaussian(random, samples, 0, Math.sqrt(0.5));
    double[] byRow = Simulate.gaussian(random, rows, 0, Math.sqrt(0.5));
    double[] values = Simulate.gaussian(random, samples * rows, 0, 1);
    for (int i = 0; i < values.length; i++) {
      values[i] += bySample[i / rows] + byRow[i % rows];
    }
    return values;
  }

  /** Binary predictions with uniform probabilities that are true. */
  private record Coin(double[] probabilities, int[] labels) {
    static Coin toss(SplittableRandom random, int n) {
      double[] p = new double[2 * n];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        p[2 * i + 1] = random.nextDouble();
        p[2 * i] = 1 - p[2 * i + 1];
        labels[i] = random.nextDouble() < p[2 * i + 1] ? 1 : 0;
      }
      return new Coin(p, labels);
    }

    Estimate score(Score score) {
      return score.of(probabilities, 2, labels);
    }
  }

  private interface Score {
    Estimate of(double[] probabilities, int classes, int[] labels);
  }

  /** The ece of events that happen less often than predicted by {@code shift}. */
  private static Estimate overconfidentEce(SplittableRandom random, double shift) {
    double[] p = Simulate.uniform(random, N, 0.4, 1);
    boolean[] happened = new boolean[N];
    for (int i = 0; i < N; i++) {
      happened[i] = random.nextDouble() < p[i] - shift;
    }
    return Reliability.of(p, happened, 10, Reliability.Binning.EQUAL_WIDTH).ece();
  }

  private static Estimate gaussianAuc(SplittableRandom random) {
    double[] scores = Simulate.gaussian(random, 300, 0, 1);
    boolean[] positive = new boolean[300];
    for (int i = 0; i < 100; i++) {
      positive[i] = true;
      scores[i] += 1;
    }
    return Auc.of(scores, positive);
  }

  private static Estimate macroAuc(SplittableRandom random, int n) {
    double[] p = new double[3 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3);
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        p[3 * i + k] = Math.exp(random.nextGaussian() + (k == labels[i] ? 1 : 0));
        sum += p[3 * i + k];
      }
      for (int k = 0; k < 3; k++) {
        p[3 * i + k] /= sum;
      }
    }
    return Auc.macro(p, 3, labels);
  }

  private static Estimate scale(SplittableRandom random, int n) {
    Predictive p = Predictive.of(new double[n], new double[n], Simulate.constant(n, 1));
    return ScaleRecalibration.fit(
            ScaleRecalibration.Basis.SIGMA_TOT, p, Simulate.contaminated(random, n))
        .factor();
  }

  /** Residuals of variance 0.8 sigmaSyst^2 + 1.5 sigmaStat^2 times that of heavy tails. */
  private static VarianceRecalibration variance(SplittableRandom random) {
    int n = 400;
    double[] syst = Simulate.uniform(random, n, 0.1, 2);
    double[] stat = Simulate.uniform(random, n, 0.1, 2);
    double[] y = Simulate.contaminated(random, n);
    for (int j = 0; j < n; j++) {
      y[j] *= Math.sqrt(0.8 * syst[j] * syst[j] + 1.5 * stat[j] * stat[j]);
    }
    return VarianceRecalibration.fit(Predictive.of(new double[n], stat, syst), y);
  }
}
