package dev.credence.backend.cuda.driver;

import java.nio.ByteBuffer;
import java.util.List;
import jcuda.Pointer;

/**
 * The arguments of all launches of a program in memory whose address is known, and for each launch
 * the table of pointers to them that the driver takes.
 */
final class ArgumentTables {
  private final PinnedMemory memory;
  private final Pointer[] tables;

  /** Bytes that the tables of a program take. */
  static long bytes(List<Work> work) {
    return work.stream().mapToLong(w -> w instanceof Launch launch ? bytes(launch) : 0).sum();
  }

  private static long bytes(Launch launch) {
    return values(launch) + (long) launch.offsets().length * Long.BYTES;
  }

  private static int values(Launch launch) {
    int last = launch.offsets().length - 1;
    return last < 0 ? 0 : (launch.offsets()[last] + launch.sizes()[last] + 7) / 8 * 8;
  }

  /** Writes the tables from {@code start} on, a multiple of 8. */
  ArgumentTables(List<Work> work, PinnedMemory memory, int start) {
    this.memory = memory;
    this.tables = new Pointer[work.size()];
    int at = start;
    for (int i = 0; i < tables.length; i++) {
      if (work.get(i) instanceof Launch launch) {
        tables[i] = write(launch, at);
        at += (int) bytes(launch);
      }
    }
  }

  private Pointer write(Launch launch, int at) {
    ByteBuffer values = launch.arguments().duplicate();
    int size = launch.offsets().length == 0 ? 0 : values(launch);
    values.clear();
    for (int i = 0; i < Math.min(size, values.capacity()); i++) {
      memory.bytes().put(at + i, values.get(i));
    }
    for (int i = 0; i < launch.offsets().length; i++) {
      memory
          .bytes()
          .putLong(at + size + i * Long.BYTES, memory.address() + at + launch.offsets()[i]);
    }
    return memory.at((long) at + size);
  }

  /** The table of the launch at one place of the program. */
  Pointer of(int index) {
    return tables[index];
  }
}
