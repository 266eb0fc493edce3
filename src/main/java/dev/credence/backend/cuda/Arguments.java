package dev.credence.backend.cuda;

import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The arguments of one launch, in the order of the kernel's parameters and laid out as its structs:
 * {@code Matrix} and {@code MatrixList} in {@code kernels/device.cuh}, {@code Noise} in {@code
 * kernels/noise.cuh}.
 */
final class Arguments {
  private static final int MATRIX_BYTES = 32;
  private static final int NOISE_BYTES = 24;
  private static final int LIST_BYTES = MatrixList.MOST * MATRIX_BYTES + Long.BYTES;

  private final StringBuilder letters = new StringBuilder();
  private ByteBuffer bytes = buffer(256);
  private int[] offsets = new int[0];
  private int[] sizes = new int[0];

  private static ByteBuffer buffer(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /** A tensor; null where an optional one is absent. */
  Arguments matrix(Tensor tensor) {
    return matrix(DeviceMatrix.of(tensor));
  }

  /** A gradient buffer; null where nobody needs it. */
  Arguments gradient(Gradient gradient) {
    return matrix(DeviceMatrix.of(gradient));
  }

  /** Tensors of several operations at once. */
  Arguments list(MatrixList list) {
    begin('L', LIST_BYTES);
    int end = bytes.position() + LIST_BYTES;
    list.matrices().forEach(this::put);
    bytes.position(end - Long.BYTES);
    bytes.putInt(list.matrices().size());
    bytes.position(end);
    return this;
  }

  /** Device memory seen as a tensor with contiguous replicas, for scratch. */
  Arguments matrix(long address, int replicas, int rows, int columns) {
    return matrix(new DeviceMatrix(address, (long) rows * columns, replicas, rows, columns, false));
  }

  Arguments matrix(DeviceMatrix m) {
    begin('M', MATRIX_BYTES);
    put(m);
    return this;
  }

  private void put(DeviceMatrix m) {
    bytes.putLong(m.address());
    bytes.putLong(m.stride());
    bytes.putInt(m.replicas());
    bytes.putInt(m.rows());
    bytes.putInt(m.columns());
    bytes.putInt(m.accumulate() ? 1 : 0);
  }

  /** Noise; null where none is needed. */
  Arguments noise(Noise noise) {
    begin('N', NOISE_BYTES);
    if (noise == null) {
      bytes.position(bytes.position() + NOISE_BYTES);
    } else if (noise instanceof Noise.Given given) {
      bytes.putLong(DeviceStorage.address(given.values()));
      bytes.putLong(given.values().replicaStride());
      bytes.putInt(given.values().shape().replicas());
      bytes.putInt(0);
    } else {
      bytes.putLong(0);
      bytes.putLong(0);
      bytes.putInt(0);
      bytes.putInt(((Noise.Stream) noise).id());
    }
    return this;
  }

  Arguments pointer(long address) {
    begin('p', Long.BYTES);
    bytes.putLong(address);
    return this;
  }

  Arguments longInteger(long value) {
    begin('l', Long.BYTES);
    bytes.putLong(value);
    return this;
  }

  Arguments integer(int value) {
    begin('i', Integer.BYTES);
    bytes.putInt(value);
    return this;
  }

  Arguments real(float value) {
    begin('f', Float.BYTES);
    bytes.putFloat(value);
    return this;
  }

  /** One letter an argument, as in the kernel's declaration. */
  String letters() {
    return letters.toString();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} each argument begins. */
  int[] offsets() {
    return offsets;
  }

  /** Bytes of each argument. */
  int[] sizes() {
    return sizes;
  }

  private void begin(char letter, int size) {
    letters.append(letter);
    int at = bytes.position();
    // A value begins at a multiple of its own alignment, which is 8 for the structs.
    int aligned = size >= Long.BYTES ? (at + 7) / 8 * 8 : at;
    if (aligned + size > bytes.capacity()) {
      bytes = buffer(2 * (aligned + size)).put(bytes.flip());
    }
    bytes.position(aligned);
    offsets = append(offsets, aligned);
    sizes = append(sizes, size);
  }

  private static int[] append(int[] list, int value) {
    int[] longer = Arrays.copyOf(list, list.length + 1);
    longer[list.length] = value;
    return longer;
  }
}
