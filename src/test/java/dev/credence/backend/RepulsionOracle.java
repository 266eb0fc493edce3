package dev.credence.backend;

import dev.credence.op.Repulsion;
import java.util.Arrays;
import java.util.Comparator;

/** Repulsion by its formulas: distances, median over all pairs, kernels. */
final class RepulsionOracle {
  private final Oracle oracle;
  private final Repulsion op;
  private final int members;
  private final Num[][] squaredDistances;
  private final Num bandwidth;
  private final Num[][] kernels;

  RepulsionOracle(Oracle oracle, Repulsion op) {
    this.oracle = oracle;
    this.op = op;
    members = op.f().shape().replicas();
    squaredDistances = new Num[members][members];
    for (int i = 0; i < members; i++) {
      for (int j = 0; j < members; j++) {
        squaredDistances[i][j] = squaredDistance(i, j);
      }
    }
    bandwidth = median().over(Num.of(2 * Math.log(members + 1)));
    kernels = new Num[members][members];
    for (int i = 0; i < members; i++) {
      for (int j = 0; j < members; j++) {
        Num exponent = squaredDistances[i][j].over(bandwidth.times(2)).negate();
        kernels[i][j] = exponent.exp();
      }
    }
  }

  void expect() {
    boolean repels = bandwidth.value() > 0;
    oracle.result(op.squaredDistances(), (r, i, j) -> squaredDistances[i][j]);
    oracle.result(op.bandwidth(), (r, row, column) -> bandwidth);
    oracle.result(
        op.energy(), (i, row, column) -> repels ? logMeanKernel(i).times(op.beta()) : Num.ZERO);
    oracle.gradient(
        op.df(),
        members,
        (i, row, column) -> {
          if (!repels || column >= op.columns()) {
            return Num.ZERO;
          }
          Num force = Num.sum(members, j -> difference(i, j, row, column).times(kernels[i][j]));
          Num scale = Num.of(oracle.state.klScale()).times(op.beta());
          return force.over(bandwidth.times(sum(i))).times(scale).negate();
        });
  }

  private Num squaredDistance(int i, int j) {
    int columns = op.columns();
    int n = op.f().shape().rows() * columns;
    return Num.sum(n, e -> difference(i, j, e / columns, e % columns).square());
  }

  private Num difference(int i, int j, int row, int column) {
    Num own = oracle.values.num(op.f(), i, members, row, column);
    return own.minus(oracle.values.num(op.f(), j, members, row, column));
  }

  /** With the error of the worst distance: another order of almost equal ones costs no more. */
  private Num median() {
    Num[] all =
        Arrays.stream(squaredDistances)
            .flatMap(Arrays::stream)
            .sorted(Comparator.comparingDouble(Num::value))
            .toArray(Num[]::new);
    Num middle = all[(all.length - 1) / 2].plus(all[all.length / 2]).times(0.5);
    double worst = Arrays.stream(all).mapToDouble(Num::error).max().orElseThrow();
    return new Num(middle.value(), Math.max(middle.error(), worst));
  }

  private Num sum(int i) {
    return Num.sum(members, j -> kernels[i][j]);
  }

  private Num logMeanKernel(int i) {
    return sum(i).over(Num.of(members)).log();
  }
}
