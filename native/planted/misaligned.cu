// Four floats at once from an address that is no multiple of 16.
// Found by: checked address
#include "device.cuh"

KERNEL(misaligned, 64, Matrix x, Matrix y, float* scratch) {
  if (threadIdx.x < 4) {
    float4 four = *reinterpret_cast<const float4*>(x.data + threadIdx.x);  // BUG
    y.data[threadIdx.x] = four.x + four.w;
  }
}
