package dev.credence.backend.cuda.driver;

/**
 * Plain matrix products {@code c = a b} or {@code c += a b}, one for each of {@code batch} triples
 * of row-major matrices whose rows follow each other without gaps.
 *
 * @param rows of c
 * @param columns of c
 * @param inner columns of a, rows of b
 * @param a what is multiplied from the left
 * @param b what is multiplied from the right
 * @param c the result, never transposed
 * @param batch number of products
 * @param accumulate whether to add to what c holds
 * @param precision what factors are rounded to
 * @param origin the operation with its shapes, for error messages
 */
public record Product(
    int rows,
    int columns,
    int inner,
    Factor a,
    Factor b,
    Factor c,
    int batch,
    boolean accumulate,
    Precision precision,
    String origin)
    implements Work {
  /**
   * A matrix of each product.
   *
   * @param address on the device, of the first
   * @param stride elements from one to the next; 0 where all are the same
   * @param transposed whether the transpose of what lies in memory is meant
   */
  public record Factor(long address, long stride, boolean transposed) {}
}
