package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.exact;

import dev.credence.op.Gradient;
import dev.credence.op.MatMulBackward;
import dev.credence.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * dw = x^T dy for a few columns of dy: lanes over inputs, rows of x as they lie, sums over fixed
 * chunks of rows, then over chunks in order. {@link WeightGradient} would compute whole panels of
 * columns that are not there.
 *
 * <p>Cost of a row: for each 4 vectors of x and 2 columns, 8 fma and 6 loads.
 */
final class NarrowWeightGradient {
  /** Most columns for which this is the faster way. */
  private static final int MOST_COLUMNS = 8;

  /** Rows of a chunk. */
  private static final int CHUNK = 128;

  /** Vectors of inputs that one pass over the rows takes. */
  private static final int WIDTH = 4;

  private final int replicas;
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final int chunks;
  private final View x;
  private final View dy;
  private final Gradient dw;
  private final View out;

  /** Sums of a chunk: column of dy, input. */
  private final Buffer partial;

  private NarrowWeightGradient(Tensor x, Tensor dy, Gradient dw, Scratch scratch) {
    this.replicas = dy.shape().replicas();
    this.rows = dy.shape().rows();
    this.inputs = x.shape().columns();
    this.outputs = dy.shape().columns();
    this.chunks = (rows + CHUNK - 1) / CHUNK;
    this.x = View.of(x, replicas);
    this.dy = View.of(dy);
    this.dw = dw;
    this.out = View.of(dw.tensor());
    this.partial = scratch.buffer((long) replicas * chunks * outputs * inputs);
    scratch.floats(Slots.BLOCK_A, (long) outputs * inputs);
  }

  /** Whether this way is possible and the faster one. */
  static boolean suits(MatMulBackward op) {
    return op.dy().shape().columns() <= MOST_COLUMNS && op.x().shape().columns() >= L;
  }

  /** Adds the stages; none where nobody needs the gradient. */
  static void addTo(Plan plan, MatMulBackward op, Scratch scratch) {
    if (op.dw() != null) {
      NarrowWeightGradient gradient = new NarrowWeightGradient(op.x(), op.dy(), op.dw(), scratch);
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
      int from = x.at(r) + first * inputs;
      int by = dy.at(r) + first * outputs;
      float[] sums = partial.data();
      for (int j = 0; j < outputs; j += 2) {
        // The last of an odd number of columns is summed twice, to the same place.
        int next = Math.min(j + 1, outputs - 1);
        int to = (part * outputs + j) * inputs;
        int toNext = (part * outputs + next) * inputs;
        int k = 0;
        for (; k <= inputs - WIDTH * L; k += WIDTH * L) {
          four(
              x.data,
              from + k,
              inputs,
              n,
              dy.data,
              by + j,
              by + next,
              outputs,
              sums,
              to + k,
              toNext + k);
        }
        for (; k < inputs; k += L) {
          // The last vector ends with the row and repeats what others have.
          int at = Math.min(k, inputs - L);
          one(
              x.data,
              from + at,
              inputs,
              n,
              dy.data,
              by + j,
              by + next,
              outputs,
              sums,
              to + at,
              toNext + at);
        }
      }
    }
  }

  private static void four(
      float[] x,
      int xOff,
      int inputs,
      int rows,
      float[] dy,
      int first,
      int second,
      int outputs,
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
      FloatVector a = FloatVector.broadcast(S, dy[first + i * outputs]);
      FloatVector b = FloatVector.broadcast(S, dy[second + i * outputs]);
      FloatVector x0 = FloatVector.fromArray(S, x, xOff + i * inputs);
      s0a = x0.fma(a, s0a);
      s0b = x0.fma(b, s0b);
      FloatVector x1 = FloatVector.fromArray(S, x, xOff + i * inputs + L);
      s1a = x1.fma(a, s1a);
      s1b = x1.fma(b, s1b);
      FloatVector x2 = FloatVector.fromArray(S, x, xOff + i * inputs + 2 * L);
      s2a = x2.fma(a, s2a);
      s2b = x2.fma(b, s2b);
      FloatVector x3 = FloatVector.fromArray(S, x, xOff + i * inputs + 3 * L);
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
      int inputs,
      int rows,
      float[] dy,
      int first,
      int second,
      int outputs,
      float[] sums,
      int to,
      int toSecond) {
    FloatVector s0a = FloatVector.zero(S);
    FloatVector s0b = FloatVector.zero(S);
    for (int i = 0; i < rows; i++) {
      FloatVector a = FloatVector.broadcast(S, dy[first + i * outputs]);
      FloatVector b = FloatVector.broadcast(S, dy[second + i * outputs]);
      FloatVector x0 = FloatVector.fromArray(S, x, xOff + i * inputs);
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
      int size = outputs * inputs;
      float[] sum = worker.floats(Slots.BLOCK_A);
      for (int part = q * each; part < (q + 1) * each; part++) {
        Elements.put(partial.data(), part * size, sum, 0, size, part > q * each);
      }
      for (int j = 0; j < outputs; j++) {
        for (int k = 0, at = out.at(q) + j; k < inputs; k++, at += outputs) {
          float own = sum[j * inputs + k];
          out.data[at] = dw.accumulates() ? out.data[at] + own : own;
        }
      }
    }
  }
}
