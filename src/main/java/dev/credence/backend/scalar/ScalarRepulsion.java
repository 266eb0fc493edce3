package dev.credence.backend.scalar;

import dev.credence.backend.OrderStatistics;
import dev.credence.backend.StepState;
import dev.credence.op.Repulsion;

/** Distances of all pairs, their median, and the forces of the kernel that it makes. */
final class ScalarRepulsion implements ScalarKernel {
  private final int members;
  private final int rows;
  private final int allColumns;
  private final int columns;
  private final double beta;
  private final Operand f;
  private final Operand squaredDistances;
  private final Operand bandwidth;
  private final Operand energy;
  private final Sink df;
  private final float[] distances;

  /** k_ij over the sum of member i's kernels. */
  private final double[] shares;

  ScalarRepulsion(Repulsion op) {
    members = op.f().shape().replicas();
    rows = op.f().shape().rows();
    allColumns = op.f().shape().columns();
    columns = op.columns();
    beta = op.beta();
    f = Operand.of(op.f());
    squaredDistances = Operand.of(op.squaredDistances());
    bandwidth = Operand.of(op.bandwidth());
    energy = Operand.of(op.energy());
    df = Sink.of(op.df(), members);
    distances = new float[members * members];
    shares = new double[members * members];
  }

  @Override
  public void run(StepState state) {
    for (int i = 0; i < members; i++) {
      for (int j = 0; j < members; j++) {
        squaredDistances.data[squaredDistances.at(0) + i * members + j] = squaredDistance(i, j);
      }
    }
    float h = medianBandwidth();
    bandwidth.data[bandwidth.at(0)] = h;
    boolean repels = !(h < Float.MIN_NORMAL);
    for (int i = 0; i < members; i++) {
      energy.data[energy.at(i)] = repels ? (float) (beta * logMeanKernel(i, h)) : 0;
    }
    if (df != null) {
      for (int i = 0; i < members; i++) {
        force(i, repels ? state.klScale() * beta / h : 0);
      }
    }
  }

  private float squaredDistance(int i, int j) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * allColumns + column;
        double difference = (double) f.data[f.at(i) + at] - f.data[f.at(j) + at];
        sum += difference * difference;
      }
    }
    return (float) sum;
  }

  private float medianBandwidth() {
    int n = distances.length;
    for (int pair = 0; pair < n; pair++) {
      distances[pair] = squaredDistances.data[squaredDistances.at(0) + pair];
    }
    float low = OrderStatistics.at((n - 1) / 2, distances);
    double median = ((double) low + OrderStatistics.at(n / 2, distances)) / 2;
    return (float) (median / (2 * Math.log(members + 1)));
  }

  /** log(1/M sum_j k_ij); leaves the shares of the sum. */
  private double logMeanKernel(int i, double h) {
    double sum = 0;
    for (int j = 0; j < members; j++) {
      int pair = i * members + j;
      shares[pair] = Math.exp(-squaredDistances.data[squaredDistances.at(0) + pair] / (2 * h));
      sum += shares[pair];
    }
    for (int j = 0; j < members; j++) {
      shares[i * members + j] /= sum;
    }
    return Math.log(sum / members);
  }

  private void force(int i, double scale) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < allColumns; column++) {
        int at = row * allColumns + column;
        double sum = 0;
        for (int j = 0; scale != 0 && column < columns && j < members; j++) {
          double difference = (double) f.data[f.at(i) + at] - f.data[f.at(j) + at];
          sum -= shares[i * members + j] * difference;
        }
        df.put(i, at, scale * sum);
      }
    }
  }
}
