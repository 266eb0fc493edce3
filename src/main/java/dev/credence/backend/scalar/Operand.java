package dev.credence.backend.scalar;

import dev.credence.tensor.HeapStorage;
import dev.credence.tensor.Tensor;

/** A tensor as an array and the offset that serves each replica of a result. */
final class Operand {
  final float[] data;
  private final int[] offsets;

  private Operand(float[] data, int[] offsets) {
    this.data = data;
    this.offsets = offsets;
  }

  /** The operand of an operation whose result has {@code replicas} replicas. */
  static Operand of(Tensor tensor, int replicas) {
    int[] offsets = new int[replicas];
    for (int r = 0; r < replicas; r++) {
      offsets[r] = Math.toIntExact(tensor.offset(r, replicas));
    }
    return new Operand(array(tensor), offsets);
  }

  /** A tensor seen by its own replicas. */
  static Operand of(Tensor tensor) {
    return of(tensor, tensor.shape().replicas());
  }

  /** The same for an operand that may be absent; null where it is. */
  static Operand ofNullable(Tensor tensor, int replicas) {
    return tensor == null ? null : of(tensor, replicas);
  }

  /** An array that holds one run of {@code stride} elements per replica. */
  static Operand of(float[] data, int replicas, int stride) {
    int[] offsets = new int[replicas];
    for (int r = 0; r < replicas; r++) {
      offsets[r] = r * stride;
    }
    return new Operand(data, offsets);
  }

  /** Where replica {@code r} of the result finds its first element. */
  int at(int r) {
    return offsets[r];
  }

  private static float[] array(Tensor tensor) {
    if (!tensor.device().equals(ScalarBackend.NAME)
        || !(tensor.storage() instanceof HeapStorage heap)) {
      throw new IllegalArgumentException(
          "%s lies in memory of the %s backend [%s]"
              .formatted(tensor, tensor.device(), ScalarBackend.NAME));
    }
    return heap.array();
  }
}
