package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.Sgd;

/** velocity = momentum velocity + gradient + weightDecay p; p -= learningRate velocity. */
final class ScalarSgd implements ScalarKernel {
  private final Sgd op;
  private final int replicas;
  private final int elements;
  private final Operand parameters;
  private final Operand gradients;
  private final Operand velocity;

  ScalarSgd(Sgd op) {
    this.op = op;
    replicas = op.parameters().shape().replicas();
    elements = Math.toIntExact(op.parameters().shape().matrixElements());
    parameters = Operand.of(op.parameters());
    gradients = Operand.of(op.gradients());
    velocity = Operand.of(op.velocity());
  }

  @Override
  public void run(StepState state) {
    double momentum = op.momentum();
    double weightDecay = op.weightDecay();
    for (int r = 0; r < replicas; r++) {
      for (int i = 0; i < elements; i++) {
        double p = parameters.data[parameters.at(r) + i];
        double g = gradients.data[gradients.at(r) + i];
        double speed = momentum * velocity.data[velocity.at(r) + i] + g + weightDecay * p;
        velocity.data[velocity.at(r) + i] = (float) speed;
        parameters.data[parameters.at(r) + i] = (float) (p - state.learningRate() * speed);
      }
    }
  }
}
