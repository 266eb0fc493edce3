package dev.credence.backend;

import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.SelectReplicas;

/** Updates of Markov chains. */
record SamplerOracle(Oracle oracle) {
  void step(LangevinStep op) {
    Values v = oracle.values;
    int of = op.x().shape().replicas();
    int columns = op.x().shape().columns();
    oracle.result(
        op.out(),
        (r, zero, i) -> {
          Num keep = v.num(op.coefficients(), r, of, 0, 0);
          Num rate = v.num(op.coefficients(), r, of, 0, 1);
          Num spread = v.num(op.coefficients(), r, of, 0, 2);
          Num scale = v.num(op.scale(), r, of, 0, i);
          Num sum = keep.value() == 0 ? Num.ZERO : v.num(op.x(), r, of, 0, i).times(keep);
          if (rate.value() != 0) {
            sum = sum.plus(v.num(op.direction(), r, of, 0, i).times(scale).times(rate));
          }
          boolean noisy = op.eps() != null && spread.value() != 0 && scale.value() != 0;
          return noisy
              ? sum.plus(oracle.draws.normal(op.eps(), r, of, 0, i, columns).times(spread))
              : sum;
        });
  }

  void product(InnerProduct op) {
    Values v = oracle.values;
    int of = op.a().shape().replicas();
    int columns = op.a().shape().columns();
    oracle.result(
        op.out(),
        (r, zero, one) ->
            Num.sum(
                (int) op.a().shape().matrixElements(),
                i ->
                    v.num(op.a(), r, of, i / columns, i % columns)
                        .times(v.num(op.b(), r, of, i / columns, i % columns))));
  }

  void select(SelectReplicas op) {
    Values v = oracle.values;
    int of = op.target().shape().replicas();
    oracle.result(
        op.target(),
        (r, k, n) ->
            v.num(v.at(op.mask(), r, of, 0, 0) != 0 ? op.source() : op.target(), r, of, k, n));
  }
}
