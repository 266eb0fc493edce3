package dev.credence.backend;

import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianPrior;
import dev.credence.op.ScaleMixtureKl;

/** Divergences from priors, and energies in them. */
record PenaltyOracle(Oracle oracle) {
  void gaussian(GaussianKl op) {
    Values v = oracle.values;
    int of = op.mu().shape().replicas();
    int columns = op.mu().shape().columns();
    int elements = (int) op.mu().shape().matrixElements();
    Num klScale = Num.of(oracle.state.klScale());
    oracle.result(
        op.kl(),
        (q, zero, one) ->
            Num.sum(
                elements,
                i -> {
                  int k = i / columns;
                  int n = i % columns;
                  Num m = v.num(op.prior(), q, of, 0, 0);
                  Num s = v.num(op.prior(), q, of, 0, 1);
                  Sigma sigma = oracle.sigma(op.scale(), op.rho(), q, of, k, n);
                  Num pull = v.num(op.mu(), q, of, k, n).minus(m);
                  Num squares = sigma.value().square().plus(pull.square());
                  return s.log()
                      .minus(sigma.log())
                      .plus(squares.over(s.square().times(2)))
                      .plus(-0.5);
                }));
    oracle.gradient(
        op.dmu(),
        of,
        (q, k, n) -> {
          Num m = v.num(op.prior(), q, of, 0, 0);
          Num s = v.num(op.prior(), q, of, 0, 1);
          return v.num(op.mu(), q, of, k, n).minus(m).over(s.square()).times(klScale);
        });
    oracle.gradient(
        op.drho(),
        of,
        (q, k, n) -> {
          Num s = v.num(op.prior(), q, of, 0, 1);
          Sigma sigma = oracle.sigma(op.scale(), op.rho(), q, of, k, n);
          Num outward = sigma.value().times(sigma.slope()).over(s.square());
          return outward.minus(sigma.logSlope()).times(klScale);
        });
  }

  void prior(GaussianPrior op) {
    Values v = oracle.values;
    int of = op.parameters().shape().replicas();
    int elements = op.parameters().shape().columns();
    Num klScale = Num.of(oracle.state.klScale());
    oracle.result(
        op.energy(),
        (q, zero, one) ->
            Num.sum(
                elements,
                i ->
                    v.num(op.parameters(), q, of, 0, i)
                        .minus(v.num(op.mean(), q, of, 0, i))
                        .square()
                        .times(v.num(op.precision(), q, of, 0, i))
                        .times(0.5)));
    oracle.gradient(
        op.gradient(),
        of,
        (q, zero, i) ->
            v.num(op.parameters(), q, of, 0, i)
                .minus(v.num(op.mean(), q, of, 0, i))
                .times(v.num(op.precision(), q, of, 0, i))
                .times(klScale));
  }

  void scaleMixture(ScaleMixtureKl op) {
    Values v = oracle.values;
    int of = op.kl().shape().replicas();
    int columns = op.mu().shape().columns();
    int elements = (int) op.mu().shape().matrixElements();
    double share = (double) op.mu().shape().replicas() / of;
    Num factor = Num.of(oracle.state.klScale()).times(share);
    oracle.result(
        op.kl(),
        (r, zero, one) ->
            Num.sum(
                elements,
                i -> {
                  int k = i / columns;
                  int n = i % columns;
                  Num log = oracle.sigma(op.scale(), op.rho(), r, of, k, n).log();
                  // The entropy of a Gaussian: log sigma + log(2 pi e) / 2.
                  Num entropy = log.plus(0.5 * Math.log(2 * Math.PI * Math.E));
                  return entropy.plus(logDensity(op, weight(op, r, k, n))).negate();
                }));
    oracle.gradient(op.dmu(), of, (r, k, n) -> score(op, weight(op, r, k, n)).times(factor));
    oracle.gradient(
        op.drho(),
        of,
        (r, k, n) -> {
          Sigma sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n);
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num cross = score(op, weight(op, r, k, n)).times(eps).times(sigma.slope());
          return cross.minus(sigma.logSlope()).times(factor);
        });
  }

  private Num weight(ScaleMixtureKl op, int r, int k, int n) {
    int of = op.kl().shape().replicas();
    Num eps = oracle.draws.normal(op.eps(), r, of, k, n, op.mu().shape().columns());
    Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
    return oracle.values.num(op.mu(), r, of, k, n).plus(sigma.times(eps));
  }

  private static Num[] logComponents(ScaleMixtureKl op, Num w) {
    double halfLog2Pi = 0.5 * Math.log(2 * Math.PI);
    double[] shares = {op.pi(), 1 - (double) op.pi()};
    double[] widths = {op.sigma1(), op.sigma2()};
    Num[] logs = new Num[2];
    for (int c = 0; c < 2; c++) {
      Num chi = w.over(Num.of(widths[c])).square();
      logs[c] =
          Num.of(Math.log(shares[c]) - Math.log(widths[c]) - halfLog2Pi).minus(chi.times(0.5));
    }
    return logs;
  }

  private static Num logDensity(ScaleMixtureKl op, Num w) {
    return Num.logSumExp(logComponents(op, w));
  }

  /** -d log p / d w. */
  private static Num score(ScaleMixtureKl op, Num w) {
    Num[] logs = logComponents(op, w);
    Num log = Num.logSumExp(logs);
    Num first = logs[0].minus(log).exp().over(Num.of(op.sigma1()).square());
    Num second = logs[1].minus(log).exp().over(Num.of(op.sigma2()).square());
    return first.plus(second).times(w);
  }
}
