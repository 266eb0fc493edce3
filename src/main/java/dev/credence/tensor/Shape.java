package dev.credence.tensor;

/**
 * Extent of a tensor: (replicas, rows, columns), row-major, each at least 1.
 *
 * @param replicas leading axis: weight samples, ensemble members, chains or scan points
 * @param rows examples of an activation, inputs of a weight matrix, 1 for a vector
 * @param columns features of an activation, outputs of a weight matrix
 */
public record Shape(int replicas, int rows, int columns) {
  /** The shape of one number. */
  public static final Shape SCALAR = new Shape(1, 1, 1);

  public Shape {
    if (replicas < 1 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "every axis of a shape must be at least 1, not (%d, %d, %d)"
              .formatted(replicas, rows, columns));
    }
  }

  /** A shape with one replica. */
  public static Shape of(int rows, int columns) {
    return new Shape(1, rows, columns);
  }

  /** Number of elements of one replica. */
  public long matrixElements() {
    return (long) rows * columns;
  }

  /** Number of elements of all replicas. */
  public long elements() {
    return Math.multiplyExact(replicas, matrixElements());
  }

  /** Whether an operand of this shape can serve a result with {@code of} replicas. */
  public boolean broadcastsTo(int of) {
    return of % replicas == 0;
  }

  /**
   * Which replica of this operand serves replica {@code r} of a result with {@code of} replicas.
   */
  public int replicaFor(int r, int of) {
    return (int) ((long) r * replicas / of);
  }

  @Override
  public String toString() {
    return replicas == 1
        ? "(%d, %d)".formatted(rows, columns)
        : "(%d, %d, %d)".formatted(replicas, rows, columns);
  }
}
