package dev.credence.backend.cuda;

import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.List;

/** Which tensors share memory, and which operations must therefore keep their order. */
final class Overlap {
  private Overlap() {}

  /** Whether one operation writes what the other reads or writes. */
  static boolean conflict(Op a, Op b) {
    return any(a.outputs(), b.inputs())
        || any(a.outputs(), b.outputs())
        || any(a.inputs(), b.outputs());
  }

  /** Whether a tensor of one list shares memory with a tensor of the other. */
  static boolean any(List<Tensor> some, List<Tensor> others) {
    for (Tensor a : some) {
      for (Tensor b : others) {
        if (of(a, b)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether two tensors share memory; also true where that is hard to tell. */
  static boolean of(Tensor a, Tensor b) {
    if (a.storage() != b.storage() || a.offset(0) >= end(b) || b.offset(0) >= end(a)) {
      return false;
    }
    long stride = a.replicaStride();
    if (stride != b.replicaStride()) {
      return true;
    }
    // Replicas of two slices of one block lie in turns.
    long from = Math.floorMod(a.offset(0), stride);
    long otherFrom = Math.floorMod(b.offset(0), stride);
    long end = from + a.shape().matrixElements();
    long otherEnd = otherFrom + b.shape().matrixElements();
    return end > stride || otherEnd > stride || (from < otherEnd && otherFrom < end);
  }

  /** Whether two tensors are the same elements of the same memory. */
  static boolean same(Tensor a, Tensor b) {
    return a.storage() == b.storage()
        && a.shape().equals(b.shape())
        && a.offset(0) == b.offset(0)
        && a.replicaStride() == b.replicaStride();
  }

  private static long end(Tensor t) {
    return t.offset(t.shape().replicas() - 1) + t.shape().matrixElements();
  }
}
