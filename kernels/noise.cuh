// Counter-based noise: every value is a pure function of (seed, stream, step, replica, element), bit
// for bit what dev.credence.noise computes; NoiseLayout and BoxMuller there explain layout and
// accuracy. Only operations that round once stand here, and none may be contracted.
#pragma once

#include "device.cuh"

// Places of the words of the step state; dev.credence.backend.StepState.
enum StepWord { SEED_LOW, SEED_HIGH, STEP, FIRST_REPLICA, LEARNING_RATE, KL_SCALE };

/** Given numbers, or the number of a stream to draw from. */
struct Noise {
  const float* given;   // null: drawn from the stream
  long long stride;     // between replicas of the given numbers
  int replicas;         // of the given numbers
  unsigned stream;
};

/** All that a noise value depends on besides replica and element. */
struct NoiseKey {
  unsigned k0;
  unsigned k1;
  unsigned step;
  unsigned stream;
  unsigned first_replica;
};

DEVICE NoiseKey noise_key(const unsigned* state, unsigned stream) {
  return NoiseKey{state[SEED_LOW], state[SEED_HIGH], state[STEP], stream, state[FIRST_REPLICA]};
}

/** Philox4x32-10 (Salmon et al. 2011). */
DEVICE uint4 philox(unsigned c0, unsigned c1, unsigned c2, unsigned c3, unsigned k0, unsigned k1) {
#pragma unroll
  for (int round = 0; round < 10; round++) {
    // One wide multiplication gives both halves of a product.
    unsigned long long product0 = 0xD2511F53ull * c0;
    unsigned long long product1 = 0xCD9E8D57ull * c2;
    c0 = (unsigned)(product1 >> 32) ^ c1 ^ k0;
    c1 = (unsigned)product1;
    c2 = (unsigned)(product0 >> 32) ^ c3 ^ k1;
    c3 = (unsigned)product0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return make_uint4(c0, c1, c2, c3);
}

/** Number of the block that holds an element. */
DEVICE long long noise_block(long long element) { return (element >> 6) * 16 + (element & 15); }

/** Which of the block's four words is the element. */
DEVICE int noise_word(long long element) { return (int)(element >> 4) & 3; }

/** The four words of a block: elements i, i + 16, i + 32 and i + 48 of a group of 64. */
DEVICE uint4 noise_words(const NoiseKey& key, int replica, long long block) {
  unsigned c1 = (key.first_replica + replica) | (unsigned)(block >> 32) << 24;
  return philox((unsigned)block, c1, key.step, key.stream, key.k0, key.k1);
}

/** The word of one element. */
DEVICE unsigned noise_at(const NoiseKey& key, int replica, long long element) {
  uint4 words = noise_words(key, replica, noise_block(element));
  int word = noise_word(element);
  unsigned low = word & 1 ? words.y : words.x;
  unsigned high = word & 1 ? words.w : words.z;
  return word & 2 ? high : low;
}

/** A whole number of magnitude below 2^22 as a float: exact, and cheaper than a conversion. */
DEVICE float small_float(int value) {
  return __fadd_rn(__int_as_float(0x4B400000 + value), -0x1.8p23f);
}

/** sqrt(-2 log u), u = (w + 1/2) / 2^32. */
DEVICE float box_muller_radius(unsigned word) {
  const unsigned one = 0x3F800000u;
  unsigned upper = (unsigned)((int)word >> 31);
  float t = __fmaf_rn(__int2float_rn((int)(word ^ upper)), 0x1p-32f, 0x1p-33f);
  float sign = __uint_as_float(__float_as_uint(t) | (word & 0x80000000u));
  float u = __fadd_rn(sign, __uint_as_float(upper & one));
  int exponent = (int)(__float_as_uint(u) - 0x3F3504F3u) >> 23;
  unsigned scale = one - ((unsigned)exponent << 23);
  float base = __fadd_rn(__uint_as_float(upper & scale), -1.0f);
  float f = __fmaf_rn(sign, __uint_as_float(scale), base);
  float p = __fmaf_rn(-0x1.7685dep-3f, f, 0x1.2cb56ep-2f);
  p = __fmaf_rn(p, f, -0x1.317110p-2f);
  p = __fmaf_rn(p, f, 0x1.51fb44p-2f);
  p = __fmaf_rn(p, f, -0x1.98b556p-2f);
  p = __fmaf_rn(p, f, 0x1.000f00p-1f);
  p = __fmaf_rn(p, f, -0x1.55579ap-1f);
  p = __fmaf_rn(p, f, 0x1.ffffc8p-1f);
  float tail = __fmaf_rn(__fmul_rn(f, f), p, __fmul_rn(-2.0f, f));
  return __fsqrt_rn(__fmaf_rn(small_float(exponent), -0x1.62e43p0f, tail));
}

/** Cosine and sine of an angle word. */
DEVICE float2 box_muller_angle(unsigned word) {
  float t = __fmaf_rn(__int2float_rn((int)(word & 0x1FFFFFFFu)), 0x1p-29f, 0x1p-30f);
  float x = __fmul_rn(t, t);
  float s = __fmaf_rn(-0x1.33198ep-15f, x, 0x1.4680a4p-9f);
  s = __fmaf_rn(s, x, -0x1.4abc24p-4f);
  s = __fmul_rn(t, __fmaf_rn(s, x, 0x1.921fb6p-1f));
  float c = __fmaf_rn(0x1.d4f478p-19f, x, -0x1.55b2b2p-12f);
  c = __fmaf_rn(c, x, 0x1.03c1b0p-6f);
  c = __fmaf_rn(c, x, -0x1.3bd3ccp-2f);
  c = __fmaf_rn(c, x, 1.0f);
  bool mirrored = word & 0x20000000u;
  unsigned cosine = __float_as_uint(mirrored ? s : c) ^ (word & 0x80000000u);
  unsigned sine = __float_as_uint(mirrored ? c : s) ^ (word << 1 & 0x80000000u);
  return make_float2(__uint_as_float(cosine), __uint_as_float(sine));
}

/** The four normals of a block: elements i, i + 16, i + 32 and i + 48 of a group of 64. */
DEVICE float4 block_normals(const NoiseKey& key, int replica, long long block) {
  uint4 words = noise_words(key, replica, block);
  float r0 = box_muller_radius(words.x);
  float2 a0 = box_muller_angle(words.y);
  float r1 = box_muller_radius(words.z);
  float2 a1 = box_muller_angle(words.w);
  return make_float4(__fmul_rn(r0, a0.x), __fmul_rn(r0, a0.y), __fmul_rn(r1, a1.x),
                     __fmul_rn(r1, a1.y));
}

/** The normal of one element. */
DEVICE float normal_at(const NoiseKey& key, int replica, long long element) {
  uint4 words = noise_words(key, replica, noise_block(element));
  int word = noise_word(element);
  float radius = box_muller_radius(word & 2 ? words.z : words.x);
  float2 angle = box_muller_angle(word & 2 ? words.w : words.y);
  return __fmul_rn(radius, word & 1 ? angle.y : angle.x);
}

/** (k + 1/2) / 2^23, k the upper 23 bits of a word. */
DEVICE float word_uniform(unsigned word) {
  // 1 + k / 2^23 is exact, and so is the difference.
  return __fadd_rn(__uint_as_float(0x3F800000u | word >> 9), -0x1.fffffep-1f);
}

/** The uniform of one element. */
DEVICE float uniform_at(const NoiseKey& key, int replica, long long element) {
  return word_uniform(noise_at(key, replica, element));
}

/** 32 signs of a row, columns 32 `chunk` to 32 `chunk` + 31; a set bit means -1. */
DEVICE unsigned sign_word(const NoiseKey& key, int replica, long long row, int chunk, int columns) {
  return noise_at(key, replica, row * ((columns + 31) >> 5) + chunk);
}

/** `value` with the sign of one column of a sign word. */
DEVICE float flip(float value, unsigned word, int column) {
  return __uint_as_float(__float_as_uint(value) ^ (word << (31 - (column & 31)) & 0x80000000u));
}

/** Given numbers of the replica that serves replica `r` of `of`. */
DEVICE const float* given_replica(const Noise& noise, int r, int of) {
  return noise.given + (long long)(r / (of / noise.replicas)) * noise.stride;
}
