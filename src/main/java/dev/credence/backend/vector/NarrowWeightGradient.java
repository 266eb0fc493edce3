package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.exact;

import dev.credence.op.Gradient;
import dev.credence.op.MatMulBackward;
import jdk.incubator.vector.FloatVector;

/**
 * dw = x^T dy where x or dy has a few columns: lanes over the columns of the other, rows as they
 * lie, sums over fixed chunks of rows, then over chunks in order. {@link WeightGradient} would
 * compute whole tiles of rows and columns that are not there.
 *
 * <p>Cost of a row: for each 4 vectors of the wide and 2 columns of the narrow one, 8 fma and 6
 * loads.
 */
final class NarrowWeightGradient {
  /** Most columns of the narrow one for which this is the faster way. */
  private static final int MOST_COLUMNS = 3 * L / 4;

  /** Most columns of the wide one: a chunk is read from the second-level cache time and again. */
  private static final int MOST_WIDE = 1024;

  /** The same where the narrow one has so few columns that a chunk is read once. */
  private static final int ONE_PASS = 2;

  /** Rows of a chunk. */
  private static final int CHUNK = 128;

  /** Vectors of the wide one that one pass over the rows takes. */
  private static final int WIDTH = 4;

  private final int replicas;
  private final int rows;
  private final int chunks;
  private final boolean fewInputs;
  private final View wide;
  private final View narrow;
  private final int width;
  private final int columns;
  private final Gradient dw;
  private final View out;

  /** Sums of a chunk: column of the narrow one, column of the wide one. */
  private final Buffer partial;

  private NarrowWeightGradient(MatMulBackward op, Scratch scratch) {
    int inputs = op.x().shape().columns();
    int outputs = op.dy().shape().columns();
    replicas = op.dy().shape().replicas();
    rows = op.dy().shape().rows();
    chunks = (rows + CHUNK - 1) / CHUNK;
    fewInputs = inputs < outputs;
    wide = View.of(fewInputs ? op.dy() : op.x(), replicas);
    narrow = View.of(fewInputs ? op.x() : op.dy(), replicas);
    width = Math.max(inputs, outputs);
    columns = Math.min(inputs, outputs);
    dw = op.dw();
    out = View.of(dw.tensor());
    partial = scratch.buffer((long) replicas * chunks * columns * width);
    scratch.floats(Slots.BLOCK_A, (long) columns * width);
  }

  /** Whether this way is possible and the faster one. */
  static boolean suits(MatMulBackward op) {
    int inputs = op.x().shape().columns();
    int outputs = op.dy().shape().columns();
    int wide = Math.max(inputs, outputs);
    int narrow = Math.min(inputs, outputs);
    return wide >= L && narrow <= (wide <= MOST_WIDE ? MOST_COLUMNS : ONE_PASS);
  }

  /** Adds the stages; none where nobody needs the gradient. */
  static void addTo(Plan plan, MatMulBackward op, Scratch scratch) {
    if (op.dw() != null) {
      NarrowWeightGradient gradient = new NarrowWeightGradient(op, scratch);
      plan.add(gradient.new Chunks(), Uses.reading(op.x(), op.dy()).writing(gradient));
      plan.add(gradient.new Total(), Uses.reading(gradient).writing(op.dw()));
    }
  }

  private final class Chunks implements Stage {
    @Override
    public int parts() {
      return Math.multiplyExact(replicas, chunks);
    }

    @Override
    public void run(int part, Worker worker) {
      int r = part / chunks;
      int first = part % chunks * CHUNK;
      int n = Math.min(CHUNK, rows - first);
      for (int j = 0; j < columns; j += 2) {
        // The last of an odd number of columns is summed twice, to the same place.
        pair(part, n, wide.at(r) + first * width, narrow.at(r) + first * columns, j);
      }
    }

    private void pair(int part, int n, int from, int by, int j) {
      int next = Math.min(j + 1, columns - 1);
      float[] sums = partial.data();
      int a = (part * columns + j) * width;
      int b = (part * columns + next) * width;
      int k = 0;
      for (; k <= width - WIDTH * L; k += WIDTH * L) {
        four(
            wide.data,
            from + k,
            width,
            n,
            narrow.data,
            by + j,
            by + next,
            columns,
            sums,
            a + k,
            b + k);
      }
      for (; k < width; k += L) {
        // The last vector ends with the row and repeats what others have.
        int at = Math.min(k, width - L);
        one(
            wide.data,
            from + at,
            width,
            n,
            narrow.data,
            by + j,
            by + next,
            columns,
            sums,
            a + at,
            b + at);
      }
    }
  }

  private static void four(
      float[] x,
      int xOff,
      int width,
      int rows,
      float[] y,
      int first,
      int second,
      int columns,
      float[] sums,
      int to,
      int toSecond) {
    FloatVector s0a = FloatVector.zero(S);
    FloatVector s0b = FloatVector.zero(S);
    FloatVector s1a = FloatVector.zero(S);
    FloatVector s1b = FloatVector.zero(S);
    FloatVector s2a = FloatVector.zero(S);
    FloatVector s2b = FloatVector.zero(S);
    FloatVector s3a = FloatVector.zero(S);
    FloatVector s3b = FloatVector.zero(S);
    for (int i = 0; i < rows; i++) {
      FloatVector a = FloatVector.broadcast(S, y[first + i * columns]);
      FloatVector b = FloatVector.broadcast(S, y[second + i * columns]);
      FloatVector x0 = FloatVector.fromArray(S, x, xOff + i * width);
      s0a = x0.fma(a, s0a);
      s0b = x0.fma(b, s0b);
      FloatVector x1 = FloatVector.fromArray(S, x, xOff + i * width + L);
      s1a = x1.fma(a, s1a);
      s1b = x1.fma(b, s1b);
      FloatVector x2 = FloatVector.fromArray(S, x, xOff + i * width + 2 * L);
      s2a = x2.fma(a, s2a);
      s2b = x2.fma(b, s2b);
      FloatVector x3 = FloatVector.fromArray(S, x, xOff + i * width + 3 * L);
      s3a = x3.fma(a, s3a);
      s3b = x3.fma(b, s3b);
    }
    exact(s0a).intoArray(sums, to);
    exact(s0b).intoArray(sums, toSecond);
    exact(s1a).intoArray(sums, to + L);
    exact(s1b).intoArray(sums, toSecond + L);
    exact(s2a).intoArray(sums, to + 2 * L);
    exact(s2b).intoArray(sums, toSecond + 2 * L);
    exact(s3a).intoArray(sums, to + 3 * L);
    exact(s3b).intoArray(sums, toSecond + 3 * L);
  }

  private static void one(
      float[] x,
      int xOff,
      int width,
      int rows,
      float[] y,
      int first,
      int second,
      int columns,
      float[] sums,
      int to,
      int toSecond) {
    FloatVector s0a = FloatVector.zero(S);
    FloatVector s0b = FloatVector.zero(S);
    for (int i = 0; i < rows; i++) {
      FloatVector a = FloatVector.broadcast(S, y[first + i * columns]);
      FloatVector b = FloatVector.broadcast(S, y[second + i * columns]);
      FloatVector x0 = FloatVector.fromArray(S, x, xOff + i * width);
      s0a = x0.fma(a, s0a);
      s0b = x0.fma(b, s0b);
    }
    exact(s0a).intoArray(sums, to);
    exact(s0b).intoArray(sums, toSecond);
  }

  private final class Total implements Stage {
    private final int own = dw.tensor().shape().replicas();

    @Override
    public int parts() {
      return own;
    }

    @Override
    public void run(int q, Worker worker) {
      int each = replicas / own * chunks;
      int size = columns * width;
      float[] sum = worker.floats(Slots.BLOCK_A);
      for (int part = q * each; part < (q + 1) * each; part++) {
        Elements.put(partial.data(), part * size, sum, 0, size, part > q * each);
      }
      if (fewInputs) {
        Elements.put(sum, 0, out.data, out.at(q), size, dw.accumulates());
        return;
      }
      for (int j = 0; j < columns; j++) {
        for (int k = 0, at = out.at(q) + j; k < width; k++, at += columns) {
          float before = dw.accumulates() ? out.data[at] : 0;
          out.data[at] = before + sum[j * width + k];
        }
      }
    }
  }
}
