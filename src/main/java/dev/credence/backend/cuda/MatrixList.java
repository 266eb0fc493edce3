package dev.credence.backend.cuda;

import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Tensors that one launch works through: {@code MatrixList} in {@code kernels/device.cuh}. */
final class MatrixList {
  /** Room of the struct. */
  static final int MOST = 96;

  private final List<DeviceMatrix> matrices = new ArrayList<>();

  /** Appends a tensor; null where an optional one is absent. */
  MatrixList add(Tensor tensor) {
    return add(DeviceMatrix.of(tensor));
  }

  /** Appends a gradient buffer; null where nobody needs it. */
  MatrixList add(Gradient gradient) {
    return add(DeviceMatrix.of(gradient));
  }

  /** Appends device memory. */
  MatrixList add(DeviceMatrix matrix) {
    if (matrices.size() == MOST) {
      throw new IllegalStateException("a launch takes at most " + MOST + " tensors");
    }
    matrices.add(matrix);
    return this;
  }

  List<DeviceMatrix> matrices() {
    return matrices;
  }
}
