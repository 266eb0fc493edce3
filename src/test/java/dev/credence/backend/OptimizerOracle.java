package dev.credence.backend;

import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.Sgd;

/** Optimisers; the parameters that change from step to step come from the state. */
record OptimizerOracle(Oracle oracle) {
  void adam(Adam op) {
    Values v = oracle.values;
    int of = op.parameters().shape().replicas();
    double t = 1.0 + Integer.toUnsignedLong(oracle.state.step());
    double beta1 = op.beta1();
    double beta2 = op.beta2();
    Oracle.Element m =
        (r, zero, i) ->
            v.num(op.m(), r, of, 0, i)
                .times(beta1)
                .plus(v.num(op.gradients(), r, of, 0, i).times(1 - beta1));
    Oracle.Element second =
        (r, zero, i) ->
            v.num(op.v(), r, of, 0, i)
                .times(beta2)
                .plus(v.num(op.gradients(), r, of, 0, i).square().times(1 - beta2));
    oracle.result(op.m(), m);
    oracle.result(op.v(), second);
    oracle.result(
        op.parameters(),
        (r, zero, i) -> {
          Num p = v.num(op.parameters(), r, of, 0, i);
          Num mHat = m.at(r, 0, i).over(Num.of(-Math.expm1(t * Math.log(beta1))));
          Num vHat = second.at(r, 0, i).over(Num.of(-Math.expm1(t * Math.log(beta2))));
          Num step = mHat.over(vHat.sqrt().plus(op.epsilon()));
          Num decay = p.times(op.weightDecay());
          return p.minus(step.plus(decay).times(oracle.state.learningRate()));
        });
  }

  void sgd(Sgd op) {
    Values v = oracle.values;
    int of = op.parameters().shape().replicas();
    Oracle.Element velocity =
        (r, zero, i) ->
            v.num(op.velocity(), r, of, 0, i)
                .times(op.momentum())
                .plus(v.num(op.gradients(), r, of, 0, i))
                .plus(v.num(op.parameters(), r, of, 0, i).times(op.weightDecay()));
    oracle.result(op.velocity(), velocity);
    oracle.result(
        op.parameters(),
        (r, zero, i) ->
            v.num(op.parameters(), r, of, 0, i)
                .minus(velocity.at(r, 0, i).times(oracle.state.learningRate())));
  }

  void clip(ClipGlobalNorm op) {
    Values v = oracle.values;
    int of = op.gradients().shape().replicas();
    int elements = op.gradients().shape().columns();
    Num[] norms = new Num[of];
    for (int r = 0; r < of; r++) {
      int replica = r;
      norms[r] = Num.sum(elements, i -> v.num(op.gradients(), replica, of, 0, i).square()).sqrt();
    }
    oracle.result(op.norm(), (r, zero, one) -> norms[r]);
    oracle.result(
        op.gradients(),
        (r, zero, i) -> {
          Num g = v.num(op.gradients(), r, of, 0, i);
          return norms[r].value() > op.maxNorm() ? g.times(op.maxNorm()).over(norms[r]) : g;
        });
  }
}
