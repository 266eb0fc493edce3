package dev.credence.backend;

import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/** What the tensors of an operation held at one moment, in float64. */
final class Values {
  private final Map<Tensor, double[]> contents = new IdentityHashMap<>();

  /** A copy of everything the operation reads or writes. */
  static Values of(Op op) {
    Values values = new Values();
    op.inputs().forEach(values::read);
    op.outputs().forEach(values::read);
    return values;
  }

  private void read(Tensor tensor) {
    float[] floats = tensor.toArray();
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    contents.put(tensor, doubles);
  }

  /** All elements, replica after replica; live. */
  double[] all(Tensor tensor) {
    return contents.get(tensor);
  }

  /** One element, seen by replica {@code r} of a result with {@code of} replicas. */
  double at(Tensor tensor, int r, int of, int row, int column) {
    // Written apart from Shape.replicaFor: consecutive groups of of / replicas share an operand.
    int own = r / (of / tensor.shape().replicas());
    int index = (own * tensor.shape().rows() + row) * tensor.shape().columns() + column;
    return contents.get(tensor)[index];
  }

  Num num(Tensor tensor, int r, int of, int row, int column) {
    return Num.of(at(tensor, r, of, row, column));
  }

  double given(Noise.Given noise, int r, int of, int row, int column) {
    return at(noise.values(), r, of, row, column);
  }
}
