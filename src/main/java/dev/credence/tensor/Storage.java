package dev.credence.tensor;

/** A contiguous run of float32 numbers on one device. Offsets and counts are in elements. */
public interface Storage {
  /** Name of the backend that owns the memory, for error messages. */
  String device();

  /** Number of elements. */
  long size();

  /** Copies {@code count} elements from the device into {@code target}. */
  void read(long offset, float[] target, int targetOffset, int count);

  /** Copies {@code count} elements from {@code source} to the device. */
  void write(long offset, float[] source, int sourceOffset, int count);
}
