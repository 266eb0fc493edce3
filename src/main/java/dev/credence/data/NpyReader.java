package dev.credence.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reads an NPY array of one or two axes, C or Fortran order, into columns. Memory grows with the
 * bytes that are really there: a header cannot make it allocate more.
 */
final class NpyReader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int BLOCK = 1 << 15;

  private final InputStream in;
  private final String source;
  private NpyType type;

  private NpyReader(InputStream in, String source) {
    this.in = in;
    this.source = source;
  }

  static boolean recognises(byte[] head) {
    return head.length >= MAGIC.length
        && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** A whole file as a table, columns c0, c1, ...; {@code length} is the size of the file. */
  static Table read(InputStream in, long length, String source) throws IOException {
    NpyReader reader = new NpyReader(in, source);
    Array array = reader.header(length);
    if (array.headerBytes + array.dataBytes != length) {
      throw new DataException(
          source
              + " holds "
              + (length - array.headerBytes)
              + " bytes of numbers where its header promises "
              + array.dataBytes);
    }
    return new Table(source, reader.columns(array, Header::numbered), null);
  }

  /**
   * One array of an archive: NAME for one axis, NAME_0, NAME_1, ... for two.
   *
   * @param limit most bytes the array may unpack to
   */
  static List<Column> readNamed(InputStream in, long limit, String name, String source)
      throws IOException {
    NpyReader reader = new NpyReader(in, source);
    Array array = reader.header(limit);
    List<Column> columns = reader.columns(array, k -> array.isVector ? name : name + "_" + k);
    if (in.read() >= 0) {
      throw new DataException(source + " holds more numbers than its header promises");
    }
    return columns;
  }

  private record Array(
      int rows,
      int columns,
      boolean isVector,
      boolean byColumn,
      long headerBytes,
      long dataBytes) {}

  /** Everything up to the numbers; sizes are checked against {@code limit} bytes. */
  private Array header(long limit) throws IOException {
    byte[] start = exactly(MAGIC.length + 2);
    int version = start[MAGIC.length];
    if (!recognises(start) || version < 1 || version > 3) {
      throw new DataException(source + " is not an NPY array of version 1, 2 or 3");
    }
    ByteBuffer size = ByteBuffer.wrap(exactly(version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = version == 1 ? size.getShort() & 0xFFFF : size.getInt() & 0xFFFF_FFFFL;
    if (headerLength > LONGEST_HEADER) {
      throw new DataException(source + " claims an NPY header of " + headerLength + " bytes");
    }
    NpyHeader header = NpyHeader.parse(exactly((int) headerLength), source);
    type = NpyType.of(header.descr(), source);
    List<Long> shape = header.shape();
    if (shape.isEmpty() || shape.size() > 2) {
      throw new DataException(
          source + " has " + shape.size() + " axes where a table has one or two");
    }
    long rows = shape.get(0);
    long columns = shape.size() == 1 ? 1 : shape.get(1);
    if (rows == 0 || columns == 0) {
      throw new DataException(source + " holds no rows");
    }
    if (rows > Integer.MAX_VALUE - 8 || columns > TextRows.MOST_COLUMNS) {
      throw new DataException(source + " has the shape " + shape + ", which is too large");
    }
    long headerBytes = start.length + size.capacity() + headerLength;
    long dataBytes = rows * columns * type.bytes(); // < 2^31 * 2^16 * 8: no overflow
    if (dataBytes > limit - headerBytes) {
      throw new DataException(
          source
              + " promises "
              + dataBytes
              + " bytes of numbers where at most "
              + Math.max(0, limit - headerBytes)
              + " can follow");
    }
    boolean byColumn = shape.size() == 1 || header.fortranOrder();
    return new Array(
        (int) rows, (int) columns, shape.size() == 1, byColumn, headerBytes, dataBytes);
  }

  private List<Column> columns(Array array, IntFunction<String> names) throws IOException {
    List<Column> columns = new ArrayList<>();
    if (array.byColumn) {
      for (int k = 0; k < array.columns; k++) {
        columns.add(filled(1, array.rows).get(0).build(names.apply(k)));
      }
    } else {
      for (NumberBuilder column : filled(array.columns, array.rows)) {
        columns.add(column.build(names.apply(columns.size())));
      }
    }
    return columns;
  }

  /** Reads rows of {@code width} numbers, block by block, and deals them to as many builders. */
  private List<NumberBuilder> filled(int width, int rows) throws IOException {
    List<NumberBuilder> builders = new ArrayList<>();
    int rowBytes = width * type.bytes();
    int count;
    for (int row = 0; row < rows; row += count) {
      count = Math.min(Math.max(1, BLOCK / rowBytes), rows - row);
      ByteBuffer block = ByteBuffer.wrap(exactly(count * rowBytes)).order(type.order());
      while (builders.size() < width) { // not before a whole row has arrived
        builders.add(new NumberBuilder(rows, type.isSingle()));
      }
      int offset = 0;
      for (int i = 0; i < count; i++) {
        for (NumberBuilder builder : builders) {
          builder.add(type.at(block, offset));
          offset += type.bytes();
        }
      }
    }
    return builders;
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count); // allocates as bytes arrive
    if (bytes.length < count) {
      throw new DataException(source + " is truncated");
    }
    return bytes;
  }
}
