// CUDA without a GPU: what the kernels use of the language, for g++. A launch runs block after block;
// the threads of a block are fibers of one thread (fiber.cpp), or threads of their own where a race
// detector is to watch them (threads.cpp).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <type_traits>
#include <utility>

#include "block.h"
#include "registry.h"
#include "shared.h"

#define __device__
#define __host__
#define __forceinline__ inline
#define __restrict__ __restrict
#define __align__(n) alignas(n)

#define KERNEL(name, threads, ...)                                               \
  static void name(__VA_ARGS__);                                                 \
  static const emulator::Registration registration_of_##name(#name, threads, name); \
  static void name(__VA_ARGS__)
#define TILE_KERNEL(name, Shape, ...) KERNEL(name, Shape::THREADS, __VA_ARGS__)
#define LAUNCHED_SHARED(name, first, count)                                                    \
  static const emulator::SharedDeclaration declaration_of_##name{#name, __FILE__, __LINE__};  \
  emulator::SharedPointer<float> name =                                                       \
      emulator::launched_shared(&declaration_of_##name, first, count)
#define SHARED(type, name, count)                                                              \
  static const emulator::SharedDeclaration declaration_of_##name{#name, __FILE__, __LINE__};  \
  emulator::SharedPointer<type> name = emulator::shared<type>(&declaration_of_##name, count)

template <class T>
using SharedPointer = emulator::SharedPointer<T>;

template <class V>
inline V shared_load(SharedPointer<float> from) {
  return from.load<V>();
}
template <class V>
inline void shared_store(SharedPointer<float> to, V value) {
  to.store(value);
}

// Vectors of device memory: copied, so that g++ assumes nothing about their alignment.
template <class V>
inline V global_load(const float* from) {
  emulator::check_aligned(from, sizeof(V));
  V value;
  memcpy(&value, from, sizeof value);
  return value;
}
template <class V>
inline void global_store(float* to, V value) {
  emulator::check_aligned(to, sizeof(V));
  memcpy(to, &value, sizeof value);
}

using emulator::dim3;
#define threadIdx (emulator::self().thread)
#define blockIdx (emulator::self().block->index)
#define blockDim (emulator::self().block->threads)
#define gridDim (emulator::self().block->grid)
static const int warpSize = 32;

// A barrier knows where in the code it stands, so that threads that meet different ones are found.
#define __syncthreads() emulator::block_barrier(__FILE__, __LINE__)
#define __syncwarp(...) emulator::warp_barrier(__FILE__, __LINE__)
#define __threadfence() emulator::fence()
#define __threadfence_block() emulator::fence()
#define __threadfence_system() emulator::fence()

// Shuffles, among the 32 threads of a warp; every thread of the warp takes part.
template <class T>
inline T __shfl_sync(unsigned, T value, int lane, int width = 32) {
  int mine = emulator::self().lane();
  return emulator::exchange(value, (mine & ~(width - 1)) | (lane & (width - 1)));
}
template <class T>
inline T __shfl_xor_sync(unsigned, T value, int mask, int = 32) {
  return emulator::exchange(value, emulator::self().lane() ^ mask);
}
template <class T>
inline T __shfl_down_sync(unsigned, T value, unsigned delta, int width = 32) {
  int mine = emulator::self().lane();
  bool inside = (mine & (width - 1)) + (int)delta < width;
  return emulator::exchange(value, inside ? mine + (int)delta : mine);
}
inline unsigned __ballot_sync(unsigned, int predicate) {
  unsigned word = 0;
  for (int lane = 0; lane < 32; lane++) {
    word |= (emulator::exchange(predicate != 0, lane) ? 1u : 0u) << lane;
  }
  return word;
}

// Vector types
struct float2 { float x, y; };
struct alignas(16) float4 { float x, y, z, w; };
struct uint2 { unsigned x, y; };
struct alignas(16) uint4 { unsigned x, y, z, w; };
struct int2 { int x, y; };
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
inline int2 make_int2(int x, int y) { return {x, y}; }

// Arithmetic that rounds once
inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float a) { return sqrtf(a); }
inline float __frcp_rn(float a) { return 1.0f / a; }
inline float __int2float_rn(int a) { return (float)a; }
inline float __uint2float_rn(unsigned a) { return (float)a; }
inline float rsqrtf(float a) { return (float)(1.0 / sqrt((double)a)); }
inline float normcdff(float a) { return (float)(0.5 * erfc(-(double)a * M_SQRT1_2)); }
inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((uint64_t)a * b >> 32); }
inline float __uint_as_float(unsigned a) { float b; memcpy(&b, &a, sizeof b); return b; }
inline unsigned __float_as_uint(float a) { unsigned b; memcpy(&b, &a, sizeof b); return b; }
inline float __int_as_float(int a) { return __uint_as_float((unsigned)a); }
inline int __float_as_int(float a) { return (int)__float_as_uint(a); }
inline int __clz(int a) { return a == 0 ? 32 : __builtin_clz((unsigned)a); }
inline int __popc(unsigned a) { return __builtin_popcount(a); }
template <class T>
inline T __ldg(const T* from) { return *from; }
inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }
inline unsigned min(unsigned a, unsigned b) { return a < b ? a : b; }
inline unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }
inline long long min(long long a, long long b) { return a < b ? a : b; }
inline long long max(long long a, long long b) { return a > b ? a : b; }

// Atomics, on integers only
inline unsigned atomicAdd(unsigned* at, unsigned value) {
  return __atomic_fetch_add(at, value, __ATOMIC_SEQ_CST);
}
inline int atomicMax(int* at, int value) {
  int old = __atomic_load_n(at, __ATOMIC_SEQ_CST);
  while (old < value && !__atomic_compare_exchange_n(at, &old, value, false, __ATOMIC_SEQ_CST,
                                                     __ATOMIC_SEQ_CST)) {
  }
  return old;
}

// Tensor cores: the same roundings and the same places among the lanes as on a GPU. The sum is one
// chain of fused multiply-adds over ascending depth, which GPUs do not promise.
inline unsigned tf32_word(float value) {
  unsigned word = __float_as_uint(value);
  if ((word & 0x7F800000u) == 0x7F800000u) {
    // A number that is none stays none: its bits are cut off, never carried into the exponent.
    return (word & 0x007FFFFFu) == 0 ? word : 0x7FFFE000u;
  }
  return (word + 0x1000u) & ~0x1FFFu;
}
inline unsigned bf16_bits(float value) {
  unsigned word = __float_as_uint(value);
  if (std::isnan(value)) return 0x7FFFu;
  return (word + 0x7FFFu + (word >> 16 & 1u)) >> 16;
}
inline unsigned bf16_word(float first, float second) {
  return bf16_bits(first) | bf16_bits(second) << 16;
}
inline unsigned bf16_rectified_word(float first, float second) {
  return bf16_word(first < 0 ? 0.0f : first, second < 0 ? 0.0f : second);
}

namespace emulator {

/** The words of one lane: of rows g and g + 8, depths t and t + 4; and of column g. */
struct Fragments {
  unsigned a[4];
  unsigned b[2];
};

/** sum += a b over the numbers that a word holds. */
inline float multiply_words(float sum, unsigned a, unsigned b, bool pairs) {
  if (!pairs) {
    // What lies beyond TF32 is not looked at.
    constexpr unsigned SEEN = 0xFFFFE000u;
    return fmaf(__uint_as_float(a & SEEN), __uint_as_float(b & SEEN), sum);
  }
  sum = fmaf(__uint_as_float(a << 16), __uint_as_float(b << 16), sum);
  return fmaf(__uint_as_float(a & 0xFFFF0000u), __uint_as_float(b & 0xFFFF0000u), sum);
}

inline void multiply(float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4],
                     const unsigned (&b)[2], bool pairs) {
  Fragments mine{{a[0], a[1], a[2], a[3]}, {b[0], b[1]}};
  Fragments all[32];
  exchange_all(&mine, all, sizeof mine);
  int row = self().lane() / 4;
  int column = self().lane() % 4 * 2;
  for (int k = 0; k < 8; k++) {
    // Lane 4 g + t holds depth t of row g in its first words, and depth t + 4 in its last.
    const Fragments& left = all[row * 4 + k % 4];
    const Fragments& first = all[column * 4 + k % 4];
    const Fragments& second = all[(column + 1) * 4 + k % 4];
    int late = k / 4;
    c0 = multiply_words(c0, left.a[2 * late], first.b[late], pairs);
    c1 = multiply_words(c1, left.a[2 * late], second.b[late], pairs);
    c2 = multiply_words(c2, left.a[2 * late + 1], first.b[late], pairs);
    c3 = multiply_words(c3, left.a[2 * late + 1], second.b[late], pairs);
  }
}

}  // namespace emulator

inline void multiply_tf32(float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4],
                          const unsigned (&b)[2]) {
  emulator::multiply(c0, c1, c2, c3, a, b, false);
}
inline void multiply_bf16(float& c0, float& c1, float& c2, float& c3, const unsigned (&a)[4],
                          const unsigned (&b)[2]) {
  emulator::multiply(c0, c1, c2, c3, a, b, true);
}
