// The pseudo-random order of rows; dev.credence.noise.Shuffle, which explains it.
#pragma once

#include "noise.cuh"

/** Rounds of the Feistel network, and one key more for the last exchange. */
constexpr int SHUFFLE_ROUNDS = 12;
constexpr int SHUFFLE_KEYS = SHUFFLE_ROUNDS + 1;

/** One of the keys of an epoch's order, which does not depend on the first replica. */
DEVICE unsigned shuffle_key(const unsigned* state, unsigned stream, unsigned epoch, int replica,
                            int number) {
  NoiseKey key{state[SEED_LOW], state[SEED_HIGH], epoch, stream, 0};
  return noise_words(key, replica, number).x;
}

/** Half the bits of the smallest range 4^h, h >= 1, that holds `rows`. */
DEVICE int shuffle_half_bits(int rows) { return max(1, (33 - __clz(rows - 1)) >> 1); }

/** Appleby's 32-bit finaliser (MurmurHash3). */
DEVICE unsigned shuffle_mix(unsigned z) {
  z = (z ^ z >> 16) * 0x85EBCA6Bu;
  z = (z ^ z >> 13) * 0xC2B2AE35u;
  return z ^ z >> 16;
}

/** The row at a position of the order, both in [0, rows). */
DEVICE unsigned shuffled_row(SharedPointer<unsigned> keys, int rows, unsigned position) {
  int half = shuffle_half_bits(rows);
  unsigned mask = (1u << half) - 1;
  unsigned x = position;
  do {
    unsigned left = x >> half;
    unsigned right = x & mask;
    for (int round = 0; round < SHUFFLE_ROUNDS; round++) {
      unsigned next = left ^ shuffle_mix(right + keys[round]) >> (32 - half);
      left = right;
      right = next;
    }
    x = left << half | right;
  } while (x >= (unsigned)rows);
  return x < 2 && rows > 1 ? x ^ (keys[SHUFFLE_ROUNDS] & 1) : x;
}
