package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.SI;

import dev.credence.noise.Shuffle;
import dev.credence.noise.Words;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector twin of {@link Shuffle}: many positions at a time. Each round of cycle walking permutes
 * all positions that still fall outside [0, n) and keeps those that still do for the next.
 */
final class VectorOrder {
  /** Multipliers of Appleby's finaliser. */
  private static final int MIX_1 = 0x85EBCA6B;

  private static final int MIX_2 = 0xC2B2AE35;

  private final int n;
  private final int halfBits;
  private final int[] keys = new int[Shuffle.ROUNDS + 1];
  private final int[] values;
  private final int[] lefts;
  private final int[] rights;
  private final int[] places;

  /** An order of {@code n} rows, asked for at most {@code most} positions at a time. */
  VectorOrder(int n, int most) {
    this.n = n;
    int bits = 32 - Integer.numberOfLeadingZeros(n - 1);
    this.halfBits = Math.max(1, bits + 1 >>> 1);
    this.values = new int[Lanes.padded(most)];
    this.lefts = new int[values.length];
    this.rights = new int[values.length];
    this.places = new int[most];
  }

  /** Chooses the permutation of an epoch. */
  void rekey(long seed, int stream, int epoch, int replica) {
    Words.fill(seed, stream, epoch, replica, 0, keys, 0, keys.length);
  }

  /** Writes the rows at {@code count} consecutive positions of the order. */
  void rows(int firstPosition, int count, int[] out, int outOff) {
    for (int i = 0; i < count; i++) {
      values[i] = firstPosition + i;
      places[i] = outOff + i;
    }
    int outside = count;
    while (outside > 0) {
      permute(Lanes.padded(outside));
      int left = 0;
      for (int i = 0; i < outside; i++) {
        int value = values[i];
        int place = places[i];
        out[place] = value < 2 && n > 1 ? value ^ keys[Shuffle.ROUNDS] & 1 : value;
        values[left] = value;
        places[left] = place;
        left += Integer.compareUnsigned(value, n) >= 0 ? 1 : 0;
      }
      outside = left;
    }
  }

  private void permute(int count) {
    split(count);
    for (int round = 0; round < Shuffle.ROUNDS; round += 2) {
      twoRounds(keys[round], keys[round + 1], count);
    }
    join(count);
  }

  private void split(int count) {
    int mask = (1 << halfBits) - 1;
    for (int i = 0; i < count; i += L) {
      IntVector x = IntVector.fromArray(SI, values, i);
      x.lanewise(VectorOperators.LSHR, halfBits).intoArray(lefts, i);
      x.and(mask).intoArray(rights, i);
    }
  }

  /** Two Feistel rounds: left = left ^ mix(right + key), right = right ^ mix(left + next key). */
  private void twoRounds(int key, int nextKey, int count) {
    int shift = 32 - halfBits;
    for (int i = 0; i < count; i += L) {
      IntVector right = IntVector.fromArray(SI, rights, i);
      IntVector z = right.add(key);
      z = z.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, z).mul(MIX_1);
      z = z.lanewise(VectorOperators.LSHR, 13).lanewise(VectorOperators.XOR, z).mul(MIX_2);
      z = z.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, z);
      IntVector left =
          IntVector.fromArray(SI, lefts, i)
              .lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, shift));
      left.intoArray(lefts, i);
      IntVector w = left.add(nextKey);
      w = w.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, w).mul(MIX_1);
      w = w.lanewise(VectorOperators.LSHR, 13).lanewise(VectorOperators.XOR, w).mul(MIX_2);
      w = w.lanewise(VectorOperators.LSHR, 16).lanewise(VectorOperators.XOR, w);
      right
          .lanewise(VectorOperators.XOR, w.lanewise(VectorOperators.LSHR, shift))
          .intoArray(rights, i);
    }
  }

  private void join(int count) {
    for (int i = 0; i < count; i += L) {
      IntVector left = IntVector.fromArray(SI, lefts, i);
      left.lanewise(VectorOperators.LSHL, halfBits)
          .or(IntVector.fromArray(SI, rights, i))
          .intoArray(values, i);
    }
  }
}
