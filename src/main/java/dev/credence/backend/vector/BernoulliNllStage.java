package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.BernoulliNll;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * l = sum_d log(1 + exp(-|x|)) + max(x, 0) - x y, x the logits; lanes over (example, target).
 *
 * <p>Cost for one target: about 60 vector instructions for as many examples as a vector has lanes.
 */
final class BernoulliNllStage extends TermLossStage {
  BernoulliNllStage(BernoulliNll op, Scratch scratch) {
    super(op, 40.0 * op.prediction().shape().columns(), scratch);
  }

  @Override
  void losses(int r, int begin, int end, float[] out, Worker worker) {
    float[] logit = worker.floats(Slots.BLOCK_A);
    float[] rest = worker.floats(Slots.BLOCK_B);
    float[] truth = worker.floats(Slots.BLOCK_C);
    float[] decay = worker.floats(Slots.BLOCK_D);
    int examples = end - begin;
    int n = examples * targets;
    System.arraycopy(prediction.data, prediction.at(r) + begin * outputs, logit, 0, n);
    System.arraycopy(target.data, target.at(r) + begin * targets, truth, 0, n);
    Bernoulli.decayAndRest(logit, decay, rest, Lanes.padded(n));
    terms(logit, truth, decay, rest, Lanes.padded(n));
    addUp(truth, examples, out);
    if (gradient != null) {
      float[] factors = decay;
      factors(r, begin, end, factors);
      scale(logit, factors, n, gradient.data, gradient.at(r) + begin * outputs);
    }
  }

  /**
   * Turns logits into the derivatives by them, and targets into their terms of the loss. With s =
   * exp(-|x|) / (1 + exp(-|x|)) the derivative is s - y below zero and (1 - y) - s above, which
   * loses nothing where the prediction is right and sure.
   */
  private static void terms(float[] logit, float[] truth, float[] decay, float[] rest, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, logit, i);
      FloatVector y = FloatVector.fromArray(S, truth, i);
      FloatVector z = FloatVector.fromArray(S, decay, i);
      VectorMask<Float> negative = x.compare(VectorOperators.LT, 0f);
      FloatVector s = z.div(z.add(1f));
      FloatVector missing = y.neg().add(1f);
      // max(x, 0) - x y: x (1 - y) above zero, -x y below.
      FloatVector linear = x.mul(missing.blend(y.neg(), negative));
      linear.add(FloatVector.fromArray(S, rest, i)).intoArray(truth, i);
      missing.sub(s).blend(s.sub(y), negative).intoArray(logit, i);
    }
  }
}
