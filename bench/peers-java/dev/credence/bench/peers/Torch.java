package dev.credence.bench.peers;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.Values;

/**
 * Tensors of one contender and the few phrases that its tasks share. Scalars are tensors made once,
 * so that no run pays for them.
 */
final class Torch implements AutoCloseable {
  private final PtNDManager manager;
  final PtNDArray one;
  final PtNDArray half;

  Torch(PtNDManager manager) {
    this.manager = manager;
    this.one = number(1);
    this.half = number(0.5f);
  }

  /** A tensor without axes. */
  PtNDArray number(float value) {
    return (PtNDArray) manager.create(value);
  }

  /** A tensor with the axes of the values, the leading one left out where it is 1. */
  PtNDArray tensor(Values values) {
    return (PtNDArray) manager.create(values.numbers(), shape(values));
  }

  /** The same with its last two axes swapped: weights as torch keeps them, (out, in). */
  PtNDArray transposed(Values values) {
    try (PtNDArray wide = tensor(values)) {
      return copyTransposed(wide);
    }
  }

  /** A copy of a tensor with its last two axes swapped. */
  static PtNDArray copyTransposed(PtNDArray x) {
    int axes = x.getShape().dimension();
    try (PtNDArray view = JniUtils.transpose(x, axes - 2, axes - 1)) {
      return (PtNDArray) view.duplicate();
    }
  }

  static Shape shape(Values values) {
    dev.credence.tensor.Shape s = values.shape();
    return s.replicas() == 1
        ? new Shape(s.rows(), s.columns())
        : new Shape(s.replicas(), s.rows(), s.columns());
  }

  PtNDArray randn(Shape shape) {
    return JniUtils.normal(manager, 0, 1, shape, DataType.FLOAT32, Device.cpu());
  }

  /** Signs from a uniform number each, as everybody draws them. */
  PtNDArray signs(Shape shape) {
    PtNDArray uniform = JniUtils.uniform(manager, -1, 1, shape, DataType.FLOAT32, Device.cpu());
    JniUtils.signi(uniform);
    return uniform;
  }

  PtNDArray zeros(Shape shape) {
    return (PtNDArray) manager.zeros(shape);
  }

  /** A view of a parameter that gathers a gradient of its own. */
  static PtNDArray leaf(PtNDArray parameter) {
    PtNDArray leaf = JniUtils.detachGradient(parameter);
    JniUtils.attachGradient(leaf, true);
    return leaf;
  }

  static float[] numbers(PtNDArray x) {
    return x.toFloatArray();
  }

  /** Numbers of a gradient (out, in) in the order (in, out). */
  static float[] transposedNumbers(PtNDArray x) {
    try (PtNDArray copy = copyTransposed(x)) {
      return copy.toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
