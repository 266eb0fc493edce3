package dev.credence.inference;

import dev.credence.autodiff.Tape;
import dev.credence.layer.Network;
import dev.credence.op.Gradient;
import dev.credence.op.Repulsion;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Records the repulsion between ensemble members in one of the two spaces. */
record RepulsionTerm(Method.Space space, double strength, double context) {
  /** Whether members meet in the space of their outputs and need the same rows. */
  boolean comparesOutputs() {
    return space == Method.Space.FUNCTION;
  }

  /** Rows at which members are compared besides the training rows of a step. */
  int contextRows(int batch) {
    return (int) Math.ceil(context * batch);
  }

  /** After the loss: adds to the gradient of the outputs (M, B, C). */
  void recordOnOutputs(Tape tape, Network network, Tensor outputs) {
    if (space == Method.Space.FUNCTION) {
      int columns = network.likelihood().locationColumns(network.targets());
      tape.record(repulsion(tape, outputs, columns, tape.claim(outputs)));
    }
  }

  /** After the backward pass: adds to the gradient of the parameters (M, 1, P). */
  void recordOnParameters(Tape tape, Tensor parameters, Tensor gradients) {
    if (space == Method.Space.WEIGHT) {
      Gradient sum = new Gradient(gradients, Gradient.Mode.ACCUMULATE);
      tape.record(repulsion(tape, parameters, parameters.shape().columns(), sum));
    }
  }

  private Repulsion repulsion(Tape tape, Tensor f, int columns, Gradient df) {
    int members = f.shape().replicas();
    return new Repulsion(
        f,
        columns,
        (float) strength,
        tape.allocate("squared distances", Shape.of(members, members)),
        tape.allocate("bandwidth", Shape.SCALAR),
        tape.allocate("repulsion", new Shape(members, 1, 1)),
        df);
  }
}
