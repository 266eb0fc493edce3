package dev.credence.backend;

import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.Gradient;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMulBackward;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.tensor.Tensor;

/**
 * Gradients of the four matrix products, each from the partial derivatives of one element y[b, n]
 * by x[b, k] and by the parameters at [k, n].
 */
record ProductGradientOracle(Oracle oracle) {
  /** A partial derivative of y[b, n] in replica r. */
  private interface Partial {
    Num at(int r, int b, int k, int n);
  }

  void matMul(MatMulBackward op) {
    Values v = oracle.values;
    int of = op.dy().shape().replicas();
    byInput(op.dx(), op.dy(), (r, b, k, n) -> oracle.roundedTwice(v.num(op.w(), r, of, k, n)));
    byWeight(op.dw(), op.dy(), (r, b, k, n) -> v.num(op.x(), r, of, b, k));
    byBias(op.db(), op.dy());
  }

  void sampled(SampledMatMulBackward op) {
    Values v = oracle.values;
    int of = op.dy().shape().replicas();
    int columns = op.dy().shape().columns();
    byInput(
        op.dx(),
        op.dy(),
        (r, b, k, n) -> {
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
          return oracle.roundedTwice(v.num(op.mu(), r, of, k, n).plus(sigma.times(eps)));
        });
    byWeight(op.dmu(), op.dy(), (r, b, k, n) -> v.num(op.x(), r, of, b, k));
    byWeight(
        op.drho(),
        op.dy(),
        (r, b, k, n) -> {
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num slope = oracle.sigma(op.scale(), op.rho(), r, of, k, n).slope();
          return v.num(op.x(), r, of, b, k).times(eps).times(slope);
        });
    byBias(op.db(), op.dy());
  }

  void flipout(FlipoutMatMulBackward op) {
    Values v = oracle.values;
    int of = op.dy().shape().replicas();
    int columns = op.dy().shape().columns();
    int inputs = op.x().shape().columns();
    Partial signs =
        (r, b, k, n) ->
            Num.of(
                oracle.draws.sign(op.signIn(), r, of, b, k, inputs)
                    * oracle.draws.sign(op.signOut(), r, of, b, n, columns));
    byInput(
        op.dx(),
        op.dy(),
        (r, b, k, n) -> {
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
          Num mean = v.num(op.mu(), r, of, k, n);
          Num perturbation = sigma.times(eps).times(signs.at(r, b, k, n));
          // The two products may be summed apart: the error is that of both magnitudes.
          return mean.plus(perturbation)
              .blurred(columns * Num.U * (Math.abs(mean.value()) + Math.abs(perturbation.value())))
              .blurred(oracle.roundedTwice(mean.value()))
              .blurred(oracle.roundedTwice(perturbation.value()));
        });
    byWeight(op.dmu(), op.dy(), (r, b, k, n) -> v.num(op.x(), r, of, b, k));
    byWeight(
        op.drho(),
        op.dy(),
        (r, b, k, n) -> {
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num slope = oracle.sigma(op.scale(), op.rho(), r, of, k, n).slope();
          Num x = v.num(op.x(), r, of, b, k);
          return x.times(signs.at(r, b, k, n)).times(eps).times(slope);
        });
    byBias(op.db(), op.dy());
  }

  void local(LocalReparameterizedMatMulBackward op) {
    Values v = oracle.values;
    int of = op.dy().shape().replicas();
    int columns = op.dy().shape().columns();
    // eps / (2 sqrt(v)), the derivative of y by the variance.
    Partial byVariance =
        (r, b, k, n) ->
            oracle
                .draws
                .normal(op.eps(), r, of, b, n, columns)
                .over(v.num(op.variance(), r, of, b, n).sqrt().times(2));
    byInput(
        op.dx(),
        op.dy(),
        (r, b, k, n) -> {
          Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
          Num x = v.num(op.x(), r, of, b, k);
          Num mean = v.num(op.mu(), r, of, k, n);
          Num spread = byVariance.at(r, b, k, n).times(x).times(sigma.square()).times(2);
          return mean.plus(spread)
              .blurred(columns * Num.U * (Math.abs(mean.value()) + Math.abs(spread.value())))
              .blurred(oracle.roundedTwice(mean.value()))
              .blurred(oracle.roundedTwice(spread.value()));
        });
    byWeight(op.dmu(), op.dy(), (r, b, k, n) -> v.num(op.x(), r, of, b, k));
    byWeight(
        op.drho(),
        op.dy(),
        (r, b, k, n) -> {
          Sigma sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n);
          Num x = v.num(op.x(), r, of, b, k);
          Num slope = sigma.value().times(sigma.slope()).times(2);
          return byVariance.at(r, b, k, n).times(x.square()).times(slope);
        });
    byBias(op.db(), op.dy());
  }

  private void byInput(Gradient dx, Tensor dy, Partial partial) {
    int of = dy.shape().replicas();
    int columns = dy.shape().columns();
    oracle.gradient(
        dx,
        of,
        (r, b, k) ->
            Num.sum(
                columns, n -> oracle.values.num(dy, r, of, b, n).times(partial.at(r, b, k, n))));
  }

  private void byWeight(Gradient dw, Tensor dy, Partial partial) {
    int of = dy.shape().replicas();
    int rows = dy.shape().rows();
    oracle.gradient(
        dw,
        of,
        (r, k, n) ->
            Num.sum(
                rows,
                b ->
                    oracle.roundedTwice(
                        oracle.values.num(dy, r, of, b, n).times(partial.at(r, b, k, n)))));
  }

  private void byBias(Gradient db, Tensor dy) {
    int of = dy.shape().replicas();
    int rows = dy.shape().rows();
    oracle.gradient(
        db,
        of,
        (r, zero, n) -> Num.sum(rows, b -> oracle.rounded(oracle.values.num(dy, r, of, b, n))));
  }
}
