package dev.credence.tensor;

/** Storage in a Java array: what the scalar and vector backends compute on. */
public final class HeapStorage implements Storage {
  private final String device;
  private final float[] array;

  HeapStorage(String device, int size) {
    this.device = device;
    this.array = new float[size];
  }

  /** The array itself, for kernels; never for callers outside a backend. */
  public float[] array() {
    return array;
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public long size() {
    return array.length;
  }

  @Override
  public void read(long offset, float[] target, int targetOffset, int count) {
    System.arraycopy(array, Math.toIntExact(offset), target, targetOffset, count);
  }

  @Override
  public void write(long offset, float[] source, int sourceOffset, int count) {
    System.arraycopy(source, sourceOffset, array, Math.toIntExact(offset), count);
  }
}
