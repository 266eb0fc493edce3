package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AmplitudeDatasetTest {

  private static void assertSameBits(AmplitudeDataset a, AmplitudeDataset b) {
    assertThat(a.inputs()).isEqualTo(b.inputs());
    assertThat(a.amplitude()).isEqualTo(b.amplitude());
    assertThat(a.events()).isEqualTo(b.events());
  }

  @ParameterizedTest
  @EnumSource
  void aPointDependsOnNeitherCountNorFirstPoint(Process process) {
    AmplitudeDataset all = AmplitudeDataset.generate(process, Inputs.MOMENTA, 3000, 7);
    AmplitudeDataset some = AmplitudeDataset.generate(process, Inputs.MOMENTA, 500, 7, 1234);
    int columns = all.columns();
    int length = process.eventLength();
    assertThat(some.inputs())
        .isEqualTo(Arrays.copyOfRange(all.inputs(), 1234 * columns, 1734 * columns));
    assertThat(some.events())
        .isEqualTo(Arrays.copyOfRange(all.events(), 1234 * length, 1734 * length));
    assertThat(some.amplitude()).isEqualTo(Arrays.copyOfRange(all.amplitude(), 1234, 1734));
  }

  @Test
  void threadsChangeNothing() throws Exception {
    AmplitudeDataset here = AmplitudeDataset.generate(Process.GG_GGG, Inputs.INVARIANTS, 5000, 8);
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertSameBits(
            here,
            pool.submit(() -> AmplitudeDataset.generate(Process.GG_GGG, Inputs.INVARIANTS, 5000, 8))
                .get());
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void seedsAndPointsDiffer() {
    AmplitudeDataset a = AmplitudeDataset.generate(Process.GG_GGG, Inputs.INVARIANTS, 2000, 1);
    AmplitudeDataset b = AmplitudeDataset.generate(Process.GG_GGG, Inputs.INVARIANTS, 2000, 2);
    assertThat(
            DoubleStream.concat(Arrays.stream(a.amplitude()), Arrays.stream(b.amplitude()))
                .distinct()
                .count())
        .isEqualTo(4000);
  }

  /** Recorded once: a data set of a seed must not change with the JDK, the machine or a release. */
  @Test
  void firstPointOfASeedIsFixed() {
    AmplitudeDataset ggg = AmplitudeDataset.generate(Process.GG_GGG, Inputs.INVARIANTS, 1, 42);
    AmplitudeDataset hg = AmplitudeDataset.generate(Process.GG_HG, Inputs.INVARIANTS, 1, 42);
    assertThat(ggg.amplitude()[0]).isEqualTo(0.2596404104369649);
    assertThat(hg.amplitude()[0]).isEqualTo(1989298.3368240271);
  }

  @Test
  void invariantsAreLogsOfPairProducts() {
    AmplitudeDataset data = AmplitudeDataset.generate(Process.GG_GGG, Inputs.INVARIANTS, 100, 3);
    assertThat(data.columnNames())
        .containsExactly(
            "log_s13", "log_s14", "log_s15", "log_s23", "log_s24", "log_s25", "log_s34", "log_s35",
            "log_s45");
    assertThat(data.columns()).isEqualTo(9);
    for (int i = 0; i < data.points(); i++) {
      int order =
          new GluonOrder(Process.GG_GGG).of(data.events(), i * data.process().eventLength());
      FourMomentum second = data.momentum(i, GluonOrder.particle(order, 1));
      double s25 = 2 * second.dot(data.momentum(i, GluonOrder.particle(order, 4)));
      assertThat(data.inputs()[9 * i + 5]).isCloseTo((float) Math.log(s25), within(2e-6f));
      double outgoing = 0;
      for (int k = 6; k < 9; k++) {
        outgoing += Math.exp(data.inputs()[9 * i + k]);
      }
      // s_34 + s_35 + s_45 = s, in float logarithms of at most 13.8 (spacing 1e-6).
      assertThat(outgoing).isCloseTo(1e6, within(2.0));
    }
    assertThat(Inputs.INVARIANTS.columnNames(Process.GG_HG))
        .containsExactly("log_s12", "log_s14", "log_s24");
  }

  @Test
  void momentaAreScaledByTheMeanPtOfTheProcess() {
    AmplitudeDataset data = AmplitudeDataset.generate(Process.GG_GGG, Inputs.MOMENTA, 4000, 4);
    assertThat(data.columns()).isEqualTo(12);
    assertThat(data.columnNames())
        .hasSize(12)
        .startsWith("E_3", "px_3", "py_3", "pz_3")
        .endsWith("pz_5");
    double meanPt = Process.GG_GGG.meanPt();
    assertThat(data.inputs()[12 + 5]).isEqualTo((float) (data.momentum(1, 3).px() / meanPt));
    double sum = 0;
    for (int i = 0; i < data.points(); i++) {
      for (int k = 0; k < 12; k += 4) {
        sum += Math.hypot(data.inputs()[12 * i + k + 1], data.inputs()[12 * i + k + 2]);
      }
    }
    // Both means are over 4000 points of relative width below 0.5: five standard deviations.
    assertThat(sum / (3 * data.points())).isCloseTo(1, within(5 * 0.5 * Math.sqrt(2 / 4000.0)));
    assertThat(Inputs.MOMENTA.columnNames(Process.GG_HG)).hasSize(8);
  }

  @Test
  void refusesCountsItCannotHold() {
    for (int points : new int[] {0, -1, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AmplitudeDataset.generate(Process.GG_GGG, Inputs.MOMENTA, points, 1))
          .withMessageContaining("points must be between 1 and 107374182");
    }
  }
}
