package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/** What the loss and the predictions of logits share. */
final class Bernoulli {
  private Bernoulli() {}

  /**
   * The parts of a logit's softplus.
   *
   * @param decay written: exp(-|x|)
   * @param rest written: log(1 + exp(-|x|))
   * @param n numbers, whole vectors
   */
  static void decayAndRest(float[] logit, float[] decay, float[] rest, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector.fromArray(S, logit, i).abs().neg().intoArray(rest, i);
    }
    Pass.DECAY.run(logit, 0, decay, decay, 0, n);
    Pass.SOFTPLUS.run(rest, 0, decay, rest, 0, n);
  }
}
