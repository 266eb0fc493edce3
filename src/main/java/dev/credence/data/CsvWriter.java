package dev.credence.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes numeric columns as CSV with a header, row by row: UTF-8, LF, numbers in Java's shortest
 * decimal form that reads back as the same float or double. Whoever owns the stream makes the file
 * appear as a whole. Not thread-safe.
 */
public final class CsvWriter implements Closeable {
  private final de.siegmar.fastcsv.writer.CsvWriter csv;
  private final int width;
  private final String[] fields;

  /** Writes the header. */
  public CsvWriter(OutputStream out, List<String> names) throws IOException {
    width = names.size();
    fields = new String[width];
    csv =
        de.siegmar.fastcsv.writer.CsvWriter.builder()
            .lineDelimiter(de.siegmar.fastcsv.writer.LineDelimiter.LF)
            .build(out, StandardCharsets.UTF_8);
    names.toArray(fields);
    write();
  }

  /** One row of float32 values, one per column, starting at {@code offset}. */
  public void row(float[] values, int offset) throws IOException {
    for (int k = 0; k < width; k++) {
      fields[k] = Float.toString(values[offset + k]);
    }
    write();
  }

  /** One row of float64 values, one per column, starting at {@code offset}. */
  public void row(double[] values, int offset) throws IOException {
    for (int k = 0; k < width; k++) {
      fields[k] = Double.toString(values[offset + k]);
    }
    write();
  }

  private void write() throws IOException {
    try {
      csv.writeRecord(fields);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Flushes and closes the stream. */
  @Override
  public void close() throws IOException {
    csv.close();
  }
}
