package dev.credence.physics;

import java.util.ArrayList;
import java.util.List;

/** What a network sees of an event. */
public enum Inputs {
  /**
   * log(2 p_i.p_j / GeV^2) of the pairs of massless particles that vary: nine for gg -> ggg; log s,
   * log -t, log -u for gg -> Hg. Particles count from 1, incoming first; identical gluons come in
   * the order of {@link GluonOrder}: 3, 4, 5 by falling pT, 1 the beam along which 3 flies.
   */
  INVARIANTS {
    @Override
    public List<String> columnNames(Process process) {
      List<String> names = new ArrayList<>();
      for (int[] pair : process.invariantPairs()) {
        names.add("log_s" + (pair[0] + 1) + (pair[1] + 1));
      }
      return List.copyOf(names);
    }

    @Override
    public Writer writer(Process process) {
      int[][] pairs = process.invariantPairs();
      GluonOrder gluons = new GluonOrder(process);
      return (event, offset, row, at) -> {
        int order = gluons.of(event, offset);
        for (int k = 0; k < pairs.length; k++) {
          int i = GluonOrder.particle(order, pairs[k][0]);
          int j = GluonOrder.particle(order, pairs[k][1]);
          double sij = Kinematics.twoDot(event, offset, i, j);
          row[at + k] = (float) StrictMath.log(sij);
        }
      };
    }
  },

  /**
   * E, px, py, pz of the outgoing particles over {@link Process#meanPt()}. The incoming ones are
   * left out: constant, or fixed by the outgoing energies.
   */
  MOMENTA {
    @Override
    public List<String> columnNames(Process process) {
      List<String> names = new ArrayList<>();
      for (int particle = 3; particle < 3 + process.outgoing().size(); particle++) {
        for (String component : List.of("E", "px", "py", "pz")) {
          names.add(component + "_" + particle);
        }
      }
      return List.copyOf(names);
    }

    @Override
    public Writer writer(Process process) {
      double meanPt = process.meanPt();
      int columns = 4 * process.outgoing().size();
      return (event, offset, row, at) -> {
        for (int k = 0; k < columns; k++) {
          row[at + k] = (float) (event[offset + Process.BEAMS + k] / meanPt);
        }
      };
    }
  };

  /** One name per column, in order. */
  public abstract List<String> columnNames(Process process);

  /** The function from event rows to input rows; thread-safe, allocates nothing per call. */
  public abstract Writer writer(Process process);

  /** Writes the inputs of the event at {@code offset} into {@code row} from {@code at} on. */
  @FunctionalInterface
  public interface Writer {
    void write(double[] event, int offset, float[] row, int at);
  }
}
