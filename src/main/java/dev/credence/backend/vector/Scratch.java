package dev.credence.backend.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts, while a program is compiled, the scratch memory it needs, and then allocates it. */
final class Scratch {
  private final List<Buffer> own = new ArrayList<>();
  private final List<Buffer> shared = new ArrayList<>();
  private final int workers;
  private int[] floatSizes = new int[0];
  private int[] intSizes = new int[0];

  Scratch(int workers) {
    this.workers = workers;
  }

  /** Number of threads. */
  int workers() {
    return workers;
  }

  /** A buffer of the caller's own. */
  Buffer buffer(long size) {
    Buffer buffer = new Buffer(checked(size));
    own.add(buffer);
    return buffer;
  }

  /** The buffer with this number, for what does not outlive the stages of one operation. */
  Buffer shared(int number, long size) {
    while (shared.size() <= number) {
      shared.add(new Buffer(0));
    }
    shared.get(number).grow(checked(size));
    return shared.get(number);
  }

  /** Asks for a number of floats per worker under a slot number, for use within one part. */
  void floats(int slot, long size) {
    if (slot >= floatSizes.length) {
      floatSizes = Arrays.copyOf(floatSizes, slot + 1);
    }
    floatSizes[slot] = Math.max(floatSizes[slot], checked(size));
  }

  /** Asks for a number of ints per worker under a slot number, for use within one part. */
  void ints(int slot, long size) {
    if (slot >= intSizes.length) {
      intSizes = Arrays.copyOf(intSizes, slot + 1);
    }
    intSizes[slot] = Math.max(intSizes[slot], checked(size));
  }

  /** Allocates everything. */
  Worker[] allocate() {
    own.forEach(Buffer::allocate);
    shared.forEach(Buffer::allocate);
    Worker[] result = new Worker[workers];
    for (int i = 0; i < workers; i++) {
      result[i] = new Worker(i, floatSizes, intSizes);
    }
    return result;
  }

  private static int checked(long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "an operation needs scratch memory of %d numbers, more than a Java array holds [vector]"
              .formatted(size));
    }
    return (int) size;
  }
}
