// Reading and writing one element, or four aligned neighbours by one 128-bit access.
#pragma once

#include "device.cuh"

template <int WIDTH>
DEVICE void load(const float* from, float (&values)[WIDTH]) {
  if constexpr (WIDTH == 4) {
    float4 quad = *reinterpret_cast<const float4*>(from);
    values[0] = quad.x;
    values[1] = quad.y;
    values[2] = quad.z;
    values[3] = quad.w;
  } else {
    values[0] = *from;
  }
}

template <int WIDTH>
DEVICE void store(float* to, const float (&values)[WIDTH]) {
  if constexpr (WIDTH == 4) {
    *reinterpret_cast<float4*>(to) = make_float4(values[0], values[1], values[2], values[3]);
  } else {
    *to = values[0];
  }
}
