package dev.credence.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Named tensors and a text map in the safetensors layout (8-byte length, JSON header, raw
 * little-endian numbers), readable by any safetensors library. Our own metadata are {@code format},
 * {@code format_version} and {@code sha256}, which covers all other metadata, every descriptor and
 * every number. Immutable; the same content always gives the same bytes.
 */
public final class TensorFile {
  /** The value of {@code format} in files of ours. */
  public static final String FORMAT = "credence";

  /** The newest {@code format_version} this code reads, and the one it writes. */
  public static final int VERSION = 1;

  static final String FORMAT_KEY = "format";
  static final String VERSION_KEY = "format_version";
  static final String CHECKSUM_KEY = "sha256";

  private final String source;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  TensorFile(String source, Map<String, String> metadata, Map<String, Tensor> tensors) {
    this.source = source;
    this.metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    this.tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads and checks a whole file.
   *
   * @throws ModelFileException with one sentence, whatever is wrong with the file
   */
  public static TensorFile read(Path path) {
    String source = path.toString();
    if (Files.isDirectory(path)) {
      throw new ModelFileException(source + " is a directory, not a model file");
    }
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      return read(channel, source);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(source + " does not exist", e);
    } catch (AccessDeniedException e) {
      throw new ModelFileException(source + " cannot be read: permission denied", e);
    } catch (IOException e) {
      throw new ModelFileException(source + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads from a channel; {@code source} names it in messages. */
  public static TensorFile read(SeekableByteChannel channel, String source) throws IOException {
    return new TensorFileReader(channel, source).read();
  }

  /**
   * Replaces a file as a whole.
   *
   * @throws OutputException with one sentence when it cannot be written
   */
  public void write(Path path) {
    AtomicFile.write(path, this::writeTo);
  }

  /** Writes the bytes of the file. */
  public void writeTo(OutputStream out) throws IOException {
    TensorFileWriter.write(this, out);
  }

  /** The text map, without the three entries of the format itself. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * One entry of the text map.
   *
   * @throws ModelFileException when it is missing
   */
  public String metadata(String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new ModelFileException(source + " lacks the metadata entry '" + key + "'");
    }
    return value;
  }

  /** Names of the tensors, sorted. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Type of a tensor; like every access by name it throws when the tensor is missing. */
  public TensorType type(String name) {
    return tensor(name).type();
  }

  /** Lengths of the axes, empty for a single number. */
  public int[] shape(String name) {
    return tensor(name).shape().clone();
  }

  /**
   * A copy of an F32 tensor, row-major.
   *
   * @throws ModelFileException when it is missing or of another type
   */
  public float[] floats(String name) {
    ByteBuffer data = data(name, TensorType.F32);
    float[] values = new float[data.remaining() / Float.BYTES];
    data.asFloatBuffer().get(values);
    return values;
  }

  /** {@link #floats(String)} of exactly the given shape. */
  public float[] floats(String name, int[] shape) {
    requireShape(name, shape);
    return floats(name);
  }

  /** A copy of an F64 tensor, row-major. */
  public double[] doubles(String name) {
    ByteBuffer data = data(name, TensorType.F64);
    double[] values = new double[data.remaining() / Double.BYTES];
    data.asDoubleBuffer().get(values);
    return values;
  }

  /** {@link #doubles(String)} of exactly the given shape. */
  public double[] doubles(String name, int[] shape) {
    requireShape(name, shape);
    return doubles(name);
  }

  /** A copy of an I32 tensor, row-major. */
  public int[] ints(String name) {
    ByteBuffer data = data(name, TensorType.I32);
    int[] values = new int[data.remaining() / Integer.BYTES];
    data.asIntBuffer().get(values);
    return values;
  }

  /** {@link #ints(String)} of exactly the given shape. */
  public int[] ints(String name, int[] shape) {
    requireShape(name, shape);
    return ints(name);
  }

  /** Tensors in the order of the file. */
  List<Tensor> inFileOrder() {
    return tensors.values().stream().sorted(Tensor.FILE_ORDER).toList();
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelFileException(source + " lacks the tensor '" + name + "'");
    }
    return tensor;
  }

  private ByteBuffer data(String name, TensorType wanted) {
    Tensor tensor = tensor(name);
    if (tensor.type() != wanted) {
      throw new ModelFileException(
          source + ": tensor '" + name + "' is " + tensor.type() + " where " + wanted + " belongs");
    }
    return ByteBuffer.wrap(tensor.data()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void requireShape(String name, int[] shape) {
    int[] actual = tensor(name).shape();
    if (!Arrays.equals(actual, shape)) {
      throw new ModelFileException(
          source
              + ": tensor '"
              + name
              + "' has the shape "
              + Arrays.toString(actual)
              + " where "
              + Arrays.toString(shape)
              + " belongs");
    }
  }

  /** Collects content; values are copied. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, Tensor> tensors = new TreeMap<>();

    private Builder() {}

    /** Adds one text entry; the three keys of the format itself are taken. */
    public Builder metadata(String key, String value) {
      if (Set.of(FORMAT_KEY, VERSION_KEY, CHECKSUM_KEY).contains(key)) {
        throw new IllegalArgumentException("the metadata key '" + key + "' belongs to the format");
      }
      requireShort(key);
      if (value == null || metadata.put(key, value) != null) {
        throw new IllegalArgumentException("metadata entry '" + key + "' is null or given twice");
      }
      return this;
    }

    /** Adds an F32 tensor, row-major; no shape means a single number. */
    public Builder tensor(String name, float[] values, int... shape) {
      ByteBuffer data = buffer(name, TensorType.F32, values.length, shape);
      data.asFloatBuffer().put(values);
      return add(name, TensorType.F32, shape, data);
    }

    /** Adds an F64 tensor, row-major. */
    public Builder tensor(String name, double[] values, int... shape) {
      ByteBuffer data = buffer(name, TensorType.F64, values.length, shape);
      data.asDoubleBuffer().put(values);
      return add(name, TensorType.F64, shape, data);
    }

    /** Adds an I32 tensor, row-major. */
    public Builder tensor(String name, int[] values, int... shape) {
      ByteBuffer data = buffer(name, TensorType.I32, values.length, shape);
      data.asIntBuffer().put(values);
      return add(name, TensorType.I32, shape, data);
    }

    public TensorFile build() {
      return new TensorFile("this model", metadata, tensors);
    }

    private static ByteBuffer buffer(String name, TensorType type, int count, int[] shape) {
      long size = 1;
      for (int length : shape) {
        size = length < 0 ? -1 : Math.multiplyExact(size, (long) length);
      }
      if (size != count || shape.length > TensorHeader.MOST_AXES) {
        throw new IllegalArgumentException(
            "tensor '" + name + "': " + count + " values do not fill " + Arrays.toString(shape));
      }
      return ByteBuffer.allocate(Math.multiplyExact(count, type.bytes()))
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    private Builder add(String name, TensorType type, int[] shape, ByteBuffer data) {
      requireShort(name);
      boolean reserved = name.equals(TensorHeader.METADATA);
      Tensor tensor = new Tensor(name, type, shape.clone(), data.array());
      if (reserved || tensors.put(name, tensor) != null) {
        throw new IllegalArgumentException("tensor name '" + name + "' is reserved or given twice");
      }
      return this;
    }

    private static void requireShort(String name) {
      if (name.length() > TensorHeader.LONGEST_NAME) {
        throw new IllegalArgumentException(
            "a name of " + name.length() + " characters exceeds " + TensorHeader.LONGEST_NAME);
      }
    }
  }
}
