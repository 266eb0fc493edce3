package dev.credence.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A number type of an NPY array. Whole numbers beyond 2^53 are rounded to the nearest double.
 *
 * @param code kind and size, such as f8
 * @param bytes size of one number
 * @param order byte order of the file
 */
record NpyType(String code, int bytes, ByteOrder order) {

  static NpyType of(String descr, String source) {
    if (descr.matches("[<>|=][fiub][1248]")) {
      String code = descr.substring(1);
      ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      switch (code) {
        case "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1" -> {
          return new NpyType(code, code.charAt(1) - '0', order);
        }
        default -> {}
      }
    }
    throw new DataException(
        source
            + " holds numbers of type "
            + Quoted.of(descr)
            + ", but only float32, float64, integers and booleans can be read");
  }

  /** Whether float32 holds every value exactly. */
  boolean isSingle() {
    return code.equals("f4") || bytes <= 2;
  }

  /** The number at a byte offset of a buffer in this type's order. */
  double at(ByteBuffer buffer, int offset) {
    return switch (code) {
      case "f4" -> buffer.getFloat(offset);
      case "f8" -> buffer.getDouble(offset);
      case "i1" -> buffer.get(offset);
      case "i2" -> buffer.getShort(offset);
      case "i4" -> buffer.getInt(offset);
      case "i8" -> buffer.getLong(offset);
      case "u1" -> buffer.get(offset) & 0xFF;
      case "u2" -> buffer.getShort(offset) & 0xFFFF;
      case "u4" -> buffer.getInt(offset) & 0xFFFF_FFFFL;
      case "u8" -> unsigned(buffer.getLong(offset));
      default -> buffer.get(offset) == 0 ? 0 : 1;
    };
  }

  /** Halving keeps the sticky bit, so the one rounding of the conversion is the only one. */
  private static double unsigned(long bits) {
    return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
  }
}
