package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.Gradient;
import dev.credence.op.Gradients;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Result tensors that every loss needs. */
record LossTensors(Tensor loss, Tensor perExample, Tensor gradient) {
  static LossTensors of(Tape tape, Gradients gradients, Tensor prediction) {
    Shape shape = prediction.shape();
    Gradient gradient = gradients.claim(prediction);
    return new LossTensors(
        tape.allocate("loss", new Shape(shape.replicas(), 1, 1)),
        tape.allocate("loss per example", new Shape(shape.replicas(), shape.rows(), 1)),
        gradient == null ? null : gradient.tensor());
  }
}
