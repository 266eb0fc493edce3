package dev.credence.backend.scalar;

import dev.credence.tensor.Tensor;
import java.util.Arrays;

/** The bias of a product, which may be absent. */
final class Bias {
  private final Operand b;

  Bias(Tensor b, int replicas) {
    this.b = Operand.ofNullable(b, replicas);
  }

  /** Sets a row of sums to the bias of replica {@code r}, or to zero. */
  void start(int r, double[] row) {
    for (int n = 0; n < row.length; n++) {
      row[n] = b == null ? 0 : b.data[b.at(r) + n];
    }
  }

  /** db = sum over rows of dy; {@code sum} is scratch of one row. */
  static void gradient(Operand dy, int rows, Sink db, double[] sum) {
    for (int q = 0; q < db.replicas; q++) {
      Arrays.fill(sum, 0);
      for (int r = db.first(q); r < db.end(q); r++) {
        for (int b = 0; b < rows; b++) {
          for (int n = 0; n < sum.length; n++) {
            sum[n] += dy.data[dy.at(r) + b * sum.length + n];
          }
        }
      }
      db.putRow(q, 0, sum);
    }
  }
}
