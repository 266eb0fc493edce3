package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Driver;
import java.util.ArrayList;
import java.util.List;

/**
 * Device memory that one operation after another uses: operations run in order, so all may use the
 * same. Blocks never move once their address is part of a launch. What is kept belongs to one
 * operation for good.
 */
final class Scratch implements AutoCloseable {
  private static final long ALIGNMENT = 64; // elements; 256 bytes

  private record Block(long address, long elements) {}

  private final Driver driver;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Block> kept = new ArrayList<>();
  private int current;
  private long used;

  Scratch(Driver driver) {
    this.driver = driver;
  }

  /** Frees everything for the next operation. */
  void reset() {
    current = 0;
    used = 0;
  }

  /** The address of {@code elements} floats for an operation. */
  long take(long elements, String origin) {
    long size = (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    while (current < blocks.size() && used + size > blocks.get(current).elements) {
      current++;
      used = 0;
    }
    if (current == blocks.size()) {
      blocks.add(new Block(driver.allocate(size * Float.BYTES, "scratch of " + origin), size));
      used = 0;
    }
    long address = blocks.get(current).address + used * Float.BYTES;
    used += size;
    return address;
  }

  /** The address of {@code elements} words, zero at first, that no other operation uses. */
  long keep(long elements, String origin) {
    Block block =
        new Block(driver.allocate(elements * Float.BYTES, "counters of " + origin), elements);
    kept.add(block);
    return block.address;
  }

  @Override
  public void close() {
    blocks.forEach(block -> driver.free(block.address));
    kept.forEach(block -> driver.free(block.address));
    blocks.clear();
    kept.clear();
  }
}
