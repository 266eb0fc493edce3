package dev.credence.inference;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Small data and states for training tests. */
final class Runs {
  private Runs() {}

  /** y = sin(2 x0) + x1 / 2 + N(0, noise^2) at standard normal x. */
  static TrainingData wave(int rows, double noise, long seed) {
    Random random = new Random(seed);
    float[] x = new float[2 * rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[2 * i] = (float) random.nextGaussian();
      x[2 * i + 1] = (float) random.nextGaussian();
      y[i] = (float) (Math.sin(2 * x[2 * i]) + 0.5 * x[2 * i + 1] + noise * random.nextGaussian());
    }
    return new TrainingData(rows, x, y, null);
  }

  /** One parameter of one member. */
  static float[] slot(FittedNetwork fitted, int member, String name) {
    var layout = fitted.network().layout();
    var slot = layout.slot(name);
    int start = member * layout.size() + slot.start();
    return Arrays.copyOfRange(fitted.parameters(), start, start + slot.rows() * slot.columns());
  }

  /** Parameters (1, P) of a layout with every slot set to one number. */
  static float[] filled(FittedNetwork like, Map<String, float[]> values) {
    float[] parameters = like.parameters().clone();
    values.forEach(
        (name, v) ->
            System.arraycopy(
                v, 0, parameters, like.network().layout().slot(name).start(), v.length));
    return parameters;
  }

  /** A listener that asks to stop after this many steps of its own. */
  static TrainingListener stopAfter(long steps) {
    return new TrainingListener() {
      private long done;

      @Override
      public void onStep(long step, long all, double negativeLogLikelihood, double klTerm) {
        done++;
      }

      @Override
      public boolean stopRequested() {
        return done >= steps;
      }
    };
  }
}
