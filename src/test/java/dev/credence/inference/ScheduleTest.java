package dev.credence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void constantStays() {
    assertThat(new LearningRate.Constant(0.3).at(0.99, 7)).isEqualTo(0.3);
  }

  @Test
  void cosineWarmsUpAndFallsToItsFraction() {
    LearningRate rate = new LearningRate.Cosine(2, 0.1, 0.01);
    assertThat(rate.at(0, 0)).isZero();
    assertThat(rate.at(0.05, 0)).isCloseTo(1, within(1e-12));
    assertThat(rate.at(0.1, 0)).isCloseTo(2, within(1e-12));
    assertThat(rate.at(0.55, 0)).isCloseTo(2 * (0.01 + 0.99 / 2), within(1e-12));
    assertThat(rate.at(1, 0)).isCloseTo(0.02, within(1e-12));
    assertThat(new LearningRate.Cosine(2, 0, 0).at(0, 0)).isEqualTo(2);
  }

  @Test
  void oneCycleRisesAndFalls() {
    LearningRate rate = new LearningRate.OneCycle(1, 0.3);
    assertThat(rate.at(0, 0)).isCloseTo(0.04, within(1e-12));
    assertThat(rate.at(0.15, 0)).isCloseTo(0.52, within(1e-12));
    assertThat(rate.at(0.3, 0)).isCloseTo(1, within(1e-12));
    assertThat(rate.at(0.65, 0)).isCloseTo(0.50005, within(1e-12));
    assertThat(rate.at(1, 0)).isCloseTo(1e-4, within(1e-12));
  }

  @Test
  void plateauFallsWithEveryReductionDownToItsMinimum() {
    LearningRate rate = new LearningRate.Plateau(1, 0.5, 3, 0.2);
    assertThat(rate.at(0.9, 0)).isEqualTo(1);
    assertThat(rate.at(0, 2)).isEqualTo(0.25);
    assertThat(rate.at(0, 3)).isEqualTo(0.2);
  }

  @Test
  void klWeightRisesLinearly() {
    KlSchedule kl = new KlSchedule(2, 0.5);
    assertThat(kl.at(0)).isZero();
    assertThat(kl.at(0.25)).isCloseTo(1, within(1e-12));
    assertThat(kl.at(0.5)).isEqualTo(2);
    assertThat(kl.at(1)).isEqualTo(2);
    assertThat(new KlSchedule(0.3, 0).at(0)).isEqualTo(0.3);
    assertThatThrownBy(() -> new KlSchedule(-1, 0)).hasMessageContaining("must not be negative");
    assertThatThrownBy(() -> new KlSchedule(Double.NaN, 0)).hasMessageContaining("NaN");
  }
}
