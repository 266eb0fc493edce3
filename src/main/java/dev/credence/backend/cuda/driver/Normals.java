package dev.credence.backend.cuda.driver;

/** A library that draws standard normals into memory of a device. */
public interface Normals {
  /**
   * Normals that are drawn into the same memory again and again.
   *
   * @param address of the first on the device, a multiple of 256
   * @param count even
   * @param origin the operation that needs them, with its shapes, for error messages
   * @throws IllegalArgumentException where the count is odd
   */
  Target into(long address, long count, String origin);

  /** Memory for normals. */
  interface Target {
    /**
     * Draws the normals of a seed, in order with all other work; need not wait for them. The same
     * seed gives the same numbers.
     *
     * @throws DeviceException that names the operation
     */
    void draw(long seed);
  }
}
