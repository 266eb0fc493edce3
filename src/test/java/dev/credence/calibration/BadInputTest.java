package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BadInputTest {
  private static final double[] ONE = {1};
  private static final double[] TWO = {1, 2};

  private static void refused(String sentence, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
  }

  @Test
  void eachMistakeEndsInOneSentence() {
    refused("y has 1 values where 2 are needed.", () -> Pulls.total(TWO, TWO, ONE));
    refused(
        "sigmaTot at index 1 is 0.0 and must be positive.",
        () -> Pulls.total(TWO, new double[] {1, 0}, TWO));
    refused("y at index 0 is NaN.", () -> Crps.gaussian(ONE, ONE, new double[] {Double.NaN}));
    refused(
        "mean at index 0 is Infinity.",
        () -> LogDensity.gaussian(new double[] {Double.POSITIVE_INFINITY}, ONE, ONE));
    refused("value is empty; at least one row is needed.", () -> Estimate.mean(new double[0]));
    refused(
        "the array of sample means of length 2 does not split into 3 equal parts.",
        () -> Predictive.combine(TWO, TWO, 3));
    refused(
        "probabilities of row 0 sum to 3.0 instead of 1.",
        () -> ClassScores.brier(TWO, 2, new int[] {0}));
    refused(
        "label of row 0 is 2 but there are 2 classes.",
        () -> ClassScores.accuracy(new double[] {0.5, 0.5}, 2, new int[] {2}));
    refused(
        "probability at index 1 is 2.0, outside [0, 1].",
        () -> Reliability.of(TWO, new boolean[2], 5, Reliability.Binning.EQUAL_WIDTH));
    refused("knots 0 and 1 do not rise.", () -> new MonotoneMap(TWO, new double[] {2, 1}));
    refused(
        "the fraction must lie in (0, 1], not 0.0.",
        () -> RelativePrecision.ofLargest(TWO, TWO, 0));
    refused(
        "a histogram needs low < high and bins >= 1, not 1.0, 1.0, 3.",
        () -> Histogram.of(TWO, 1, 1, 3));
  }
}
