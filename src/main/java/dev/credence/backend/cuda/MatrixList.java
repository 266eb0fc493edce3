package dev.credence.backend.cuda;

import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Tensors that one launch works through: {@code MatrixList} in {@code kernels/device.cuh}. */
final class MatrixList {
  /** Room of the struct. */
  static final int MOST = 96;

  /** A tensor, null where an optional one is absent, and whether a kernel adds to it. */
  record Entry(Tensor tensor, boolean accumulates) {}

  private final List<Entry> entries = new ArrayList<>();

  /** Appends a tensor; null where an optional one is absent. */
  MatrixList add(Tensor tensor) {
    return add(tensor, false);
  }

  /** Appends a gradient buffer; null where nobody needs it. */
  MatrixList add(Gradient gradient) {
    return gradient == null ? add(null, false) : add(gradient.tensor(), gradient.accumulates());
  }

  private MatrixList add(Tensor tensor, boolean accumulates) {
    if (entries.size() == MOST) {
      throw new IllegalStateException("a launch takes at most " + MOST + " tensors");
    }
    entries.add(new Entry(tensor, accumulates));
    return this;
  }

  List<Entry> entries() {
    return entries;
  }
}
