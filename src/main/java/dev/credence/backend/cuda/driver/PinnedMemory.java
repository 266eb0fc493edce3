package dev.credence.backend.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Host memory that the device reads and writes by itself. On every 64-bit system both see it at the
 * same address (unified virtual addressing).
 */
final class PinnedMemory implements AutoCloseable {
  private static final int PORTABLE_AND_MAPPED =
      JCudaDriver.CU_MEMHOSTALLOC_PORTABLE | JCudaDriver.CU_MEMHOSTALLOC_DEVICEMAP;

  private static final class Host extends Pointer {
    long number() {
      return getNativePointer();
    }
  }

  private final Host pointer = new Host();
  private final ByteBuffer bytes;

  /** Zeroed memory; the context must be current. */
  PinnedMemory(long size) {
    Status.check(
        JCudaDriver.cuMemHostAlloc(pointer, size, PORTABLE_AND_MAPPED),
        () -> "%,d bytes of pinned memory".formatted(size));
    bytes = pointer.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    byte[] zeros = new byte[(int) Math.min(size, 1 << 16)];
    for (int at = 0; at < size; at += zeros.length) {
      bytes.put(at, zeros, 0, (int) Math.min(zeros.length, size - at));
    }
  }

  /** Its contents. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Where it begins, for the host and the device. */
  long address() {
    return pointer.number();
  }

  /** A place in it, for the driver's calls. */
  Pointer at(long offset) {
    return pointer.withByteOffset(offset);
  }

  @Override
  public void close() {
    JCudaDriver.cuMemFreeHost(pointer);
  }
}
