package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class LabelSmearingTest {

  private static final int N = 100_000;

  private static double[] eps(double noise, long seed) {
    LabelSmearing smearing = new LabelSmearing(noise, seed);
    double[] eps = new double[N];
    for (int i = 0; i < N; i++) {
      eps[i] = (smearing.smear(3e-4, i) / 3e-4 - 1) / noise;
    }
    return eps;
  }

  /** False-alarm rates: below 1e-6 (KS), 6e-7 each (five standard deviations). */
  @Test
  void noiseIsStandardNormalAndIndependent() {
    double[] eps = eps(0.1, 5);
    NormalDistribution normal = NormalDistribution.of(0, 1);
    assertThat(KolmogorovSmirnov.distance(eps, normal::cumulativeProbability))
        .isLessThan(KolmogorovSmirnov.LIMIT);
    double mean = 0;
    double square = 0;
    double neighbours = 0;
    for (int i = 0; i < N; i++) {
      mean += eps[i] / N;
      square += eps[i] * eps[i] / N;
      neighbours += eps[i] * eps[(i + 1) % N] / N;
    }
    assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(N)));
    assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / N)));
    assertThat(neighbours).isCloseTo(0, within(5 / Math.sqrt(N)));
  }

  /** A width off by 2 % is what the test above must see. */
  @Test
  void theNormalityTestRejectsAWidthOffByTwoPercent() {
    double[] eps = eps(0.1, 5);
    double square = 0;
    for (double e : eps) {
      square += 1.02 * 1.02 * e * e / N;
    }
    assertThat(square - 1).isGreaterThan(5 * Math.sqrt(2.0 / N));
  }

  /** Width of log(1 + noise eps) = noise (1 + 5/4 noise^2); five standard deviations. */
  @Test
  void logLabelHasTheDocumentedWidth() {
    LabelSmearing smearing = new LabelSmearing(0.1, 6);
    double mean = 0;
    double square = 0;
    for (int i = 0; i < N; i++) {
      double log = Math.log(smearing.smear(1, i));
      mean += log / N;
      square += log * log / N;
    }
    double width = Math.sqrt(square - mean * mean);
    assertThat(mean).isCloseTo(-0.005, within(5 * 0.1 / Math.sqrt(N) + 1e-4));
    assertThat(width).isCloseTo(0.1 * (1 + 1.25 * 0.01), within(5 * 0.1 / Math.sqrt(2.0 * N)));
  }

  @Test
  void labelsStayPositiveAtAnyAllowedNoise() {
    LabelSmearing smearing = new LabelSmearing(1, 7);
    for (int i = 0; i < N; i++) {
      assertThat(smearing.smear(2, i)).isPositive();
    }
  }

  @Test
  void aLabelDependsOnItsPointAlone() {
    AmplitudeDataset all = AmplitudeDataset.generate(Process.GG_HG, Inputs.INVARIANTS, 300, 1);
    AmplitudeDataset late = AmplitudeDataset.generate(Process.GG_HG, Inputs.INVARIANTS, 50, 1, 200);
    LabelSmearing smearing = new LabelSmearing(0.05, 1);
    double[] labels = smearing.smear(all);
    assertThat(smearing.smear(late)).isEqualTo(Arrays.copyOfRange(labels, 200, 250));
    assertThat(labels[0]).isNotEqualTo(all.amplitude()[0]);
    assertThat(new LabelSmearing(0, 1).smear(all)).isEqualTo(all.amplitude());
    assertThat(new LabelSmearing(0.05, 2).smear(all)[0]).isNotEqualTo(labels[0]);
  }

  @Test
  void noiseLevelsShareTheirDraws() {
    double one = new LabelSmearing(0.01, 9).smear(1, 3) - 1;
    double five = new LabelSmearing(0.05, 9).smear(1, 3) - 1;
    assertThat(five).isCloseTo(5 * one, within(1e-14));
  }

  @Test
  void refusesNoiseThatIsNoFraction() {
    for (double noise : new double[] {-0.1, 5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new LabelSmearing(noise, 1))
          .withMessage("label noise must be a fraction between 0 and 1, not " + noise);
    }
  }
}
