// What every kernel file starts from. nvcc compiles the files for GPUs; g++ compiles the same files
// against native/emulator/device.h, which runs them without one.
//
// Rules that the emulator checks and that all kernels keep:
//   KERNEL(name, threads, parameters...) declares a kernel that is launched with exactly `threads`
//   threads a block, TILE_KERNEL(name, Shape, parameters...) one with Shape::THREADS of which a
//   multiprocessor shall hold Shape::BLOCKS; SHARED(type, name, count) declares static shared memory,
//   indexed as name[i], and LAUNCHED_SHARED(name, first, count) floats of what the launch brings;
//   every thread of a block meets the same barriers; no atomics on floats; sums have a fixed order.
#pragma once

#ifdef __CUDACC__

#include <cuda_runtime.h>

#define KERNEL(name, threads, ...) \
  extern "C" __global__ void __launch_bounds__(threads) name(__VA_ARGS__)
#define TILE_KERNEL(name, Shape, ...) \
  extern "C" __global__ void __launch_bounds__(Shape::THREADS, Shape::BLOCKS) name(__VA_ARGS__)
#define SHARED(type, name, count) __shared__ __align__(16) type name[count]
#define LAUNCHED_SHARED(name, first, count)               \
  extern __shared__ __align__(16) float launched_shared[]; \
  float* name = launched_shared + (first)

/** Shared memory as an argument of a device function. */
template <class T>
using SharedPointer = T*;

/** Several consecutive floats of shared memory at once; the place is a multiple of their size. */
template <class V>
static __device__ __forceinline__ V shared_load(SharedPointer<float> from) {
  return *reinterpret_cast<const V*>(from);
}
template <class V>
static __device__ __forceinline__ void shared_store(SharedPointer<float> to, V value) {
  *reinterpret_cast<V*>(to) = value;
}

/** Several consecutive floats of device memory at once; the address is a multiple of their size. */
template <class V>
static __device__ __forceinline__ V global_load(const float* from) {
  return *reinterpret_cast<const V*>(from);
}
template <class V>
static __device__ __forceinline__ void global_store(float* to, V value) {
  *reinterpret_cast<V*>(to) = value;
}

// Tensor cores. A word of a factor is one TF32 number or two BF16 numbers, the first one below.

/** Rounded to TF32, 10 bits behind the point, ties away from zero. */
static __device__ __forceinline__ unsigned tf32_word(float value) {
  unsigned word;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(word) : "f"(value));
  return word;
}

/** Both rounded to BF16, 7 bits behind the point, ties to even. */
static __device__ __forceinline__ unsigned bf16_word(float first, float second) {
  unsigned word;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(second), "f"(first));
  return word;
}

/** The same of max(0, number); what is no number stays none. */
static __device__ __forceinline__ unsigned bf16_rectified_word(float first, float second) {
  unsigned word;
  asm("cvt.rn.relu.bf16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(second), "f"(first));
  return word;
}

/**
 * c += a b by a whole warp, a of 16 rows and b of 8 columns, 8 words deep; the places of the words
 * and of c among the lanes are those of mma.m16n8k8 for TF32 and of mma.m16n8k16 for BF16.
 */
static __device__ __forceinline__ void multiply_tf32(float& c0, float& c1, float& c2, float& c3,
                                                     const unsigned (&a)[4],
                                                     const unsigned (&b)[2]) {
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}
static __device__ __forceinline__ void multiply_bf16(float& c0, float& c1, float& c2, float& c3,
                                                     const unsigned (&a)[4],
                                                     const unsigned (&b)[2]) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
      : "+f"(c0), "+f"(c1), "+f"(c2), "+f"(c3)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

#else

#include "device.h"

#endif

#define DEVICE static __device__ __forceinline__
#define DEVICE_MEMBER __device__ __forceinline__

/** A tensor (replicas, rows, columns), row-major; replicas lie `stride` elements apart. */
struct Matrix {
  float* data;          // null where an optional tensor is absent
  long long stride;
  int replicas;
  int rows;
  int columns;
  int accumulate;       // of a gradient: whether to add to what the buffer holds
};

/** Tensors that one launch works through. */
struct MatrixList {
  Matrix at[96];
  int count;
};

DEVICE bool present(const Matrix& m) { return m.data != nullptr; }

DEVICE long long matrix_elements(const Matrix& m) { return (long long)m.rows * m.columns; }

/** Replica `r` of a tensor by its own numbering. */
DEVICE float* replica(const Matrix& m, int r) { return m.data + r * m.stride; }

/** The replica that serves replica `r` of a result with `of` replicas. */
DEVICE float* replica(const Matrix& m, int r, int of) {
  return m.data + r / (of / m.replicas) * m.stride;
}

/** Writes one element of a gradient, or adds to it. */
DEVICE void put(const Matrix& gradient, float* at, float value) {
  *at = gradient.accumulate ? *at + value : value;
}

/** Index of this thread among all threads along x, for grid-stride loops. */
DEVICE long long global_thread() { return (long long)blockIdx.x * blockDim.x + threadIdx.x; }

/** Number of threads along x of the whole grid. */
DEVICE long long global_threads() { return (long long)gridDim.x * blockDim.x; }
