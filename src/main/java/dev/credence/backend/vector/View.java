package dev.credence.backend.vector;

import dev.credence.tensor.HeapStorage;
import dev.credence.tensor.Tensor;

/** A tensor as an array and the offset that serves each replica of a result. */
final class View {
  final float[] data;
  private final int[] offsets;

  private View(float[] data, int[] offsets) {
    this.data = data;
    this.offsets = offsets;
  }

  /** The operand of an operation whose result has {@code replicas} replicas. */
  static View of(Tensor tensor, int replicas) {
    if (!tensor.device().equals(VectorBackend.NAME)
        || !(tensor.storage() instanceof HeapStorage heap)) {
      throw new IllegalArgumentException(
          "%s lies in memory of the %s backend [%s]"
              .formatted(tensor, tensor.device(), VectorBackend.NAME));
    }
    int[] offsets = new int[replicas];
    for (int r = 0; r < replicas; r++) {
      offsets[r] = Math.toIntExact(tensor.offset(r, replicas));
    }
    return new View(heap.array(), offsets);
  }

  /** A tensor seen by its own replicas. */
  static View of(Tensor tensor) {
    return of(tensor, tensor.shape().replicas());
  }

  /** The same for an operand that may be absent; null where it is. */
  static View ofNullable(Tensor tensor, int replicas) {
    return tensor == null ? null : of(tensor, replicas);
  }

  /** Where replica {@code r} of the result finds its first element. */
  int at(int r) {
    return offsets[r];
  }
}
