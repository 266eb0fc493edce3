// Shapes of the tiles of products: which sums each thread has, how operands lie in shared memory, and
// where a block's tile lies in the matrices.
#pragma once

#include "warpgroup.cuh"

/** Floats that one instruction moves: of TM or TN consecutive sums. */
constexpr int vector_width(int sums) { return sums < 4 ? sums : 4; }

/** What factors of products are rounded to; dev.credence.backend.cuda.driver.Precision. */
enum Precision { FP32, TF32, BF16 };

/**
 * Shape of the tiles of a product in FP32.
 *
 * BM, BN: rows and columns of a block. BK: depth in shared memory. TM, TN: rows and columns of a
 * thread. BLOCKS: how many at least a multiprocessor shall hold, which bounds the registers of a
 * thread. STAGES: 2 where loading overlaps with multiplying, else 1.
 */
template <int BM_, int BN_, int BK_, int TM_, int TN_, int BLOCKS_, int STAGES_ = 2>
struct Tile {
  static constexpr Precision PRECISION = FP32;
  static constexpr bool WARPGROUP = false;
  static constexpr int BM = BM_, BN = BN_, BK = BK_, TM = TM_, TN = TN_, STAGES = STAGES_;
  static constexpr int BLOCKS = BLOCKS_;
  static constexpr int VM = vector_width(TM), VN = vector_width(TN);
  static constexpr int THREADS = (BM / TM) * (BN / TN);
  // A warp covers 4 x 8 register tiles, so that its reads of shared memory hit each bank once.
  static constexpr int WARPS_WIDE = BN / TN / 8;
  // Between the VM rows of a thread that lie together.
  static constexpr int ROW_STEP = 1;
  // Lines of a tile in shared memory: a word is one number.
  static constexpr int LINES = BK;
  static_assert(BN / TN % 8 == 0, "warps are 8 register tiles wide");
  static_assert(BM / TM % 4 == 0, "warps are 4 register tiles high");
  static_assert(TM % VM == 0 && TN % VN == 0, "register tiles consist of vectors");
  static_assert(THREADS >= BN, "one thread a column adds up columns");

  static __device__ __forceinline__ int row() {
    return (threadIdx.x / 32 / WARPS_WIDE * 4 + threadIdx.x % 32 / 8) * VM;
  }
  static __device__ __forceinline__ int column() {
    return (threadIdx.x / 32 % WARPS_WIDE * 8 + threadIdx.x % 8) * VN;
  }
};

/**
 * The same for tensor cores. A thread holds its part of the sums as mma leaves them: of each
 * 16 x 8 sums two neighbours in row lane / 4, and below them two in the eighth row from there.
 */
template <Precision PRECISION_, int BM_, int BN_, int BK_, int TM_, int TN_, int BLOCKS_>
struct TensorTile {
  static constexpr Precision PRECISION = PRECISION_;
  static constexpr bool WARPGROUP = false;
  static constexpr int BM = BM_, BN = BN_, BK = BK_, TM = TM_, TN = TN_, STAGES = 2;
  static constexpr int BLOCKS = BLOCKS_;
  static constexpr int VM = 2, VN = 2;
  static constexpr int THREADS = (BM / TM) * (BN / TN);
  static constexpr int WARPS_WIDE = BN / TN / 4;
  static constexpr int ROW_STEP = 8;
  // A word is one TF32 number, or BF16 numbers of two depths.
  static constexpr int LINES = PRECISION == BF16 ? BK / 2 : BK;
  static_assert(BN / TN % 4 == 0, "warps are 4 register tiles wide");
  static_assert(BM / TM % 8 == 0, "warps are 8 register tiles high");
  static_assert(TM % 2 == 0 && TN % 2 == 0, "register tiles consist of the sums of one mma");
  static_assert(LINES % 8 == 0, "an mma is 8 words deep");
  static_assert(BM % 32 == 0 && BN % 32 == 0, "lines of shared memory are exchanged within 32");
  static_assert(THREADS >= BN, "one thread a column adds up columns");

  static __device__ __forceinline__ int row() {
    return threadIdx.x / 32 / WARPS_WIDE * 16 + threadIdx.x % 32 / 4;
  }
  static __device__ __forceinline__ int column() {
    return threadIdx.x / 32 % WARPS_WIDE * 8 + threadIdx.x % 4 * 2;
  }
};

/**
 * The same for wgmma: each warpgroup has 64 rows of the block, whose sums lie among its threads as
 * four warps leave those of mma. The machine reads the operands from shared memory itself, in bricks.
 */
template <Precision PRECISION_, int BM_, int BN_, int BK_, int BLOCKS_>
struct WarpgroupTile : TensorTile<PRECISION_, BM_, BN_, BK_, 2, BN_ / 4, BLOCKS_> {
  static constexpr bool WARPGROUP = true;
  static_assert(BM_ % 64 == 0, "a warpgroup has 64 rows");
};

/** One plane of an operand in shared memory, T::LINES words deep and WIDTH wide. */
template <class T, int WIDTH, bool BRICKS = T::WARPGROUP>
struct TileLayout {
  // The padding and the exchange of columns spread stores and loads over the banks: transposing
  // stores, and loads of 8 neighbours in each of 4 lines by an mma.
  static constexpr int PITCH = WIDTH + (T::PRECISION == FP32 ? 4 : 8);
  static constexpr int FLOATS = T::LINES * PITCH;

  /** Place of a line at row or column `i`; four consecutive `i` from a multiple stay together. */
  static __device__ __forceinline__ int at(int line, int i) {
    if (T::PRECISION == FP32) {
      return line * PITCH + (WIDTH >= 16 ? i ^ (line & 8) : i);
    }
    if (T::PRECISION == TF32) {
      return line * PITCH + (i ^ ((line & 4) << 2 | (line & 8) | (line & 16) >> 2));
    }
    return line * PITCH + (i ^ ((line & 4) << 1 | (line & 8) >> 1));
  }
};

/** The same in bricks of eight rows by four words. */
template <class T, int WIDTH>
struct TileLayout<T, WIDTH, true> {
  // Bricks four words deeper begin in other banks, so that stores along the depth hit each once.
  static constexpr int STEP = WIDTH * 4 + 128 / T::LINES;
  static constexpr int FLOATS = T::LINES / 4 * STEP;
  static_assert(STEP % 4 == 0, "bricks begin at multiples of 16 bytes");

  /** Place of a line at row or column `i`; four lines from a multiple stay together. */
  static __device__ __forceinline__ int at(int line, int i) { return brick_word(STEP, line, i); }
};

template <class T>
using LayoutA = TileLayout<T, T::BM>;
template <class T>
using LayoutB = TileLayout<T, T::BN>;

/** Floats of shared memory that an operand needs. */
template <class T, int PLANES>
constexpr int SHARED_A = T::STAGES * PLANES * LayoutA<T>::FLOATS;
template <class T, int PLANES>
constexpr int SHARED_B = T::STAGES * PLANES * LayoutB<T>::FLOATS;

/** Shared memory of operand A: the kernel's own, or from the launch where tiles are too large. */
template <class T, int PLANES>
DEVICE SharedPointer<float> shared_a() {
  constexpr int COUNT = SHARED_A<T, PLANES>;
  if constexpr (T::WARPGROUP) {
    LAUNCHED_SHARED(a_tiles, 0, COUNT);
    return a_tiles;
  } else {
    SHARED(float, a_tiles, COUNT);
    return a_tiles;
  }
}
template <class T, int PLANES>
DEVICE SharedPointer<float> shared_b() {
  constexpr int FIRST = SHARED_A<T, PLANES>, COUNT = SHARED_B<T, PLANES>;
  if constexpr (T::WARPGROUP) {
    LAUNCHED_SHARED(b_tiles, FIRST, COUNT);
    return b_tiles;
  } else {
    SHARED(float, b_tiles, COUNT);
    return b_tiles;
  }
}

// Places

/** Row and column of this block's tile among all: eight rows of tiles after another, for L2. */
template <class T>
DEVICE int2 tile_of_block(int rows, int columns) {
  // Unsigned: rounding up must not overflow, and 64-bit divisions are slow.
  unsigned high = ((unsigned)rows + T::BM - 1) / T::BM;
  unsigned wide = ((unsigned)columns + T::BN - 1) / T::BN;
  unsigned group = 8 * wide;
  unsigned first = blockIdx.x / group * 8;
  unsigned within = blockIdx.x % group;
  unsigned height = min(8u, high - first);
  return make_int2((int)(first + within % height), (int)(within / height));
}

/** Row within the tile of this thread's sums of register row `i`. */
template <class T>
DEVICE int tile_row(int i) {
  return i / T::VM * (T::BM / (T::TM / T::VM)) + T::row() + i % T::VM * T::ROW_STEP;
}

/** Column within the tile of this thread's sums of register column `j`. */
template <class T>
DEVICE int tile_column(int j) {
  return j / T::VN * (T::BN / (T::TN / T::VN)) + T::column() + j % T::VN;
}

/** Rows [begin, end) of a sum over all rows. */
struct Run {
  int begin;
  int end;
};

/** The run of this block among `splits`, each a multiple of BK long but the last ones. */
template <class T>
DEVICE Run run_of_rows(int rows, int splits) {
  unsigned length = ((unsigned)rows + splits - 1) / splits;
  length = (length + T::BK - 1) / T::BK * T::BK;
  long long begin = min((long long)blockIdx.y * length, (long long)rows);
  return Run{(int)begin, (int)min(begin + length, (long long)rows)};
}

// The tiles. dev.credence.backend.cuda.Tile has their rows, columns and threads, and Tiling chooses.

using Large = Tile<128, 128, 16, 8, 8, 1>;
using Medium = Tile<64, 64, 16, 4, 4, 2>;
using Small = Tile<32, 32, 16, 4, 2, 4>;
using Thin = Tile<32, 8, 16, 2, 1, 4>;

// The tiles of products of two planes, where each thread holds two sums.
using LargePair = Tile<128, 64, 8, 8, 4, 1>;
using MediumPair = Tile<64, 64, 8, 8, 4, 2>;
using SmallPair = Tile<32, 32, 16, 4, 2, 3>;
using ThinPair = Tile<32, 8, 16, 2, 1, 4>;

// Where weights are drawn along the depth: all four normals of a block fall into it.
using Deep = Tile<32, 32, 64, 4, 2, 3, 1>;
using DeepPair = Tile<32, 32, 64, 4, 2, 2, 1>;

// The tiles of tensor cores.
using LargeTf32 = TensorTile<TF32, 128, 128, 16, 8, 8, 1>;
using MediumTf32 = TensorTile<TF32, 64, 64, 16, 4, 8, 3>;
using SmallTf32 = TensorTile<TF32, 32, 32, 32, 2, 4, 3>;
using LargePairTf32 = TensorTile<TF32, 128, 64, 8, 4, 8, 1>;
using MediumPairTf32 = TensorTile<TF32, 64, 64, 8, 4, 8, 2>;
using SmallPairTf32 = TensorTile<TF32, 32, 32, 16, 2, 4, 3>;
using LargeBf16 = TensorTile<BF16, 128, 128, 16, 8, 8, 1>;
using MediumBf16 = TensorTile<BF16, 64, 64, 16, 4, 8, 3>;
using SmallBf16 = TensorTile<BF16, 32, 32, 32, 2, 4, 3>;
using LargePairBf16 = TensorTile<BF16, 128, 64, 16, 4, 8, 1>;
using MediumPairBf16 = TensorTile<BF16, 64, 64, 16, 4, 8, 2>;
using SmallPairBf16 = TensorTile<BF16, 32, 32, 32, 2, 4, 3>;

// The tiles of warpgroups: loading the next depth takes the registers of a second block.
using WarpgroupTf32 = WarpgroupTile<TF32, 128, 128, 32, 1>;
using WarpgroupPairTf32 = WarpgroupTile<TF32, 128, 64, 32, 1>;
using WarpgroupBf16 = WarpgroupTile<BF16, 128, 128, 32, 1>;
using WarpgroupPairBf16 = WarpgroupTile<BF16, 128, 64, 32, 1>;
