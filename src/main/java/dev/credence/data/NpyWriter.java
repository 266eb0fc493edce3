package dev.credence.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes float32 or float64 arrays as NPY version 1, byte for byte as NumPy does. */
public final class NpyWriter {
  private static final int BLOCK = 1 << 13;

  private NpyWriter() {}

  /** (rows, columns) row-major float32. */
  public static void write(OutputStream out, float[] values, int rows, int columns)
      throws IOException {
    header(out, "<f4", values.length, rows, columns);
    ByteBuffer block = ByteBuffer.allocate(4 * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += BLOCK) {
      int count = Math.min(BLOCK, values.length - from);
      block.clear().asFloatBuffer().put(values, from, count);
      out.write(block.array(), 0, 4 * count);
    }
  }

  /** (rows, columns) row-major float64. */
  public static void write(OutputStream out, double[] values, int rows, int columns)
      throws IOException {
    header(out, "<f8", values.length, rows, columns);
    ByteBuffer block = ByteBuffer.allocate(8 * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += BLOCK) {
      int count = Math.min(BLOCK, values.length - from);
      block.clear().asDoubleBuffer().put(values, from, count);
      out.write(block.array(), 0, 8 * count);
    }
  }

  private static void header(OutputStream out, String type, int length, int rows, int columns)
      throws IOException {
    if ((long) rows * columns != length) {
      throw new IllegalArgumentException(
          "shape (" + rows + ", " + columns + ") does not match " + length + " values");
    }
    String dictionary =
        "{'descr': '"
            + type
            + "', 'fortran_order': False, 'shape': ("
            + rows
            + ", "
            + columns
            + "), }";
    // NumPy leaves room for the first axis to grow to 21 digits, then aligns to 64 bytes.
    int room = dictionary.length() + 21 - Integer.toString(rows).length();
    int padded = (10 + room + 1 + 63) / 64 * 64 - 10;
    String header = dictionary + " ".repeat(padded - 1 - dictionary.length()) + "\n";
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(padded & 0xFF);
    out.write(padded >> 8);
    out.write(header.getBytes(StandardCharsets.US_ASCII));
  }
}
