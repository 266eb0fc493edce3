package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.Sgd;

/** velocity = momentum velocity + gradient + weightDecay p; p -= learningRate velocity. */
final class SgdStage extends ChunkStage {
  private final Sgd op;
  private final StepState state;
  private final View parameters;
  private final View gradients;
  private final View velocity;

  SgdStage(Sgd op, StepState state) {
    super(op.parameters().shape().replicas(), op.parameters().shape().matrixElements());
    this.op = op;
    this.state = state;
    parameters = View.of(op.parameters());
    gradients = View.of(op.gradients());
    velocity = View.of(op.velocity());
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    int p = parameters.at(r) + first;
    int w = velocity.at(r) + first;
    Elements.scale(op.momentum(), velocity.data, w, n);
    Elements.put(gradients.data, gradients.at(r) + first, velocity.data, w, n, true);
    Elements.addMultiple(op.weightDecay(), parameters.data, p, velocity.data, w, n);
    Elements.addMultiple(-state.learningRate(), velocity.data, w, parameters.data, p, n);
  }
}
