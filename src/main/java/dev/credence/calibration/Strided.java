package dev.credence.calibration;

/** Takes columns of the engine's float32 buffers into double precision. */
public final class Strided {
  private Strided() {}

  /** Every {@code stride}-th value from {@code offset} on. */
  public static double[] column(float[] values, int offset, int stride, int count) {
    double[] column = new double[count];
    copy(values, offset, stride, column, count);
    return column;
  }

  /** As {@link #column}, into the first {@code count} places of an existing array. */
  public static void copy(float[] values, int offset, int stride, double[] target, int count) {
    for (int i = 0; i < count; i++) {
      target[i] = values[offset + i * stride];
    }
  }
}
