package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PredictiveTest {

  @Test
  void aSmallSpreadOnALargeMeanSurvives() {
    double[] means = {1e9 + 1, 1e9 - 1, 1e9 + 1, 1e9 - 1}; // E[x^2] - E[x]^2 would lose it all
    Predictive predictive = Predictive.combine(means, new double[] {2, 2, 2, 2}, 4);
    assertThat(predictive.mean()).containsExactly(1e9);
    assertThat(predictive.sigmaStat()[0]).isCloseTo(1, within(1e-6));
    assertThat(predictive.sigmaTot()[0]).isCloseTo(Math.sqrt(5), within(1e-6));
  }

  @Test
  void oneSampleHasNoStatisticalUncertainty() {
    Predictive predictive = Predictive.combine(new float[] {3, 4}, new float[] {1, 2}, 1);
    assertThat(predictive.sigmaStat()).containsExactly(0, 0);
    assertThat(predictive.sigmaTot()).containsExactly(1, 2);
  }

  @Test
  void columnsOfAFloatBuffer() {
    float[] outputs = {1, 10, 2, 20, 3, 30}; // (row, output)
    assertThat(Strided.column(outputs, 1, 2, 3)).containsExactly(10, 20, 30);
  }
}
