package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassScoresTest {
  private static final double[] P = {0.7, 0.2, 0.1, 0.3, 0.3, 0.4, 0.5, 0.5, 0.0};
  private static final int[] LABELS = {0, 1, 2};

  @Test
  void scoresByHand() {
    // row 2 ties between classes 0 and 1, the first counts; its label 2 has probability zero
    assertThat(ClassScores.accuracy(P, 3, LABELS).value()).isCloseTo(1.0 / 3, within(1e-15));
    double brier = (0.09 + 0.04 + 0.01 + 0.09 + 0.49 + 0.16 + 0.25 + 0.25 + 1) / 3;
    assertThat(ClassScores.brier(P, 3, LABELS).value()).isCloseTo(brier, within(1e-15));
    double log = (Math.log(0.7) + Math.log(0.3) + Math.log(Float.MIN_VALUE)) / 3;
    assertThat(ClassScores.logLikelihood(P, 3, LABELS).value()).isCloseTo(log, within(1e-14));
  }

  @Test
  void informationIsTotalMinusMeanEntropy() {
    double[] samples = {0.7, 0.2, 0.1, 0.1, 0.1, 0.8, 0.3, 0.3, 0.4}; // (S=3, n=1, C=3)
    ClassPredictive p = ClassPredictive.combine(samples, 3, 3);
    double meanEntropy = 0;
    for (double one : samples) {
      meanEntropy -= one * Math.log(one) / 3;
    }
    assertThat(p.mutualInformation()[0]).isCloseTo(p.entropy()[0] - meanEntropy, within(1e-15));
    assertThat(p.mean()[0]).isCloseTo(1.1 / 3, within(1e-15));
    double variance = (0.49 + 0.01 + 0.09) / 3 - Math.pow(1.1 / 3, 2);
    assertThat(p.sigmaStat()[0]).isCloseTo(Math.sqrt(variance), within(1e-15));
  }

  @Test
  void certainSamplesThatDisagreeAreAllInformation() {
    ClassPredictive p = ClassPredictive.combine(new double[] {1, 0, 0, 1}, 2, 2);
    assertThat(p.entropy()[0]).isCloseTo(Math.log(2), within(1e-15));
    assertThat(p.mutualInformation()[0]).isCloseTo(Math.log(2), within(1e-15));
    ClassPredictive same = ClassPredictive.combine(new double[] {0.3, 0.7, 0.3, 0.7}, 2, 2);
    assertThat(same.mutualInformation()[0]).isCloseTo(0, within(1e-16));
  }

  @Test
  void wideLogitsAreGaussianBeforeTheSigmoidOnly() {
    SplittableRandom random = new SplittableRandom(11);
    int samples = 100;
    double[] wide = Simulate.gaussian(random, samples * 200, 2, 1.5);
    double[] narrow = Simulate.gaussian(random, samples * 200, 0, 0.05);
    SigmoidNormality distorted = SigmoidNormality.ofLogits(wide, samples);
    assertThat(distorted.rows()).isEqualTo(200);
    assertThat(distorted.excess().deviationFrom(0)).isGreaterThan(10);
    assertThat(distorted.logit().value()).isCloseTo(0.06, within(0.01)); // 0.6 / sqrt(100)
    assertThat(SigmoidNormality.ofLogits(narrow, samples).excess().value())
        .isCloseTo(0, within(0.005));
    double[] probabilities = new double[wide.length];
    for (int i = 0; i < wide.length; i++) {
      probabilities[i] = 1 / (1 + Math.exp(-wide[i]));
    }
    assertThat(SigmoidNormality.ofProbabilities(probabilities, samples).excess().value())
        .isCloseTo(distorted.excess().value(), within(1e-9));
  }
}
