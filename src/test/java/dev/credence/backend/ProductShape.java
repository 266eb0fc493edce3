package dev.credence.backend;

import java.util.List;

/**
 * Sizes of one matrix product.
 *
 * @param replicas of the result
 * @param xReplicas of the inputs
 * @param wReplicas of the weights
 * @param bReplicas of the bias
 */
record ProductShape(
    int replicas, int xReplicas, int wReplicas, int bReplicas, int rows, int inputs, int outputs) {

  /** One replica: 1, tile - 1, tile, tile + 1 and primes on each axis. */
  static final List<ProductShape> SIZES =
      List.of(
          single(1, 1, 1),
          single(1, 1, 64),
          single(64, 1, 1),
          single(1, 64, 1),
          single(3, 5, 7),
          single(7, 3, 5),
          single(16, 16, 16),
          single(17, 16, 15),
          single(15, 17, 31),
          single(33, 31, 17),
          single(31, 33, 64),
          single(64, 64, 33),
          single(13, 29, 97),
          single(65, 63, 65));

  /** Every way in which operands are shared by groups of replicas. */
  static final List<ProductShape> SHARING =
      List.of(
          new ProductShape(2, 1, 2, 2, 7, 5, 17),
          new ProductShape(3, 3, 1, 1, 17, 16, 33),
          new ProductShape(6, 2, 3, 1, 5, 7, 9),
          new ProductShape(6, 6, 2, 2, 16, 3, 15),
          new ProductShape(5, 1, 1, 5, 4, 6, 31),
          new ProductShape(4, 4, 4, 4, 3, 17, 16),
          new ProductShape(6, 3, 6, 2, 1, 5, 1),
          new ProductShape(6, 1, 6, 3, 33, 4, 17),
          new ProductShape(4, 2, 1, 4, 9, 31, 5),
          // Few outputs or inputs, more rows than one chunk of a sum takes.
          new ProductShape(4, 4, 2, 1, 33, 70, 3),
          single(45, 130, 2),
          single(300, 77, 3),
          single(530, 20, 1),
          single(300, 3, 77));

  private static ProductShape single(int rows, int inputs, int outputs) {
    return new ProductShape(1, 1, 1, 1, rows, inputs, outputs);
  }

  @Override
  public String toString() {
    String product = rows + "x" + inputs + "x" + outputs;
    return replicas == 1
        ? product
        : "%s replicas %d of %d, %d, %d"
            .formatted(product, replicas, xReplicas, wReplicas, bReplicas);
  }
}
