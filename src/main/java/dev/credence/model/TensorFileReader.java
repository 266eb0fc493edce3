package dev.credence.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a {@link TensorFile}, believing no length before it is held against the file's size. */
final class TensorFileReader {
  private static final int PREFIX = 8;
  private static final int LARGEST = Integer.MAX_VALUE - 8; // longest array of a usual JVM

  private final SeekableByteChannel channel;
  private final String source;

  TensorFileReader(SeekableByteChannel channel, String source) {
    this.channel = channel;
    this.source = source;
  }

  TensorFile read() throws IOException {
    long size = channel.size();
    if (size < PREFIX) {
      throw fault("is truncated: it has " + size + " bytes");
    }
    long headerLength = ByteBuffer.wrap(bytes(PREFIX)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerLength < 2 || headerLength > Math.min(size - PREFIX, TensorHeader.LONGEST)) {
      throw fault(
          "is no model file or is truncated: it claims a header of "
              + Long.toUnsignedString(headerLength)
              + " bytes in a file of "
              + size);
    }
    TensorHeader header = header(bytes((int) headerLength));
    requireFormat(header.metadata);
    List<Placed> placed = placed(header, size - PREFIX - headerLength);

    Map<String, Tensor> tensors = new HashMap<>();
    Checksum checksum = new Checksum(header.metadata);
    for (Placed place : placed) {
      Tensor tensor = new Tensor(place.name, place.type, place.shape, bytes(place.length()));
      checksum.add(tensor);
      tensors.put(place.name, tensor);
    }
    if (!checksum.hex().equals(header.metadata.get(TensorFile.CHECKSUM_KEY))) {
      throw fault("is damaged: its content does not match its checksum");
    }
    Map<String, String> metadata = new TreeMap<>(header.metadata);
    metadata.remove(TensorFile.FORMAT_KEY);
    metadata.remove(TensorFile.VERSION_KEY);
    metadata.remove(TensorFile.CHECKSUM_KEY);
    return new TensorFile(source, metadata, tensors);
  }

  private TensorHeader header(byte[] bytes) throws IOException {
    try {
      return TensorHeader.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw fault("has a malformed header: it is not UTF-8 text");
    } catch (JsonProcessingException e) {
      throw fault("has a malformed header: " + e.getOriginalMessage());
    }
  }

  private void requireFormat(Map<String, String> metadata) {
    if (!TensorFile.FORMAT.equals(metadata.get(TensorFile.FORMAT_KEY))) {
      throw fault("holds tensors, but is not a Credence model file");
    }
    String version = metadata.getOrDefault(TensorFile.VERSION_KEY, "");
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw fault("has no readable format version");
    }
    if (Integer.parseInt(version) > TensorFile.VERSION) {
      throw fault(
          "has format version "
              + version
              + ", but this Credence reads versions up to "
              + TensorFile.VERSION
              + ": use a newer one");
    }
  }

  /** A tensor whose type, shape and place agree with each other. */
  private record Placed(String name, TensorType type, int[] shape, long begin, long end) {
    int length() {
      return (int) (end - begin);
    }
  }

  /** Checks every descriptor, and that together they cover the data exactly once, in file order. */
  private List<Placed> placed(TensorHeader header, long dataLength) {
    List<Placed> placed = new ArrayList<>();
    header.tensors.forEach((name, declared) -> placed.add(placed(name, declared, dataLength)));
    placed.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
    long covered = 0;
    for (Placed tensor : placed) {
      if (tensor.begin != covered) {
        throw fault("has a gap or an overlap in front of tensor " + quoted(tensor.name));
      }
      covered = tensor.end;
    }
    if (covered != dataLength) {
      throw fault(
          "is truncated or damaged: it holds "
              + dataLength
              + " bytes of numbers where its header describes "
              + covered);
    }
    return placed;
  }

  private Placed placed(String name, TensorHeader.Declared declared, long dataLength) {
    String tensor = "has a bad tensor " + quoted(name) + ": ";
    if (declared.unknownField != null) {
      throw fault(tensor + "the field " + quoted(declared.unknownField) + " is unknown");
    }
    if (declared.dtype == null || declared.shape == null || declared.offsets == null) {
      throw fault(tensor + "dtype, shape and data_offsets are all needed");
    }
    TensorType type = type(tensor, declared.dtype);
    if (declared.offsets.size() != 2) {
      throw fault(tensor + "data_offsets must be a begin and an end");
    }
    long begin = declared.offsets.get(0);
    long end = declared.offsets.get(1);
    if (begin < 0 || end < begin || end > dataLength) {
      throw fault(
          tensor
              + "its bytes "
              + begin
              + " to "
              + end
              + " are not within the "
              + dataLength
              + " of the file");
    }
    int[] shape = new int[declared.shape.size()];
    long bytes = type.bytes();
    for (int i = 0; i < shape.length; i++) {
      long length = declared.shape.get(i);
      // Each product stays below 2^31 * 2^31, so it cannot overflow before it is refused.
      bytes = length < 0 || length > LARGEST ? Long.MAX_VALUE : bytes * length;
      if (bytes > LARGEST) {
        throw fault(tensor + "the shape " + declared.shape + " is too large");
      }
      shape[i] = (int) length;
    }
    if (bytes != end - begin) {
      throw fault(
          tensor
              + "the shape "
              + declared.shape
              + " of "
              + type
              + " needs "
              + bytes
              + " bytes, not "
              + (end - begin));
    }
    return new Placed(name, type, shape, begin, end);
  }

  private TensorType type(String tensor, String dtype) {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw fault(tensor + "the type " + quoted(dtype) + " is none of F32, F64, I32");
  }

  private byte[] bytes(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw fault("is truncated");
      }
    }
    return buffer.array();
  }

  private ModelFileException fault(String problem) {
    return new ModelFileException(source + " " + problem.replaceAll("[\\p{Cntrl}\\s]+", " "));
  }

  private static String quoted(String text) {
    return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "'";
  }
}
