package dev.credence.tensor;

/**
 * A named float32 region of an arena, row-major within a replica. Consecutive replicas lie {@link
 * #replicaStride()} elements apart, so a tensor can be one parameter within a block that holds all
 * parameters of every replica.
 */
public final class Tensor {
  private final String name;
  private final Shape shape;
  private final Arena arena;
  private final Memory memory;
  private final long offset;
  private final long replicaStride;
  private final boolean temporary;

  Tensor(
      String name,
      Shape shape,
      Arena arena,
      Memory memory,
      long offset,
      long replicaStride,
      boolean temporary) {
    this.name = name;
    this.shape = shape;
    this.arena = arena;
    this.memory = memory;
    this.offset = offset;
    this.replicaStride = replicaStride;
    this.temporary = temporary;
  }

  public String name() {
    return name;
  }

  public Shape shape() {
    return shape;
  }

  /** Storage of the tensor; an error once its arena is closed. */
  public Storage storage() {
    arena.checkOpen(name);
    return memory.storage();
  }

  /**
   * Whether the contents last only until the next operation of a program has read them, so that a
   * backend that combines the two need not write them: see {@link Temporaries}.
   */
  public boolean isTemporary() {
    return temporary;
  }

  /** Whether this tensor lies in the same allocation as another. */
  public boolean sharesMemory(Tensor other) {
    return memory == other.memory;
  }

  /** Name of the backend that holds the tensor. */
  public String device() {
    return storage().device();
  }

  /** Distance in elements between the same element of consecutive replicas. */
  public long replicaStride() {
    return replicaStride;
  }

  /** Whether all elements form one run, replica after replica. */
  public boolean isContiguous() {
    return shape.replicas() == 1 || replicaStride == shape.matrixElements();
  }

  /** Storage index of the first element of replica {@code r}. */
  public long offset(int r) {
    return offset + r * replicaStride;
  }

  /** Storage index of the replica that serves replica {@code r} of a result with {@code of}. */
  public long offset(int r, int of) {
    return offset(shape.replicaFor(r, of));
  }

  /**
   * A tensor of {@code shape} that starts {@code start} elements into every replica of this one.
   * Shares the memory.
   */
  public Tensor slice(String sliceName, long start, Shape sliceShape) {
    if (sliceShape.replicas() != shape.replicas()
        || start < 0
        || start + sliceShape.matrixElements() > shape.matrixElements()) {
      throw new IllegalArgumentException(
          "%s %s at element %d does not fit into %s %s [%s]"
              .formatted(sliceName, sliceShape, start, name, shape, device()));
    }
    return new Tensor(
        sliceName, sliceShape, arena, memory, offset + start, replicaStride, temporary);
  }

  /** One replica of this tensor as a tensor of its own. Shares the memory. */
  public Tensor replica(int r) {
    if (r < 0 || r >= shape.replicas()) {
      throw new IllegalArgumentException(
          "%s %s has no replica %d [%s]".formatted(name, shape, r, device()));
    }
    Shape matrix = Shape.of(shape.rows(), shape.columns());
    return new Tensor(name, matrix, arena, memory, offset(r), replicaStride, temporary);
  }

  /** Copies all elements out, replica after replica. */
  public float[] toArray() {
    float[] values = new float[Math.toIntExact(shape.elements())];
    read(values);
    return values;
  }

  /** Copies all elements into the start of {@code target}. */
  public void read(float[] target) {
    int n = Math.toIntExact(shape.matrixElements());
    for (int r = 0; r < shape.replicas(); r++) {
      storage().read(offset(r), target, r * n, n);
    }
  }

  /** Sets all elements from the start of {@code source}. */
  public void write(float[] source) {
    if (source.length < shape.elements()) {
      throw new IllegalArgumentException(
          "%s %s cannot be filled from %d numbers [%s]"
              .formatted(name, shape, source.length, device()));
    }
    int n = Math.toIntExact(shape.matrixElements());
    for (int r = 0; r < shape.replicas(); r++) {
      storage().write(offset(r), source, r * n, n);
    }
  }

  /** The only element of a scalar, or the first of any tensor. */
  public float item() {
    float[] value = new float[1];
    storage().read(offset, value, 0, 1);
    return value[0];
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
