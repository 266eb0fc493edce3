package dev.credence.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Reads an NPZ archive: a zip of NPY arrays, stored or deflated. Entries are streamed and checked
 * by their CRC; the directory at the end is only counted, so that a file cut between two entries is
 * not taken for a whole one. What all entries unpack to is bounded, whatever they claim.
 */
final class NpzReader {
  /** An archive may unpack to this many times its size, or to the floor, whichever is more. */
  private static final long EXPANSION = 256;

  private static final long EXPANSION_FLOOR = 1 << 24;

  private static final int END_RECORD = 22;
  private static final int END_SIGNATURE = 0x06054b50;

  private NpzReader() {}

  static boolean recognises(byte[] head) {
    return head.length >= 4
        && head[0] == 'P'
        && head[1] == 'K'
        && (head[2] == 3 && head[3] == 4 || head[2] == 5 && head[3] == 6);
  }

  static Table read(SeekableByteChannel channel, String source) throws IOException {
    long size = channel.size();
    int promised = entryCount(channel, source);
    List<Column> columns = new ArrayList<>();
    int entries = 0;
    channel.position(0);
    Bounded unpacked = new Bounded(Math.max(EXPANSION_FLOOR, EXPANSION * size), source);
    try (ZipInputStream zip = new ZipInputStream(Channels.newInputStream(channel))) {
      unpacked.in = zip;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String file = entry.getName();
        if (!file.endsWith(".npy")) {
          throw new DataException(source + " holds " + Quoted.of(file) + ", which is no NPY array");
        }
        String name = file.substring(0, file.length() - ".npy".length());
        columns.addAll(
            NpyReader.readNamed(
                unpacked, unpacked.left, name, source + ", array " + Quoted.of(name)));
        entries++;
        if (columns.size() > TextRows.MOST_COLUMNS) {
          throw new DataException(
              source + " holds more than " + TextRows.MOST_COLUMNS + " columns");
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      // IllegalArgumentException: how the JDK reports an entry name that is not UTF-8.
      throw new DataException(source + " is a damaged NPZ archive: " + e.getMessage(), e);
    }
    if (entries != promised) {
      throw new DataException(
          source
              + " is a damaged NPZ archive: its directory lists "
              + promised
              + " arrays, but "
              + entries
              + " are there");
    }
    return new Table(source, columns, null);
  }

  /** The number of entries by the end record, which a comment of up to 65535 bytes may follow. */
  private static int entryCount(SeekableByteChannel channel, String source) throws IOException {
    long size = channel.size();
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, END_RECORD + 0xFFFF));
    tail.order(ByteOrder.LITTLE_ENDIAN);
    channel.position(size - tail.capacity());
    while (tail.hasRemaining() && channel.read(tail) >= 0) {}
    for (int at = tail.position() - END_RECORD; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_RECORD + (tail.getShort(at + 20) & 0xFFFF) == tail.position()) {
        return tail.getShort(at + 10) & 0xFFFF;
      }
    }
    throw new DataException(source + " is a truncated NPZ archive: its directory is missing");
  }

  /** Counts what the archive unpacks to and stops at the limit. */
  private static final class Bounded extends InputStream {
    private InputStream in;
    private long left;
    private final String source;

    Bounded(long limit, String source) {
      this.left = limit;
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw new DataException(source + " unpacks to more than " + EXPANSION + " times its size");
      }
      return count;
    }
  }
}
