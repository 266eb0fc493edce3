// Products by a warpgroup, four warps, on the tensor cores of compute capability 9.0: wgmma. What is
// multiplied lies in shared memory, and the machine reads it while the threads go on:
//
//   publish_products()          after writing shared memory, before the barrier that hands it over
//   begin_products()            behind that barrier
//   multiply_warpgroup_...()    sums += a^T b, or a b with a in registers; any number of them
//   commit_products()           starts them
//   await_products()            waits: now the sums may be read, and shared memory and a written
//
// Images for other GPUs hold these kernels too, and stop where they would multiply: the launch side
// knows (Device.warpgroups) and gives such GPUs tiles of mma.sync.
#pragma once

#include "device.cuh"

/**
 * Words of an operand, eight of them deep, in shared memory: bricks of eight rows by four words, 128
 * bytes each, the next eight rows behind them; four words deeper lie `step` words further on. The
 * order of wgmma without swizzling, for operands that are contiguous along the depth. A word is one
 * TF32 number, or BF16 numbers of two depths.
 */
struct Bricks {
  SharedPointer<float> first;
  int step;
};

/** Place of word `line` of row or column `i` behind the first brick's begin. */
DEVICE int brick_word(int step, int line, int i) { return (line >> 2) * step + i * 4 + (line & 3); }

#ifdef __CUDACC__

#ifdef __CUDA_ARCH_FEAT_SM90_ALL
#define WARPGROUP_ASSEMBLY(...) asm volatile(__VA_ARGS__)
#else
#define WARPGROUP_ASSEMBLY(...) __trap()
#endif

/** The matrix descriptor: addresses and strides in units of 16 bytes, no swizzling. */
DEVICE unsigned long long bricks_descriptor(const Bricks& bricks) {
  unsigned address = (unsigned)__cvta_generic_to_shared(bricks.first);
  constexpr unsigned long long NEXT_ROWS = 128 >> 4;
  return (address & 0x3FFFFu) >> 4 | (unsigned long long)(bricks.step * 4 >> 4) << 16 |
         NEXT_ROWS << 32;
}

DEVICE void publish_products() { WARPGROUP_ASSEMBLY("fence.proxy.async.shared::cta;" ::: "memory"); }

DEVICE void begin_products() { WARPGROUP_ASSEMBLY("wgmma.fence.sync.aligned;" ::: "memory"); }

DEVICE void commit_products() { WARPGROUP_ASSEMBLY("wgmma.commit_group.sync.aligned;" ::: "memory"); }

DEVICE void await_products() { WARPGROUP_ASSEMBLY("wgmma.wait_group.sync.aligned 0;" ::: "memory"); }

// Four sums of 8 columns: two neighbours in one row, and below them two in the eighth row from there.
#define SUMS_OF(j) \
  "+f"(upper[2 * (j)]), "+f"(upper[2 * (j) + 1]), "+f"(lower[2 * (j)]), "+f"(lower[2 * (j) + 1])
#define SUMS_8 SUMS_OF(0)
#define SUMS_32(j) SUMS_OF(j), SUMS_OF((j) + 1), SUMS_OF((j) + 2), SUMS_OF((j) + 3)
#define SUMS_64 SUMS_32(0), SUMS_32(4)
#define SUMS_128 SUMS_64, SUMS_32(8), SUMS_32(12)
#define NAMES_8 "%0, %1, %2, %3"
#define NAMES_64                                                                                  \
  "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, " \
  "%21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
#define NAMES_128                                                                                 \
  NAMES_64 ", %32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, %48, " \
  "%49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"

// `ends`: the sums are added to, no sign is changed and, for BF16, nothing is transposed.
#define MULTIPLY_WARPGROUP(columns, kind, a_name, b_name, ends)                              \
  WARPGROUP_ASSEMBLY("wgmma.mma_async.sync.aligned.m64n" #columns kind " {" NAMES_##columns  \
                     "}, " a_name ", " b_name ", " ends ";"                                  \
                     : SUMS_##columns                                                        \
                     : "l"(bricks_descriptor(a)), "l"(bricks_descriptor(b)))

/**
 * sums += a^T b, of 64 rows and COLUMNS columns, eight words deep. A thread's sums are those of mma
 * for each 16 x 8: `upper` two neighbours in row lane / 4 of its warp's 16 rows for every 8 columns,
 * `lower` those in the eighth row below.
 */
template <int COLUMNS>
DEVICE void multiply_warpgroup_tf32(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const Bricks& a, const Bricks& b) {
  if constexpr (COLUMNS == 128) {
    MULTIPLY_WARPGROUP(128, "k8.f32.tf32.tf32", "%64", "%65", "1, 1, 1");
  } else {
    static_assert(COLUMNS == 64, "64 or 128 columns");
    MULTIPLY_WARPGROUP(64, "k8.f32.tf32.tf32", "%32", "%33", "1, 1, 1");
  }
}
template <int COLUMNS>
DEVICE void multiply_warpgroup_bf16(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const Bricks& a, const Bricks& b) {
  if constexpr (COLUMNS == 128) {
    MULTIPLY_WARPGROUP(128, "k16.f32.bf16.bf16", "%64", "%65", "1, 1, 1, 0, 0");
  } else {
    static_assert(COLUMNS == 64, "64 or 128 columns");
    MULTIPLY_WARPGROUP(64, "k16.f32.bf16.bf16", "%32", "%33", "1, 1, 1, 0, 0");
  }
}

// The same with four words of a in registers.
#define MULTIPLY_REGISTERS(columns, kind, a_names, b_name, ends)                                 \
  WARPGROUP_ASSEMBLY("wgmma.mma_async.sync.aligned.m64n" #columns kind " {" NAMES_##columns      \
                     "}, {" a_names "}, " b_name ", " ends ";"                                   \
                     : SUMS_##columns                                                            \
                     : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(bricks_descriptor(b)))

/**
 * sums += a b. Words of a lie among the lanes as those of mma: the first and third are depths
 * lane % 4 and four on of the row of `upper`, the others of that of `lower`.
 */
template <int COLUMNS>
DEVICE void multiply_warpgroup_tf32(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const unsigned (&a)[4], const Bricks& b) {
  if constexpr (COLUMNS == 128) {
    MULTIPLY_REGISTERS(128, "k8.f32.tf32.tf32", "%64, %65, %66, %67", "%68", "1, 1, 1");
  } else if constexpr (COLUMNS == 64) {
    MULTIPLY_REGISTERS(64, "k8.f32.tf32.tf32", "%32, %33, %34, %35", "%36", "1, 1, 1");
  } else {
    static_assert(COLUMNS == 8, "8, 64 or 128 columns");
    MULTIPLY_REGISTERS(8, "k8.f32.tf32.tf32", "%4, %5, %6, %7", "%8", "1, 1, 1");
  }
}
template <int COLUMNS>
DEVICE void multiply_warpgroup_bf16(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const unsigned (&a)[4], const Bricks& b) {
  if constexpr (COLUMNS == 128) {
    MULTIPLY_REGISTERS(128, "k16.f32.bf16.bf16", "%64, %65, %66, %67", "%68", "1, 1, 1, 0");
  } else if constexpr (COLUMNS == 64) {
    MULTIPLY_REGISTERS(64, "k16.f32.bf16.bf16", "%32, %33, %34, %35", "%36", "1, 1, 1, 0");
  } else {
    static_assert(COLUMNS == 8, "8, 64 or 128 columns");
    MULTIPLY_REGISTERS(8, "k16.f32.bf16.bf16", "%4, %5, %6, %7", "%8", "1, 1, 1, 0");
  }
}

/** The compiler takes a number for read and written here, and moves no use of it across. */
DEVICE void hold(float& number) { asm volatile("" : "+f"(number)::"memory"); }
DEVICE void hold(int& number) { asm volatile("" : "+r"(number)); }
DEVICE void hold(unsigned& word) { asm volatile("" : "+r"(word)::"memory"); }

#else

#include "warpgroup.h"

#endif
