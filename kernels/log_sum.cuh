// log sum exp without overflow, value after value and then over the lanes that share a row.
#pragma once

#include "device.cuh"

/** sum exp(a - max) of the values so far; +inf and NaN end in NaN. */
struct LogSum {
  float max = -3.402823466e38f;
  float sum = 0.0f;

  DEVICE_MEMBER void add(float a) {
    if (a > max) {
      sum = sum * expf(max - a) + 1.0f;
      max = a;
    } else {
      sum += expf(a - max);
    }
  }

  /** Log of the sum of exponentials of all values that `lanes` neighbouring threads have added. */
  DEVICE_MEMBER float over(int lanes) const {
    float greatest = max;
    for (int mask = lanes >> 1; mask > 0; mask >>= 1) {
      greatest = fmaxf(greatest, __shfl_xor_sync(0xffffffffu, greatest, mask));
    }
    float total = sum * expf(max - greatest);
    for (int mask = lanes >> 1; mask > 0; mask >>= 1) {
      total += __shfl_xor_sync(0xffffffffu, total, mask);
    }
    return greatest + logf(total);
  }
};
