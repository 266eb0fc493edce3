package dev.credence.backend.cuda;

import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;

/**
 * Device memory as kernels see it, {@code Matrix} in {@code kernels/device.cuh}: a tensor, a
 * gradient or scratch memory.
 *
 * @param address of the first element; 0 where an optional matrix is absent
 * @param stride elements between replicas
 * @param accumulate of a gradient: whether to add to what the buffer holds
 */
record DeviceMatrix(
    long address, long stride, int replicas, int rows, int columns, boolean accumulate) {
  static final DeviceMatrix ABSENT = new DeviceMatrix(0, 0, 0, 0, 0, false);

  /** A tensor; null where an optional one is absent. */
  static DeviceMatrix of(Tensor tensor) {
    return of(tensor, false);
  }

  /** A gradient buffer; null where nobody needs it. */
  static DeviceMatrix of(Gradient gradient) {
    return gradient == null ? ABSENT : of(gradient.tensor(), gradient.accumulates());
  }

  /** A tensor, or a gradient that may accumulate; null where it is absent. */
  static DeviceMatrix of(Tensor tensor, boolean accumulate) {
    return tensor == null
        ? ABSENT
        : new DeviceMatrix(
            DeviceStorage.address(tensor),
            tensor.replicaStride(),
            tensor.shape().replicas(),
            tensor.shape().rows(),
            tensor.shape().columns(),
            accumulate);
  }

  /** Contiguous scratch memory of the operation that is being recorded. */
  static DeviceMatrix scratch(Recorder recorder, long replicas, int rows, int columns) {
    int count = Math.toIntExact(replicas);
    long matrix = (long) rows * columns;
    long address = recorder.scratch(Math.multiplyExact(replicas, matrix));
    return new DeviceMatrix(address, matrix, count, rows, columns, false);
  }

  boolean isPresent() {
    return address != 0;
  }
}
