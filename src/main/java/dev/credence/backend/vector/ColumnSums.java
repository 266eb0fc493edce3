package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Gradient of a bias: sums over rows in fixed chunks, then over chunks in order. */
final class ColumnSums {
  private static final int CHUNK = 512;

  private final int replicas;
  private final int rows;
  private final int columns;
  private final int chunks;
  private final View dy;
  private final Gradient db;
  private final View out;
  private final Buffer partial;

  private ColumnSums(Tensor dy, Gradient db, Scratch scratch) {
    this.replicas = dy.shape().replicas();
    this.rows = dy.shape().rows();
    this.columns = dy.shape().columns();
    this.chunks = (rows + CHUNK - 1) / CHUNK;
    this.dy = View.of(dy);
    this.db = db;
    this.out = View.of(db.tensor());
    this.partial = scratch.buffer((long) replicas * chunks * columns);
  }

  /** Adds the stages; none where nobody needs the gradient. */
  static void addTo(Plan plan, Tensor dy, Gradient db, Scratch scratch) {
    if (db != null) {
      ColumnSums sums = new ColumnSums(dy, db, scratch);
      plan.add(sums.new Chunks(), Uses.reading(dy).writing(sums));
      plan.add(sums.new Total(), Uses.reading(sums).writing(db));
    }
  }

  private final class Chunks implements Stage {
    @Override
    public int parts() {
      return Math.multiplyExact(replicas, chunks);
    }

    @Override
    public void run(int part, Worker worker) {
      int first = part % chunks * CHUNK;
      int end = Math.min(rows, first + CHUNK);
      int from = dy.at(part / chunks);
      float[] sum = partial.data();
      int to = part * columns;
      Arrays.fill(sum, to, to + columns, 0);
      if (L % columns == 0) {
        int n = (end - first) * columns;
        flat(dy.data, from + first * columns, n, worker.lanes, sum, to);
        return;
      }
      for (int b = first; b < end; b++) {
        Elements.put(dy.data, from + b * columns, sum, to, columns, true);
      }
    }
  }

  /** Rows that fill whole vectors: lane l belongs to column l % columns. */
  private void flat(float[] a, int from, int n, float[] lanes, float[] sum, int to) {
    int whole = n / L * L;
    addVectors(a, from, whole, lanes);
    for (int l = 0; l < L; l++) {
      sum[to + l % columns] += lanes[l];
    }
    for (int i = whole; i < n; i++) {
      sum[to + i % columns] += a[from + i];
    }
  }

  /** Sums in scratch: a vector that a loop hands on was left on the heap by Java 25 at times. */
  private static void addVectors(float[] a, int from, int n, float[] lanes) {
    Arrays.fill(lanes, 0, L, 0);
    for (int i = 0; i < n; i += L) {
      FloatVector sum = FloatVector.fromArray(S, lanes, 0);
      FloatVector.fromArray(S, a, from + i).add(sum).intoArray(lanes, 0);
    }
  }

  private final class Total implements Stage {
    private final int own = db.tensor().shape().replicas();

    @Override
    public int parts() {
      return own;
    }

    @Override
    public void run(int q, Worker worker) {
      int each = replicas / own * chunks;
      boolean add = db.accumulates();
      for (int part = q * each; part < (q + 1) * each; part++) {
        Elements.put(partial.data(), part * columns, out.data, out.at(q), columns, add);
        add = true;
      }
    }
  }
}
