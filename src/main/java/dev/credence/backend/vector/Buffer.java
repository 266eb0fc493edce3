package dev.credence.backend.vector;

/** Numbers that one stage leaves to a later one; the array exists once the program is compiled. */
final class Buffer {
  private int size;
  private float[] data;

  Buffer(int size) {
    this.size = size;
  }

  void grow(int atLeast) {
    size = Math.max(size, atLeast);
  }

  void allocate() {
    data = new float[size];
  }

  float[] data() {
    return data;
  }
}
