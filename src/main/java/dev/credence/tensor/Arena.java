package dev.credence.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory with a scope: tensors allocated here live until the arena closes. Not thread-safe while
 * allocating; the tensors may be used from any thread.
 */
public final class Arena implements AutoCloseable {
  private final Allocator allocator;
  private final List<Storage> storages = new ArrayList<>();
  private long elements;
  private boolean closed;

  /** An empty arena over the memory of one backend. */
  public Arena(Allocator allocator) {
    this.allocator = allocator;
  }

  /** A new tensor, filled with zeros. */
  public Tensor allocate(String name, Shape shape) {
    Memory memory = new Memory(this, name, shape);
    memory.storage();
    return new Tensor(name, shape, this, memory, 0, shape.matrixElements(), false);
  }

  /** A new tensor with the given contents. */
  public Tensor allocate(String name, Shape shape, float[] values) {
    Tensor tensor = allocate(name, shape);
    tensor.write(values);
    return tensor;
  }

  Storage take(String name, Shape shape) {
    checkOpen(name);
    Storage storage = allocator.allocate(name, shape);
    storages.add(storage);
    elements += shape.elements();
    return storage;
  }

  /** Bytes allocated so far. */
  public long bytes() {
    return elements * Float.BYTES;
  }

  void checkOpen(String name) {
    if (closed) {
      throw new IllegalStateException("tensor " + name + " is used after its arena was closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      storages.forEach(allocator::release);
      storages.clear();
    }
  }
}
