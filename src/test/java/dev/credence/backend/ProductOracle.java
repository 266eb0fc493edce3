package dev.credence.backend;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.MatMul;
import dev.credence.op.SampledMatMul;
import dev.credence.tensor.Tensor;

/** The four matrix products. */
record ProductOracle(Oracle oracle) {
  void matMul(MatMul op) {
    Values v = oracle.values;
    int of = op.y().shape().replicas();
    product(
        op.x(), op.b(), op.y(), (r, k, n, b) -> oracle.roundedTwice(v.num(op.w(), r, of, k, n)));
  }

  void sampled(SampledMatMul op) {
    product(
        op.x(),
        op.b(),
        op.y(),
        (r, k, n, b) -> {
          int of = op.y().shape().replicas();
          int columns = op.y().shape().columns();
          Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          Num mean = oracle.values.num(op.mu(), r, of, k, n);
          return oracle.roundedTwice(mean.plus(sigma.times(eps)));
        });
  }

  void flipout(FlipoutMatMul op) {
    product(
        op.x(),
        op.b(),
        op.y(),
        (r, k, n, b) -> {
          int of = op.y().shape().replicas();
          int columns = op.y().shape().columns();
          int inputs = op.x().shape().columns();
          Num sigma = oracle.sigma(op.scale(), op.rho(), r, of, k, n).value();
          Num eps = oracle.draws.normal(op.eps(), r, of, k, n, columns);
          double signs =
              oracle.draws.sign(op.signIn(), r, of, b, k, inputs)
                  * oracle.draws.sign(op.signOut(), r, of, b, n, columns);
          // The two products may be summed apart: the error is that of both magnitudes.
          Num mean = oracle.values.num(op.mu(), r, of, k, n);
          Num perturbation = sigma.times(eps).times(signs);
          return mean.plus(perturbation)
              .blurred(inputs * Num.U * (Math.abs(mean.value()) + Math.abs(perturbation.value())))
              .blurred(oracle.roundedTwice(mean.value()))
              .blurred(oracle.roundedTwice(perturbation.value()));
        });
  }

  void local(LocalReparameterizedMatMul op) {
    Values v = oracle.values;
    int of = op.y().shape().replicas();
    int inputs = op.x().shape().columns();
    Oracle.Element variance =
        (r, b, n) ->
            Num.sum(
                    inputs,
                    k ->
                        oracle.roundedTwice(
                            v.num(op.x(), r, of, b, k)
                                .times(oracle.sigma(op.scale(), op.rho(), r, of, k, n).value())
                                .square()))
                .plus(1e-8f);
    oracle.result(op.variance(), variance);
    oracle.result(
        op.y(),
        (r, b, n) -> {
          Num mean =
              Num.sum(
                  inputs,
                  k ->
                      oracle.roundedTwice(
                          v.num(op.x(), r, of, b, k).times(v.num(op.mu(), r, of, k, n))));
          Num eps = oracle.draws.normal(op.eps(), r, of, b, n, op.y().shape().columns());
          Num y = mean.plus(variance.at(r, b, n).sqrt().times(eps));
          return op.b() == null ? y : y.plus(v.num(op.b(), r, of, 0, n));
        });
  }

  /** The weight that example b sees. */
  private interface Weight {
    Num at(int r, int k, int n, int b);
  }

  private void product(Tensor x, Tensor bias, Tensor y, Weight weight) {
    Values v = oracle.values;
    int of = y.shape().replicas();
    int inputs = x.shape().columns();
    oracle.result(
        y,
        (r, b, n) ->
            Num.sum(
                inputs + 1,
                k ->
                    k < inputs
                        ? v.num(x, r, of, b, k).times(weight.at(r, k, n, b))
                        : bias == null ? Num.ZERO : v.num(bias, r, of, 0, n)));
  }
}
