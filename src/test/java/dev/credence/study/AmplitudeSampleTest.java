package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.calibration.Predictive;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AmplitudeSampleTest {
  private static final int POINTS = 20_000;
  private static final AmplitudeSample SAMPLE =
      AmplitudeSample.test(Process.GG_GGG, Inputs.INVARIANTS, POINTS, 3);

  /**
   * Label noise 0.03 and a calibration error of 0.04 make 0.05 and are independent. A width has a
   * relative standard error of 1/200 here, a correlation one of 1/141: five of each make a false
   * alarm in 10^6 runs.
   */
  @Test
  void calibrationAddsInQuadrature() {
    double[] noise = residuals(new Setting(POINTS, 64, 0.03, 0));
    double[] both = residuals(new Setting(POINTS, 64, 0.03, 0.04));
    double[] calibration = new double[POINTS];
    Arrays.setAll(calibration, i -> both[i] - noise[i]);
    assertThat(width(noise)).isCloseTo(0.03, within(0.03 * 0.025));
    assertThat(width(both)).isCloseTo(0.05, within(0.05 * 0.025));
    double product = 0;
    for (int i = 0; i < POINTS; i++) {
      product += noise[i] * calibration[i] / POINTS;
    }
    assertThat(product / (width(noise) * width(calibration))).isCloseTo(0, within(5 / 141.0));
  }

  @Test
  void samplesShareNoPoint() {
    double[] training = AmplitudeSample.training(Process.GG_GGG, Inputs.INVARIANTS, 50, 3).truth();
    double[] validation =
        AmplitudeSample.validation(Process.GG_GGG, Inputs.INVARIANTS, 50, 3).truth();
    for (double value : training) {
      assertThat(validation).doesNotContain(value);
      assertThat(SAMPLE.truth()).doesNotContain(value);
    }
    double[] longer = AmplitudeSample.training(Process.GG_GGG, Inputs.INVARIANTS, 80, 3).truth();
    assertThat(Arrays.copyOf(longer, 50)).containsExactly(training);
  }

  @Test
  void theBulkIsWithoutTheLargestAmplitudes() {
    double[] truth = {5, 1, 9, 3, 7, 2, 8, 4, 10, 6};
    Predictive same = Predictive.of(truth, truth, truth);
    double[] none = new double[0];
    HeldOut bulk = new HeldOut(truth, truth, same, same, none, none, 1).withoutLargest(0.2);
    assertThat(bulk.truth()).containsExactly(5, 1, 3, 7, 2, 8, 4, 6);
    assertThat(bulk.raw().sigmaSyst()).containsExactly(bulk.truth());
    assertThat(bulk.deltas()).containsOnly(0);
  }

  private static double[] residuals(Setting setting) {
    double[] residuals = setting.labels(SAMPLE, 3);
    Arrays.setAll(residuals, i -> residuals[i] - SAMPLE.truth()[i]);
    return residuals;
  }

  private static double width(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
  }
}
