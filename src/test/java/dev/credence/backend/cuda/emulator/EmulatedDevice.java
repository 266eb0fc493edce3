package dev.credence.backend.cuda.emulator;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The native side of the emulated device: {@code native/emulator/jni.cpp}. */
final class EmulatedDevice {
  private static final Path LIBRARY =
      Path.of(System.getProperty("credence.emulator", "target/native/libcredence-emulator.so"));

  private EmulatedDevice() {}

  /** Why the library cannot be used; null where it can, and then it is loaded. */
  static synchronized String absence() {
    if (!Files.exists(LIBRARY)) {
      return "the emulated device is not built: " + LIBRARY + " needs g++ and make";
    }
    try {
      System.load(LIBRARY.toAbsolutePath().toString());
      return null;
    } catch (UnsatisfiedLinkError e) {
      return "the emulated device does not load: " + e.getMessage();
    }
  }

  static native long allocate(long bytes);

  static native void free(long address);

  static native void write(long address, float[] source, int offset, int count);

  static native void read(long address, float[] target, int offset, int count);

  static native void writeWord(long address, int word);

  /** One line for each kernel: name, threads, bytes of each parameter. */
  static native String kernels();

  /** A kernel by name; 0 where there is none. */
  static native long kernel(String name);

  /**
   * Runs a kernel; null, or one sentence on what is wrong. Of each region that it may touch:
   * address, stride in bytes, replicas, bytes of a replica, ordinal of the access.
   */
  static native String launch(
      long kernel,
      int x,
      int y,
      int z,
      int threads,
      int sharedBytes,
      ByteBuffer arguments,
      int[] offsets,
      int[] sizes,
      long[] regions);
}
