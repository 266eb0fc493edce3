package dev.credence.backend.cuda;

import dev.credence.tensor.Tensor;

/** Whether kernels may read and write four neighbouring elements at once. */
final class Alignment {
  /** Elements of one 128-bit access. */
  static final int QUAD = 4;

  private Alignment() {}

  /**
   * Whether every replica of every tensor begins at a multiple of 16 bytes; absent ones do not
   * matter.
   */
  static boolean ofQuads(Tensor... tensors) {
    for (Tensor tensor : tensors) {
      if (tensor != null
          && (DeviceStorage.address(tensor) % (QUAD * Float.BYTES) != 0
              || (tensor.shape().replicas() > 1 && tensor.replicaStride() % QUAD != 0))) {
        return false;
      }
    }
    return true;
  }
}
