package dev.credence.backend;

import dev.credence.noise.Shuffle;
import dev.credence.op.GatherRows;
import dev.credence.op.Moments;

/** Batches and moments. */
record DataOracle(Oracle oracle) {
  void gather(GatherRows op) {
    int of = op.out().shape().replicas();
    int rows = op.out().shape().rows();
    int n = op.source().shape().rows();
    oracle.result(
        op.out(),
        (r, b, c) -> {
          long g = Integer.toUnsignedLong(oracle.state.step()) * rows + b;
          int position = (int) (g % n);
          int epoch = (int) (g / n);
          int row =
              op.shuffled()
                  ? Shuffle.index(oracle.state.seed(), op.stream(), epoch, r, n, position)
                  : position;
          return oracle.values.num(op.source(), r, of, row, c);
        });
  }

  void moments(Moments op) {
    Values v = oracle.values;
    int replicas = op.mean().shape().replicas();
    int group = op.x().shape().replicas() / replicas;
    int before = oracle.state.firstReplica();
    oracle.result(op.mean(), (q, b, c) -> moments(op, v, q, b, c, group, before)[0]);
    oracle.result(op.variance(), (q, b, c) -> moments(op, v, q, b, c, group, before)[1]);
  }

  /** Two passes, by the definition, after the earlier samples have been put back in. */
  private static Num[] moments(Moments op, Values v, int q, int b, int c, int group, int before) {
    int replicas = op.mean().shape().replicas();
    int of = op.x().shape().replicas();
    int count = before + group;
    double oldMean = before == 0 ? 0 : v.at(op.mean(), q, replicas, b, c);
    double oldVariance = before == 0 ? 0 : v.at(op.variance(), q, replicas, b, c);
    double sum = before * oldMean;
    double size = before * Math.abs(oldMean);
    for (int i = 0; i < group; i++) {
      sum += v.at(op.x(), q * group + i, of, b, c);
      size += Math.abs(v.at(op.x(), q * group + i, of, b, c));
    }
    double mean = sum / count;
    double squares = before * (oldVariance + (oldMean - mean) * (oldMean - mean));
    for (int i = 0; i < group; i++) {
      double difference = v.at(op.x(), q * group + i, of, b, c) - mean;
      squares += difference * difference;
    }
    double variance = squares / count;
    // Chan, Golub, LeVeque 1983: the one-pass variance has condition sqrt(1 + mean^2 / variance).
    double n = group + 4;
    double meanError = n * Num.U * size / count;
    double varianceError =
        n * Num.U * Math.sqrt(variance) * Math.sqrt(variance + 4 * mean * mean)
            + meanError * meanError;
    return new Num[] {new Num(mean, meanError), new Num(variance, varianceError)};
  }
}
