package dev.credence.backend.cuda.driver;

import java.nio.ByteBuffer;

/**
 * One kernel launch with everything it needs.
 *
 * @param arguments direct, native byte order
 * @param offsets where in {@code arguments} each argument begins
 * @param sizes bytes of each argument
 * @param origin the operation with its shapes, for error messages
 */
public record Launch(
    Kernel kernel, Grid grid, ByteBuffer arguments, int[] offsets, int[] sizes, String origin)
    implements Work {}
