package dev.credence.backend.cuda.driver;

import java.nio.FloatBuffer;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * Copies between arrays and the device through two chunks of pinned memory: while the device moves
 * one, the processor fills or empties the other. Not thread-safe; the context must be current.
 */
final class Staging implements AutoCloseable {
  private static final int CHUNK = 1 << 20; // floats, 4 MiB

  private final CUstream stream;
  private final PinnedMemory memory = new PinnedMemory(2L * CHUNK * Float.BYTES);
  private final FloatBuffer floats = memory.bytes().asFloatBuffer();
  private final CUevent[] moved = {new CUevent(), new CUevent()};

  Staging(CUstream stream) {
    this.stream = stream;
    for (CUevent event : moved) {
      Status.check(
          JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING),
          () -> "an event");
    }
  }

  /**
   * Copies to the device in order with all other work; {@code source} is free again on return.
   *
   * @return the status of the first call that failed, or success
   */
  int write(long address, float[] source, int offset, int count) {
    int status = 0;
    for (int done = 0, chunk = 0; done < count && status == 0; done += CHUNK, chunk ^= 1) {
      int size = Math.min(CHUNK, count - done);
      // The device may still be reading what was written here two chunks ago, or in an earlier
      // call.
      status = JCudaDriver.cuEventSynchronize(moved[chunk]);
      if (status == 0) {
        floats.put(chunk * CHUNK, source, offset + done, size);
        status =
            JCudaDriver.cuMemcpyHtoDAsync(
                new DeviceAddress(address + (long) done * Float.BYTES),
                memory.at((long) chunk * CHUNK * Float.BYTES),
                (long) size * Float.BYTES,
                stream);
      }
      if (status == 0) {
        status = JCudaDriver.cuEventRecord(moved[chunk], stream);
      }
    }
    return status;
  }

  /**
   * Copies from the device after all work given before.
   *
   * @return the status of the first call that failed, or success
   */
  int read(long address, float[] target, int offset, int count) {
    int status = request(address, 0, count);
    for (int done = 0, chunk = 0; done < count && status == 0; done += CHUNK, chunk ^= 1) {
      if (done + CHUNK < count) {
        status = request(address, done + CHUNK, count);
      }
      if (status == 0) {
        status = JCudaDriver.cuEventSynchronize(moved[chunk]);
      }
      if (status == 0) {
        floats.get(chunk * CHUNK, target, offset + done, Math.min(CHUNK, count - done));
      }
    }
    return status;
  }

  private int request(long address, int done, int count) {
    int chunk = done / CHUNK & 1;
    int status =
        JCudaDriver.cuMemcpyDtoHAsync(
            memory.at((long) chunk * CHUNK * Float.BYTES),
            new DeviceAddress(address + (long) done * Float.BYTES),
            (long) Math.min(CHUNK, count - done) * Float.BYTES,
            stream);
    return status == 0 ? JCudaDriver.cuEventRecord(moved[chunk], stream) : status;
  }

  @Override
  public void close() {
    for (CUevent event : moved) {
      JCudaDriver.cuEventDestroy(event);
    }
    memory.close();
  }
}
