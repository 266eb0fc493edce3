package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Product;
import dev.credence.backend.cuda.driver.Product.Factor;
import dev.credence.tensor.Tensor;

/**
 * c = a b for every replica of c, where operands with fewer replicas serve several.
 *
 * @param a (A, m, k), or (A, k, m) where transposed
 * @param b (B, k, n), or (B, n, k) where transposed
 * @param c (C, m, n)
 * @param of replicas of the program's result, a multiple of A, B and C
 */
record BatchedProduct(
    Tensor a, boolean transposedA, Tensor b, boolean transposedB, Tensor c, int of) {

  /** Replicas of the program's result for each replica of c. */
  int group() {
    return of / c.shape().replicas();
  }

  /**
   * Records the product of member {@code member} of each replica's group. The library takes many
   * products at once where their operands lie at equal distances: as few calls as that allows.
   */
  void record(Recorder recorder, int member, boolean accumulate) {
    int replicas = c.shape().replicas();
    int first = 0;
    while (first < replicas) {
      int last = first;
      while (last + 1 < replicas
          && distance(a, last, member) == distance(a, first, member)
          && distance(b, last, member) == distance(b, first, member)) {
        last++;
      }
      recorder.multiply(product(first, last - first + 1, member, accumulate, recorder.origin()));
      first = last + 1;
    }
  }

  private Product product(int first, int count, int member, boolean accumulate, String origin) {
    return new Product(
        c.shape().rows(),
        c.shape().columns(),
        transposedA ? a.shape().rows() : a.shape().columns(),
        new Factor(address(a, first, member), stride(a, first, member, count), transposedA),
        new Factor(address(b, first, member), stride(b, first, member, count), transposedB),
        new Factor(
            DeviceStorage.address(c) + first * c.replicaStride() * Float.BYTES,
            c.replicaStride(),
            false),
        count,
        accumulate,
        origin);
  }

  private int replica(Tensor operand, int replica, int member) {
    return operand.shape().replicaFor(replica * group() + member, of);
  }

  private int distance(Tensor operand, int replica, int member) {
    return replica(operand, replica + 1, member) - replica(operand, replica, member);
  }

  private long address(Tensor operand, int replica, int member) {
    long elements = replica(operand, replica, member) * operand.replicaStride();
    return DeviceStorage.address(operand) + elements * Float.BYTES;
  }

  private long stride(Tensor operand, int first, int member, int count) {
    return count == 1 ? 0 : distance(operand, first, member) * operand.replicaStride();
  }
}
