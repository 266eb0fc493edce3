package dev.credence.tensor;

/** Where an arena gets its memory from. */
public interface Allocator {
  /** Returns zeroed storage for a tensor of this shape; the name is for error messages. */
  Storage allocate(String name, Shape shape);

  /** Takes back storage that {@link #allocate} returned. */
  void release(Storage storage);
}
