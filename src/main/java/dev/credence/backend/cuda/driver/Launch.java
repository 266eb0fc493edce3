package dev.credence.backend.cuda.driver;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One kernel launch with everything it needs.
 *
 * @param arguments direct, native byte order
 * @param offsets where in {@code arguments} each argument begins
 * @param sizes bytes of each argument
 * @param origin the operation with its shapes, for error messages
 * @param regions all memory that it may touch; empty where that is not known
 */
public record Launch(
    Kernel kernel,
    Grid grid,
    ByteBuffer arguments,
    int[] offsets,
    int[] sizes,
    String origin,
    List<Region> regions)
    implements Work {
  /** A launch that may touch any memory. */
  public Launch(
      Kernel kernel, Grid grid, ByteBuffer arguments, int[] offsets, int[] sizes, String origin) {
    this(kernel, grid, arguments, offsets, sizes, origin, List.of());
  }
}
