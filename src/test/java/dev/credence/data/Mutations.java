package dev.credence.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded damage to files: bit flips, cuts, lying length fields, digits, splices. */
public final class Mutations {
  private static final long[] LIES = {
    0,
    1,
    -1,
    7,
    255,
    65_535,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 31,
    1L << 32,
    1L << 40,
    16 << 20,
    (16 << 20) + 1
  };

  private final SplittableRandom random;

  public Mutations(long seed) {
    random = new SplittableRandom(seed);
  }

  /** One to three kinds of damage to one of the originals. */
  public byte[] next(List<byte[]> originals) {
    byte[] bytes = pick(originals).clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      bytes = damaged(bytes, originals);
    }
    return bytes;
  }

  private byte[] damaged(byte[] bytes, List<byte[]> originals) {
    if (bytes.length == 0) {
      return pick(originals).clone();
    }
    int at = position(bytes.length);
    switch (random.nextInt(7)) {
      case 0:
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
      case 1:
        return Arrays.copyOf(bytes, at);
      case 2:
        return lie(bytes, at);
      case 3:
        return digits(bytes, at);
      case 4: // a piece of some file over a place in this one
        byte[] other = pick(originals);
        int from = position(other.length);
        int count = Math.min(random.nextInt(64), Math.min(other.length - from, bytes.length - at));
        System.arraycopy(other, from, bytes, at, count);
        return bytes;
      case 5: // a piece cut out
        int end = Math.min(bytes.length, at + 1 + random.nextInt(32));
        return joined(bytes, at, bytes, end);
      default: // a piece repeated
        return joined(bytes, Math.min(bytes.length, at + random.nextInt(200)), bytes, at);
    }
  }

  private byte[] lie(byte[] bytes, int at) {
    ByteBuffer buffer =
        ByteBuffer.allocate(8)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
            .putLong(0, LIES[random.nextInt(LIES.length)]);
    int width = Math.min(1 << random.nextInt(4), bytes.length - at);
    System.arraycopy(buffer.array(), 0, bytes, at, width);
    return bytes;
  }

  /** Turns a run of decimal digits, where there is one from here on, into a longer number. */
  private byte[] digits(byte[] bytes, int at) {
    int start = at;
    while (start < bytes.length && (bytes[start] < '0' || bytes[start] > '9')) {
      start++;
    }
    byte[] number = Long.toString(random.nextLong() >> random.nextInt(64)).getBytes();
    byte[] head = Arrays.copyOf(bytes, start);
    return joined(joined(head, start, number, 0), start + number.length, bytes, start);
  }

  /** Lengths and headers are at the ends, so half of the places are near one. */
  private int position(int length) {
    int near = Math.min(length, 64);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(near);
      case 1 -> length - 1 - random.nextInt(near);
      default -> random.nextInt(length);
    };
  }

  private byte[] pick(List<byte[]> originals) {
    return originals.get(random.nextInt(originals.size()));
  }

  private static byte[] joined(byte[] head, int headEnd, byte[] tail, int tailStart) {
    byte[] out = Arrays.copyOf(head, headEnd + tail.length - tailStart);
    System.arraycopy(tail, tailStart, out, headEnd, tail.length - tailStart);
    return out;
  }
}
