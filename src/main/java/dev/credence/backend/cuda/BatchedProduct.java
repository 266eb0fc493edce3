package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Product;
import dev.credence.backend.cuda.driver.Product.Factor;

/**
 * c = a b for every replica of c, where operands with fewer replicas serve several.
 *
 * @param a (A, m, k), or (A, k, m) where transposed
 * @param b (B, k, n), or (B, n, k) where transposed
 * @param c (C, m, n)
 * @param of replicas of the program's result, a multiple of A, B and C
 */
record BatchedProduct(
    DeviceMatrix a,
    boolean transposedA,
    DeviceMatrix b,
    boolean transposedB,
    DeviceMatrix c,
    int of) {

  /** Replicas of the program's result for each replica of c. */
  int group() {
    return of / c.replicas();
  }

  /**
   * Records the product of member {@code member} of each replica's group. The library takes many
   * products at once where their operands lie at equal distances: as few calls as that allows.
   */
  void record(Recorder recorder, int member, boolean accumulate) {
    int replicas = c.replicas();
    int first = 0;
    while (first < replicas) {
      int last = first;
      while (last + 1 < replicas
          && distance(a, last, member) == distance(a, first, member)
          && distance(b, last, member) == distance(b, first, member)) {
        last++;
      }
      recorder.multiply(product(first, last - first + 1, member, accumulate, recorder));
      first = last + 1;
    }
  }

  private Product product(int first, int count, int member, boolean accumulate, Recorder recorder) {
    return new Product(
        c.rows(),
        c.columns(),
        transposedA ? a.rows() : a.columns(),
        new Factor(address(a, first, member), stride(a, first, member, count), transposedA),
        new Factor(address(b, first, member), stride(b, first, member, count), transposedB),
        new Factor(c.address() + first * c.stride() * Float.BYTES, c.stride(), false),
        count,
        accumulate,
        recorder.tiling().precision(),
        recorder.origin());
  }

  private int replica(DeviceMatrix operand, int replica, int member) {
    return (replica * group() + member) / (of / operand.replicas());
  }

  private int distance(DeviceMatrix operand, int replica, int member) {
    return replica(operand, replica + 1, member) - replica(operand, replica, member);
  }

  private long address(DeviceMatrix operand, int replica, int member) {
    return operand.address() + replica(operand, replica, member) * operand.stride() * Float.BYTES;
  }

  private long stride(DeviceMatrix operand, int first, int member, int count) {
    return count == 1 ? 0 : distance(operand, first, member) * operand.stride();
  }
}
