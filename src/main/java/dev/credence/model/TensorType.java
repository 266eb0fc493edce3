package dev.credence.model;

/** Number types of a {@link TensorFile}, by their safetensors names. */
public enum TensorType {
  F32(4),
  F64(8),
  I32(4);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one number. */
  public int bytes() {
    return bytes;
  }
}
