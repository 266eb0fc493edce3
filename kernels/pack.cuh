// Walking over contiguous numbers four at a time where they are aligned, and one at a time elsewhere.
#pragma once

#include "device.cuh"

/** Whether every replica begins where four numbers can be read at once; so of an absent tensor. */
DEVICE bool aligned(const Matrix& m) {
  return ((unsigned long long)m.data & 15) == 0 && (m.replicas == 1 || m.stride % 4 == 0);
}

template <int N>
DEVICE void load(float (&to)[N], const float* from) {
  static_assert(N == 4 || N == 1, "numbers are read by fours or one by one");
  if constexpr (N == 4) {
    float4 v = *reinterpret_cast<const float4*>(from);
    to[0] = v.x;
    to[1] = v.y;
    to[2] = v.z;
    to[3] = v.w;
  } else {
    to[0] = *from;
  }
}

template <int N>
DEVICE void store(float* to, const float (&from)[N]) {
  if constexpr (N == 4) {
    *reinterpret_cast<float4*>(to) = make_float4(from[0], from[1], from[2], from[3]);
  } else {
    *to = from[0];
  }
}

/** Writes elements of a gradient, or adds to them. */
template <int N>
DEVICE void put(const Matrix& gradient, float* at, const float (&values)[N]) {
  float sum[N];
  if (gradient.accumulate) {
    load(sum, at);
  }
#pragma unroll
  for (int k = 0; k < N; k++) {
    sum[k] = gradient.accumulate ? sum[k] + values[k] : values[k];
  }
  store(at, sum);
}

/**
 * Calls body.at<4>(i) or body.at<1>(i) for the elements from `begin` on, a multiple of 4, so that
 * `threads` threads of numbers `thread` meet each element once.
 */
template <class Body>
DEVICE void walk(Body& body, bool packed, long long begin, long long end, long long thread,
                 long long threads) {
  long long packs = packed ? (end - begin) / 4 : 0;
  for (long long i = thread; i < packs; i += threads) {
    body.template at<4>(begin + 4 * i);
  }
  for (long long i = begin + 4 * packs + thread; i < end; i += threads) {
    body.template at<1>(i);
  }
}
