package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.inference.TrainingListener;
import dev.credence.layer.Estimator;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The quick amplitude study begins on a CUDA device as it does on the scalar backend. */
class DeviceTrainingTest {
  private static final int STEPS = 6;

  /** Growth of rounding errors, 6e-8 each, over the steps; a lost term would be 1e-2 and more. */
  private static final double BOUND = 2e-5;

  @ParameterizedTest
  @EnumSource(Estimator.class)
  void firstLossesAreTheScalarBackends(Estimator estimator) {
    List<double[]> expected = losses(estimator, Backends.select("scalar"));
    List<double[]> found = losses(estimator, new CudaBackend(TestDevice.driver()));
    assertThat(found).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      for (int term = 0; term < 2; term++) {
        double size = Math.max(1, Math.abs(expected.get(step)[term]));
        assertThat(found.get(step)[term])
            .as("term %d after step %d", term, step + 1)
            .isCloseTo(expected.get(step)[term], within(BOUND * size));
      }
    }
  }

  @Test
  void beginsWithTheSameBits() {
    float[] expected = initial(Backends.select("scalar"));
    assertThat(initial(new CudaBackend(TestDevice.driver()))).isEqualTo(expected);
  }

  private static AmplitudeOptions quick(Estimator estimator) {
    return new AmplitudeOptions(
        Process.GG_GGG, Inputs.INVARIANTS, 6000, 0.05, List.of(), estimator, 24, 1);
  }

  private static List<double[]> losses(Estimator estimator, Backend opened) {
    List<double[]> terms = new ArrayList<>();
    try (Backend backend = opened) {
      AmplitudeTraining.run(
          quick(estimator),
          0.05,
          Map.of(),
          new TrainingListener() {
            @Override
            public void onStep(long step, long steps, double likelihood, double kl) {
              terms.add(new double[] {likelihood, kl});
            }

            @Override
            public boolean stopRequested() {
              return terms.size() >= STEPS;
            }
          },
          backend);
    }
    return terms;
  }

  private static float[] initial(Backend opened) {
    TrainingListener stopped =
        new TrainingListener() {
          @Override
          public boolean stopRequested() {
            return true;
          }
        };
    try (Backend backend = opened) {
      return AmplitudeTraining.run(quick(Estimator.FLIPOUT), 0.05, Map.of(), stopped, backend)
          .result()
          .model()
          .network()
          .parameters();
    }
  }
}
