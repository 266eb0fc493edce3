package dev.credence.backend.vector;

import dev.credence.op.LossOp;
import java.util.Arrays;

/** A loss that is a sum of terms, one for each target: lanes over (example, target). */
abstract class TermLossStage extends LossStage {
  TermLossStage(LossOp op, double workPerRow, Scratch scratch) {
    super(op, workPerRow, scratch);
    int size = Halves.size(block(), targets);
    scratch.floats(Slots.BLOCK_A, size);
    scratch.floats(Slots.BLOCK_B, size);
    scratch.floats(Slots.BLOCK_C, size);
    scratch.floats(Slots.BLOCK_D, size);
  }

  /** Losses of examples from their terms. */
  final void addUp(float[] terms, int examples, float[] out) {
    if (targets == 1) {
      System.arraycopy(terms, 0, out, 0, examples);
      return;
    }
    Arrays.fill(out, 0, examples, 0);
    for (int d = 0; d < targets; d++) {
      for (int i = 0, at = d; i < examples; i++, at += targets) {
        out[i] += terms[at];
      }
    }
  }

  /**
   * Multiplies derivatives by the factors of their examples.
   *
   * @param factors what {@link #factors} left
   */
  final void scale(float[] own, float[] factors, int n, float[] to, int toOff) {
    if (weight == null) {
      Elements.putMultiple((float) factor, own, 0, to, toOff, n);
    } else {
      Elements.putProduct(own, 0, factors, 0, to, toOff, n, false);
    }
  }

  /** Writes the factor of each example for each of its targets where examples have weights. */
  final void factors(int r, int begin, int end, float[] out) {
    if (weight == null) {
      return;
    }
    int examples = end - begin;
    int from = weight.at(r) + begin;
    for (int d = 0; d < targets; d++) {
      spread(weight.data, from, examples, out, d);
    }
    Elements.scale((float) factor, out, 0, examples * targets);
  }

  private void spread(float[] weights, int from, int examples, float[] out, int d) {
    if (targets == 1) {
      System.arraycopy(weights, from, out, 0, examples);
      return;
    }
    for (int i = 0, at = d; i < examples; i++, at += targets) {
      out[at] = weights[from + i];
    }
  }
}
