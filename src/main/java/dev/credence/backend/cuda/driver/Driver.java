package dev.credence.backend.cuda.driver;

import java.util.List;

/**
 * The few calls that the backend needs of one device. Work runs in the order in which it was given.
 * Thread-safe.
 */
public interface Driver extends AutoCloseable {
  /** The device. */
  Device device();

  /**
   * Zeroed memory.
   *
   * @param purpose what it is for, with its shape, for error messages
   * @return its address on the device
   * @throws DeviceException where there is not enough
   */
  long allocate(long bytes, String purpose);

  /** Gives memory back. */
  void free(long address);

  /** Copies floats to the device; {@code source} may be changed once this returns. */
  void write(long address, float[] source, int offset, int count);

  /** Copies floats from the device after all work given before. */
  void read(long address, float[] target, int offset, int count);

  /**
   * Prepares work to run in order, again and again.
   *
   * @param stateAddress where the words of the step state lie on the device
   * @throws DeviceException where a kernel is missing
   */
  Replay prepare(List<Work> work, long stateAddress);

  /** The library that computes plain matrix products; null where there is none. */
  Blas blas();

  /**
   * The library that draws normals.
   *
   * @throws DeviceException where there is none, with the reason
   */
  Normals normals();

  /** Waits for all work given so far. */
  void synchronize();

  @Override
  void close();
}
