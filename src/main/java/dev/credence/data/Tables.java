package dev.credence.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a table from a file of any kind we know, recognised by content, then by its name. */
public final class Tables {
  private static final int HEAD = 4096;

  private Tables() {}

  /**
   * CSV with a header, a white-space separated table without one (columns c0, c1, ...), NPY
   * (columns c0, c1, ...) or NPZ (a 1-D array is a column, a 2-D array NAME gives NAME_0, NAME_1,
   * ...). A text file is CSV when it is named {@code .csv} or its first line has a comma.
   *
   * @throws DataException for every file that is none of these, with one sentence
   */
  public static Table read(Path path) {
    String source = path.toString();
    if (Files.isDirectory(path)) {
      throw new DataException(source + " is a directory, not a file");
    }
    if (Files.notExists(path)) {
      throw new DataException(source + " does not exist");
    }
    if (!Files.isRegularFile(path)) {
      throw new DataException(source + " is not a regular file");
    }
    try {
      return read(path, source);
    } catch (UncheckedIOException e) {
      throw unreadable(source, e.getCause());
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static Table read(Path path, String source) throws IOException {
    String name = source.toLowerCase(Locale.ROOT);
    byte[] head;
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      head = head(channel);
      if (head.length == 0) {
        throw new DataException(source + " is empty");
      }
      if (NpyReader.recognises(head)) {
        return NpyReader.read(Channels.newInputStream(channel), channel.size(), source);
      }
      if (NpzReader.recognises(head)) {
        return NpzReader.read(channel, source);
      }
    }
    for (String kind : new String[] {"npy", "npz"}) {
      if (name.endsWith("." + kind)) {
        throw new DataException(source + " does not begin like an " + kind.toUpperCase() + " file");
      }
    }
    for (byte b : head) {
      if (b == 0) {
        throw new DataException(
            source + " is a binary file that is neither NPY nor NPZ, and CSV or columns are text");
      }
    }
    boolean csv = name.endsWith(".csv") || firstLine(path).indexOf(',') >= 0;
    return csv ? CsvRows.read(path, source) : BlankSeparatedRows.read(path, source);
  }

  private static byte[] head(SeekableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(HEAD, channel.size()));
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    channel.position(0);
    byte[] head = new byte[buffer.position()];
    buffer.flip().get(head);
    return head;
  }

  private static String firstLine(Path path) throws IOException {
    try (BufferedReader reader = text(path)) {
      String line = reader.readLine();
      while (line != null && (line.isBlank() || line.startsWith("#"))) {
        line = reader.readLine();
      }
      return line == null ? "" : line;
    }
  }

  /** Strict UTF-8 after an optional byte-order mark. */
  static BufferedReader text(Path path) throws IOException {
    BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8);
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private static DataException unreadable(String source, IOException e) {
    if (e instanceof CharacterCodingException) {
      return new DataException(source + " is not UTF-8 text", e);
    }
    String reason = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return new DataException(source + " cannot be read: " + reason, e);
  }
}
