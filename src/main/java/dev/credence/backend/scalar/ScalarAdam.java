package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.Adam;

/** p -= learningRate (mHat / (sqrt(vHat) + epsilon) + weightDecay p). */
final class ScalarAdam implements ScalarKernel {
  private final Adam op;
  private final int replicas;
  private final int elements;
  private final Operand parameters;
  private final Operand gradients;
  private final Operand m;
  private final Operand v;

  ScalarAdam(Adam op) {
    this.op = op;
    replicas = op.parameters().shape().replicas();
    elements = Math.toIntExact(op.parameters().shape().matrixElements());
    parameters = Operand.of(op.parameters());
    gradients = Operand.of(op.gradients());
    m = Operand.of(op.m());
    v = Operand.of(op.v());
  }

  @Override
  public void run(StepState state) {
    double beta1 = op.beta1();
    double beta2 = op.beta2();
    double steps = Integer.toUnsignedLong(state.step()) + 1.0;
    double correction1 = 1 - Math.pow(beta1, steps);
    double correction2 = 1 - Math.pow(beta2, steps);
    for (int r = 0; r < replicas; r++) {
      for (int i = 0; i < elements; i++) {
        double g = gradients.data[gradients.at(r) + i];
        double first = beta1 * m.data[m.at(r) + i] + (1 - beta1) * g;
        double second = beta2 * v.data[v.at(r) + i] + (1 - beta2) * g * g;
        double p = parameters.data[parameters.at(r) + i];
        double direction = first / correction1 / (Math.sqrt(second / correction2) + op.epsilon());
        m.data[m.at(r) + i] = (float) first;
        v.data[v.at(r) + i] = (float) second;
        parameters.data[parameters.at(r) + i] =
            (float) (p - state.learningRate() * (direction + op.weightDecay() * p));
      }
    }
  }
}
