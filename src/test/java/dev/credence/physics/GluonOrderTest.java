package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GluonOrderTest {
  @Test
  void identicalGluonsCanBeExchangedWithoutChangingTheInputs() {
    Process process = Process.GG_GGG;
    AmplitudeDataset data = AmplitudeDataset.generate(process, Inputs.INVARIANTS, 500, 11);
    Inputs.Writer writer = Inputs.INVARIANTS.writer(process);
    int length = process.eventLength();
    int[][] orders = {{2, 4, 3}, {3, 2, 4}, {4, 3, 2}, {3, 4, 2}, {4, 2, 3}};
    for (int i = 0; i < data.points(); i++) {
      float[] expected = Arrays.copyOfRange(data.inputs(), i * 9, (i + 1) * 9);
      double[] event = Arrays.copyOfRange(data.events(), i * length, (i + 1) * length);
      for (int[] order : orders) {
        double[] other = event.clone();
        for (int k = 0; k < 3; k++) {
          System.arraycopy(event, 4 * order[k], other, 4 * (2 + k), 4);
        }
        float[] row = new float[9];
        writer.write(other, 0, row, 0);
        assertThat(row).containsExactly(expected);
      }
    }
  }

  @Test
  void reflectionAlongTheBeamsDoesNotChangeTheInputs() {
    for (Process process : Process.values()) {
      AmplitudeDataset data = AmplitudeDataset.generate(process, Inputs.INVARIANTS, 500, 12);
      Inputs.Writer writer = Inputs.INVARIANTS.writer(process);
      int length = process.eventLength();
      int columns = data.columns();
      for (int i = 0; i < data.points(); i++) {
        double[] event = Arrays.copyOfRange(data.events(), i * length, (i + 1) * length);
        for (int particle = 2; 4 * particle < length; particle++) {
          event[4 * particle + 3] *= -1;
        }
        float[] row = new float[columns];
        writer.write(event, 0, row, 0);
        float[] expected = Arrays.copyOfRange(data.inputs(), i * columns, (i + 1) * columns);
        assertThat(row).containsExactly(expected);
      }
    }
  }

  @Test
  void theLeadingGluonComesFirstAndFliesAlongTheFirstBeam() {
    Process process = Process.GG_GGG;
    AmplitudeDataset data = AmplitudeDataset.generate(process, Inputs.INVARIANTS, 500, 13);
    GluonOrder gluons = new GluonOrder(process);
    for (int i = 0; i < data.points(); i++) {
      int at = i * process.eventLength();
      int order = gluons.of(data.events(), at);
      double last = Double.POSITIVE_INFINITY;
      for (int place = 2; place < 5; place++) {
        int particle = at + 4 * GluonOrder.particle(order, place);
        double pt = Kinematics.pt(data.events(), particle);
        assertThat(pt).isLessThanOrEqualTo(last);
        last = pt;
      }
      double leading = data.events()[at + 4 * GluonOrder.particle(order, 2) + 3];
      double beam = data.events()[at + 4 * GluonOrder.particle(order, 0) + 3];
      assertThat(leading * beam).isPositive();
    }
  }
}
