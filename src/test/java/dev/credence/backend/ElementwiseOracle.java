package dev.credence.backend;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;

/** Sampled parameters, activations, dropout. */
record ElementwiseOracle(Oracle oracle) {
  void sample(SampleGaussian op) {
    Values v = oracle.values;
    int of = op.w().shape().replicas();
    oracle.result(
        op.w(),
        (r, k, n) -> {
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, op.w().shape().columns());
          Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
          return v.num(op.mu(), r, of, k, n).plus(sigma.times(eps));
        });
  }

  void sampleBackward(SampleGaussianBackward op) {
    Values v = oracle.values;
    int of = op.dw().shape().replicas();
    int columns = op.dw().shape().columns();
    oracle.gradient(op.dmu(), of, (r, k, n) -> v.num(op.dw(), r, of, k, n));
    oracle.gradient(
        op.drho(),
        of,
        (r, k, n) -> {
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num slope = oracle.sigma(op.scale(), op.rho(), r, of, k, n).slope();
          return v.num(op.dw(), r, of, k, n).times(eps).times(slope);
        });
  }

  void activate(Activate op) {
    int of = op.y().shape().replicas();
    oracle.result(
        op.y(),
        (r, b, n) -> ActivationOracle.value(op.function(), oracle.values.at(op.x(), r, of, b, n)));
  }

  void activateBackward(ActivateBackward op) {
    int of = op.dy().shape().replicas();
    oracle.gradient(
        op.dx(),
        of,
        (r, b, n) ->
            oracle
                .values
                .num(op.dy(), r, of, b, n)
                .times(
                    ActivationOracle.slope(op.function(), oracle.values.at(op.x(), r, of, b, n))));
  }

  void dropout(Dropout op) {
    Values v = oracle.values;
    int of = op.y().shape().replicas();
    int columns = op.y().shape().columns();
    oracle.result(
        op.y(),
        (r, b, n) -> {
          int row = op.sharedByRows() ? 0 : b;
          return oracle.draws.kept(op.mask(), op.rate(), r, of, row, n, columns)
              ? v.num(op.x(), r, of, b, n).over(Num.ONE.minus(Num.of(op.rate())))
              : Num.ZERO;
        });
  }

  void dropoutBackward(DropoutBackward op) {
    Values v = oracle.values;
    int of = op.dy().shape().replicas();
    int columns = op.dy().shape().columns();
    oracle.gradient(
        op.dx(),
        of,
        (r, b, n) -> {
          int row = op.sharedByRows() ? 0 : b;
          return oracle.draws.kept(op.mask(), op.rate(), r, of, row, n, columns)
              ? v.num(op.dy(), r, of, b, n).over(Num.ONE.minus(Num.of(op.rate())))
              : Num.ZERO;
        });
  }
}
