package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.MatMul;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * y = x w + b for a few columns: each number of y is a dot product along the rows of x, where they
 * lie. A tile of whole panels would compute columns that nobody wants.
 *
 * <p>Cost of 8 rows and 2 columns: 16 fma and 8 loads of x for each 16 numbers of a row, then 75
 * instructions for the sums of lanes.
 */
final class NarrowStage extends RowStage {
  /** Most columns for which this is the faster way, where sums are long and where not. */
  private static final int MOST_COLUMNS = 8;

  private static final int MOST_COLUMNS_OF_SHORT = 2;

  private static final int LONG = 64;

  /**
   * Numbers of x that the second-level cache holds: 1 MiB. What comes from memory is copied in the
   * order in which it lies, which is what the processor fetches ahead; not so 8 rows side by side.
   */
  private static final int NEAR = 256 * 1024;

  private final int inputs;
  private final int outputs;

  /** Inputs rounded up to whole vectors: the distance of columns of the weights in scratch. */
  private final int stride;

  /** Whether x comes from memory. */
  private final boolean far;

  private final View x;
  private final View w;
  private final View bias;
  private final View y;

  NarrowStage(MatMul op, Scratch scratch) {
    super(
        op.y().shape().replicas(),
        op.y().shape().rows(),
        4.0 * (op.x().shape().columns() + 80) * op.y().shape().columns());
    inputs = op.x().shape().columns();
    outputs = op.y().shape().columns();
    stride = Lanes.padded(inputs);
    far = op.x().shape().elements() > NEAR;
    x = View.of(op.x(), replicas);
    w = View.of(op.w(), replicas);
    bias = View.ofNullable(op.b(), replicas);
    y = View.of(op.y());
    scratch.floats(Slots.PACKED, (long) stride * outputs);
    scratch.floats(Slots.EDGE, (long) stride * DotTiles.ROWS);
    scratch.floats(Slots.SUM, DotTiles.SUMS * L);
    scratch.floats(Slots.START, DotTiles.SUMS);
    scratch.floats(Slots.BLOCK_A, DotTiles.SUMS);
  }

  /**
   * Whether a product is computed this way. Never a matter of its rows, which would give a row
   * other bits in another batch; so not where {@link FeedForwardStage} takes larger batches.
   */
  static boolean suits(MatMul op) {
    if (op.x().isTemporary() || op.y().isTemporary()) {
      return false;
    }
    boolean isLong = op.x().shape().columns() >= LONG;
    int most = isLong ? MOST_COLUMNS : MOST_COLUMNS_OF_SHORT;
    return L == DotTiles.SUMS && op.y().shape().columns() <= most;
  }

  @Override
  long weights() {
    return (long) inputs * outputs;
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    float[] columns = worker.floats(Slots.PACKED);
    turn(w.at(r), columns);
    float[] sums = worker.floats(Slots.SUM);
    float[] results = worker.floats(Slots.BLOCK_A);
    float[] starts = worker.floats(Slots.START);
    for (int i = 0; i < DotTiles.SUMS; i++) {
      starts[i] = bias == null ? 0 : bias.data[bias.at(r) + i % outputs];
    }
    for (int b = begin; b < end; b += DotTiles.ROWS) {
      int height = Math.min(DotTiles.ROWS, end - b);
      int from = x.at(r) + b * inputs;
      float[] rows = x.data;
      int last = from + (DotTiles.ROWS - 1) * inputs + stride;
      if (far || height < DotTiles.ROWS || last > rows.length) {
        rows = worker.floats(Slots.EDGE);
        System.arraycopy(x.data, from, rows, 0, height * inputs);
        from = 0;
      }
      for (int j = 0; j < outputs; j += 2) {
        int second = Math.min(j + 1, outputs - 1) * stride;
        DotTiles.run(rows, from, inputs, columns, j * stride, second, sums, results);
        put(results, starts, height, j, y.at(r) + b * outputs);
      }
    }
  }

  /** Columns of the weights, each filled up to whole vectors with zeros. */
  private void turn(int from, float[] columns) {
    for (int j = 0; j < outputs; j++) {
      for (int k = 0, at = from + j, to = j * stride; k < inputs; k++, at += outputs, to++) {
        columns[to] = w.data[at];
      }
      Arrays.fill(columns, j * stride + inputs, (j + 1) * stride, 0);
    }
  }

  /** Adds the bias; a whole tile of both columns there are lies in y as it is. */
  private void put(float[] results, float[] starts, int height, int j, int to) {
    if (outputs == 2 && height == DotTiles.ROWS) {
      FloatVector start = FloatVector.fromArray(S, starts, 0);
      FloatVector.fromArray(S, results, 0).add(start).intoArray(y.data, to);
      return;
    }
    int columns = Math.min(2, outputs - j);
    for (int c = 0; c < columns; c++) {
      float start = starts[j + c];
      for (int i = 0, at = to + j + c; i < height; i++, at += outputs) {
        y.data[at] = results[2 * i + c] + start;
      }
    }
  }
}
