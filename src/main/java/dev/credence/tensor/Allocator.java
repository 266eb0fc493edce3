package dev.credence.tensor;

/** Where an arena gets its memory from. */
public interface Allocator {
  /** Returns zeroed storage of at least {@code elements} elements. */
  Storage allocate(long elements);

  /** Takes back storage that {@link #allocate} returned. */
  void release(Storage storage);
}
