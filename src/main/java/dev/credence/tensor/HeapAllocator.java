package dev.credence.tensor;

/** Allocates Java arrays; the garbage collector takes them back. */
public final class HeapAllocator implements Allocator {
  private final String device;

  /** An allocator whose storages carry the given backend name. */
  public HeapAllocator(String device) {
    this.device = device;
  }

  @Override
  public Storage allocate(String name, Shape shape) {
    long elements = shape.elements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s %s is larger than a Java array [%s]".formatted(name, shape, device));
    }
    return new HeapStorage(device, (int) elements);
  }

  @Override
  public void release(Storage storage) {}
}
