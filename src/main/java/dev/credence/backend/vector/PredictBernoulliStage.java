package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.PredictSample;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Probabilities and entropies from logits. */
final class PredictBernoulliStage extends PredictStage {
  PredictBernoulliStage(PredictSample op, Scratch scratch) {
    super(op);
    scratch.floats(Slots.BLOCK_A, Halves.size(block(), columns));
    scratch.floats(Slots.BLOCK_B, Halves.size(block(), columns));
    scratch.floats(Slots.BLOCK_C, Halves.size(block(), columns));
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    float[] logit = worker.floats(Slots.BLOCK_A);
    float[] decay = worker.floats(Slots.BLOCK_B);
    float[] rest = worker.floats(Slots.BLOCK_C);
    int n = end - begin;
    int size = n * columns;
    System.arraycopy(prediction.data, prediction.at(r) + begin * columns, logit, 0, size);
    Bernoulli.decayAndRest(logit, decay, rest, Lanes.padded(size));
    predict(logit, decay, rest, Lanes.padded(size));
    Halves.join(logit, rest, n, columns, out.data, out.at(r) + begin * outColumns);
  }

  /**
   * Turns logits x into probabilities and {@code rest} into entropies: with s = exp(-|x|) / (1 +
   * exp(-|x|)), the smaller probability, the entropy is log(1 + exp(-|x|)) + |x| s.
   */
  private static void predict(float[] logit, float[] decay, float[] rest, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector x = FloatVector.fromArray(S, logit, i);
      FloatVector z = FloatVector.fromArray(S, decay, i);
      FloatVector sum = z.add(1f);
      FloatVector more = z.div(sum).mul(x.abs()).blend(0f, z.compare(VectorOperators.EQ, 0f));
      more.add(FloatVector.fromArray(S, rest, i)).intoArray(rest, i);
      z.blend(1f, x.compare(VectorOperators.GE, 0f)).div(sum).intoArray(logit, i);
    }
  }
}
