package dev.credence.backend.vector;

import dev.credence.backend.OrderStatistics;
import dev.credence.backend.StepState;
import dev.credence.op.Repulsion;
import java.util.Arrays;

/**
 * Distances, one part per pair of members; the bandwidth and what each member weighs for each
 * other, in one part; forces, one part per member.
 */
final class RepulsionStages {
  private final Repulsion op;
  private final StepState state;
  private final int members;

  /** Elements that count lie in runs of this many, {@link #stride} apart. */
  private final int run;

  private final int stride;
  private final int runs;
  private final View f;
  private final View squaredDistances;
  private final View bandwidth;
  private final View energy;
  private final View df;

  /** Distances of the pairs i < j in rising order. */
  private final float[] distances;

  /** Factor of f_i - f_j in the force on member i. */
  private final float[] factors;

  private RepulsionStages(Repulsion op, StepState state, Scratch scratch) {
    this.op = op;
    this.state = state;
    members = op.f().shape().replicas();
    boolean all = op.columns() == op.f().shape().columns();
    run = all ? Math.toIntExact(op.f().shape().matrixElements()) : op.columns();
    stride = all ? run : op.f().shape().columns();
    runs = all ? 1 : op.f().shape().rows();
    f = View.of(op.f());
    squaredDistances = View.of(op.squaredDistances());
    bandwidth = View.of(op.bandwidth());
    energy = View.of(op.energy());
    df = op.df() == null ? null : View.of(op.df().tensor());
    distances = new float[members * (members - 1) / 2];
    factors = new float[members * members];
    scratch.floats(Slots.BLOCK_A, ChunkStage.CHUNK);
  }

  static void addTo(Plan plan, Repulsion op, StepState state, Scratch scratch) {
    RepulsionStages stages = new RepulsionStages(op, state, scratch);
    plan.add(stages.new Distances(), Uses.reading(op.f()).writing(op.squaredDistances()));
    plan.add(
        stages.new Kernel(),
        Uses.reading().writing(op.squaredDistances(), op.bandwidth(), op.energy(), stages));
    if (op.df() != null) {
      plan.add(stages.new Forces(), Uses.reading(op.f(), stages).writing(op.df()));
    }
  }

  private final class Distances implements Stage {
    @Override
    public int parts() {
      return Math.max(1, distances.length);
    }

    @Override
    public void run(int part, Worker worker) {
      if (members == 1) {
        return;
      }
      int i = 0;
      int j = part + 1;
      while (j >= members) {
        // Row i of the upper triangle has members - 1 - i pairs.
        i++;
        j += i + 1 - members;
      }
      double sum = 0;
      for (int r = 0; r < runs; r++) {
        int at = r * stride;
        sum +=
            Elements.squaredDistance(f.data, f.at(i) + at, f.data, f.at(j) + at, run, worker.lanes);
      }
      squaredDistances.data[pair(i, j)] = (float) sum;
      squaredDistances.data[pair(j, i)] = (float) sum;
    }
  }

  private final class Kernel implements Stage {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, Worker worker) {
      int next = 0;
      for (int i = 0; i < members; i++) {
        squaredDistances.data[pair(i, i)] = 0;
        for (int j = i + 1; j < members; j++) {
          distances[next++] = squaredDistances.data[pair(i, j)];
        }
      }
      int n = members * members;
      double median = ((double) ordered((n - 1) / 2) + ordered(n / 2)) / 2;
      float h = (float) (median / (2 * Math.log(members + 1)));
      bandwidth.data[bandwidth.at(0)] = h;
      for (int i = 0; i < members; i++) {
        weigh(i, h);
      }
    }

    /** The distance at a place in the order of all pairs: each member with itself comes first. */
    private float ordered(int place) {
      return place < members ? 0 : OrderStatistics.at((place - members) / 2, distances);
    }

    private void weigh(int i, float h) {
      if (h < Float.MIN_NORMAL) {
        energy.data[energy.at(i)] = 0;
        Arrays.fill(factors, i * members, (i + 1) * members, 0);
        return;
      }
      double sum = 0;
      for (int j = 0; j < members; j++) {
        sum += kernel(i, j, h);
      }
      energy.data[energy.at(i)] = (float) (op.beta() * Math.log(sum / members));
      double scale = -(double) state.klScale() * op.beta() / (h * sum);
      for (int j = 0; j < members; j++) {
        factors[i * members + j] = (float) (scale * kernel(i, j, h));
      }
    }

    private double kernel(int i, int j, double h) {
      return Math.exp(-squaredDistances.data[pair(i, j)] / (2 * h));
    }
  }

  private final class Forces implements Stage {
    @Override
    public int parts() {
      return members;
    }

    @Override
    public void run(int i, Worker worker) {
      float[] force = worker.floats(Slots.BLOCK_A);
      boolean accumulates = op.df().accumulates();
      for (int r = 0; r < runs; r++) {
        int row = r * stride;
        for (int first = 0; first < run; first += ChunkStage.CHUNK) {
          int n = Math.min(ChunkStage.CHUNK, run - first);
          int at = row + first;
          Arrays.fill(force, 0, n, 0);
          for (int j = 0; j < members; j++) {
            Elements.addScaledDifference(
                factors[i * members + j], f.data, f.at(i) + at, f.at(j) + at, force, 0, n);
          }
          Elements.put(force, 0, df.data, df.at(i) + at, n, accumulates);
        }
        if (!accumulates) {
          Arrays.fill(df.data, df.at(i) + row + run, df.at(i) + row + stride, 0);
        }
      }
    }
  }

  private int pair(int i, int j) {
    return squaredDistances.at(0) + i * members + j;
  }
}
