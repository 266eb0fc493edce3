package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.Noise;
import dev.credence.tensor.Tensor;

/** Random signs of an operation as packed words, bit column % 32, a set bit for -1. */
final class SignSource {
  final int wordsPerRow;
  private final int columns;
  private final StepState state;
  private final int stream;
  private final Tensor tensor;
  private final View given;

  SignSource(Noise noise, int replicas, int columns, StepState state) {
    this.columns = columns;
    this.wordsPerRow = (columns + 31) / 32;
    this.state = state;
    this.stream = noise instanceof Noise.Stream s ? s.id() : 0;
    this.tensor = noise instanceof Noise.Given g ? g.values() : null;
    this.given = View.ofNullable(tensor, replicas);
  }

  /** The given signs, or null where they are drawn. */
  Tensor tensor() {
    return tensor;
  }

  /** Writes the words of {@code rows} rows. */
  void words(int r, int firstRow, int rows, int[] out, int outOff) {
    if (given != null) {
      for (int i = 0; i < rows; i++) {
        int from = given.at(r) + (firstRow + i) * columns;
        int to = outOff + i * wordsPerRow;
        for (int c = 0; c < columns; c += 32) {
          int word = 0;
          for (int j = Math.min(31, columns - c - 1); j >= 0; j--) {
            word = word << 1 | (given.data[from + c + j] < 0 ? 1 : 0);
          }
          out[to + (c >> 5)] = word;
        }
      }
    } else {
      int replica = state.firstReplica() + r;
      VectorSigns.words(
          state.seed(), stream, state.step(), replica, firstRow, rows, columns, out, outOff);
    }
  }
}
