package dev.credence.tensor;

/** What the tensors of one allocation share. Memory for temporaries is taken on first use. */
final class Memory {
  private final Arena arena;
  private final String name;
  private final Shape shape;
  private Storage storage;

  /** Memory that holds a tensor of this shape and has not been taken yet. */
  Memory(Arena arena, String name, Shape shape) {
    this.arena = arena;
    this.name = name;
    this.shape = shape;
  }

  Storage storage() {
    if (storage == null) {
      storage = arena.take(name, shape);
    }
    return storage;
  }
}
