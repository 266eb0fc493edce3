package dev.credence.model;

import java.util.Comparator;

/**
 * One named tensor as it lies in a file; owns its arrays.
 *
 * @param shape lengths of the axes, empty for a single number
 * @param data little-endian, row-major
 */
record Tensor(String name, TensorType type, int[] shape, byte[] data) {
  /** Wide numbers first, so that every tensor is aligned to its own size; then by name. */
  static final Comparator<Tensor> FILE_ORDER =
      Comparator.comparing((Tensor t) -> -t.type.bytes()).thenComparing(Tensor::name);
}
