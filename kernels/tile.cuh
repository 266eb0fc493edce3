// Blocked matrix products: what the families of products share.
//
// A block computes a tile of BM x BN sums over the depth, BK of it at a time:
//
//   loaders     global memory -> registers (fetch) -> shared memory (store), one for either operand
//   start_multiplying     shared memory -> register tiles of TM x TN sums a thread
//   epilogue    register tiles -> whatever the family makes of them
//
// With two stages the next depth is fetched while the present one is multiplied. A product may have
// two planes: two sums over the same depth whose operands belong together, such as x and x o sign.
//
// In FP32 each sum is one chain of fused multiply-adds over ascending depth, so it has the same bits
// for every tile. In TF32 and BF16 tensor cores multiply: factors are rounded on their way into
// shared memory, products are exact, sums are in FP32 over groups of 8 (TF32) or 16 (BF16) depths in
// ascending order, and within a group as the machine likes. With unit roundoffs u = 2^-11 (TF32) or
// 2^-8 (BF16) of a factor, a sum of n terms errs by at most (2 u + 2^-23 n) times the sum of their
// magnitudes, to first order. Only start_multiplying knows how a tile is multiplied, and only
// TileLayout how it lies in shared memory.
#pragma once

#include "activation.cuh"
#include "device.cuh"
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

// Memory

DEVICE bool aligned(const float* at) { return (reinterpret_cast<unsigned long long>(at) & 15) == 0; }

/** Four consecutive floats, `left` of which exist; the others are zero. */
DEVICE float4 load_four(const float* from, int left) {
  if (left >= 4 && aligned(from)) {
    return global_load<float4>(from);
  }
  return make_float4(left > 0 ? from[0] : 0.0f, left > 1 ? from[1] : 0.0f,
                     left > 2 ? from[2] : 0.0f, left > 3 ? from[3] : 0.0f);
}

/** Puts V consecutive values, `left` of which exist, into a gradient or a result. */
template <int V>
DEVICE void put_vector(float* to, int left, const float (&values)[V], bool accumulate) {
  if constexpr (V == 4) {
    if (left >= 4 && aligned(to)) {
      float4 four = make_float4(values[0], values[1], values[2], values[3]);
      if (accumulate) {
        float4 old = global_load<float4>(to);
        four = make_float4(old.x + four.x, old.y + four.y, old.z + four.z, old.w + four.w);
      }
      global_store(to, four);
      return;
    }
  } else if constexpr (V == 2) {
    if (left >= 2 && (reinterpret_cast<unsigned long long>(to) & 7) == 0) {
      float2 two = make_float2(values[0], values[1]);
      if (accumulate) {
        float2 old = global_load<float2>(to);
        two = make_float2(old.x + two.x, old.y + two.y);
      }
      global_store(to, two);
      return;
    }
  }
#pragma unroll
  for (int v = 0; v < V; v++) {
    if (v < left) {
      to[v] = (accumulate ? to[v] : 0.0f) + values[v];
    }
  }
}

/** Reads V floats of shared memory. */
template <int V>
DEVICE void load_fragment(SharedPointer<float> from, float* to) {
  if constexpr (V == 4) {
    float4 four = shared_load<float4>(from);
    to[0] = four.x;
    to[1] = four.y;
    to[2] = four.z;
    to[3] = four.w;
  } else if constexpr (V == 2) {
    float2 two = shared_load<float2>(from);
    to[0] = two.x;
    to[1] = two.y;
  } else {
    to[0] = from[0];
  }
}

// Loaders: each has PLANES, fetch(first depth, end of depth) and store(to shared memory). What lies
// beyond the edges is zero, of both operands.

/** The way of consecutive elements of a matrix row through a tile. */
enum Direction {
  ALONG_DEPTH,  // the row is a row or column of the tile, and is transposed on the way
  ALONG_WIDTH   // the row is one depth of the tile
};

/** Four elements of a matrix row: the first one, and how many exist. */
struct Four {
  int row;
  int column;
  int left;
};

/** A loader's only plane. */
struct OnePlane {
  static constexpr int PLANES = 1;
  struct Part {};
  __device__ __forceinline__ Part fetch(const Four&, long long) const { return {}; }
  __device__ __forceinline__ float4 value(float4 first, Part) const { return first; }
};

/** Second plane: the squares of the first. */
struct Squares {
  static constexpr int PLANES = 2;
  struct Part {};
  __device__ __forceinline__ Part fetch(const Four&, long long) const { return {}; }
  __device__ __forceinline__ float4 value(float4 x, Part) const {
    return make_float4(x.x * x.x, x.y * x.y, x.z * x.z, x.w * x.w);
  }
};

/** Second plane: another matrix of the same shape. */
struct OtherMatrix {
  static constexpr int PLANES = 2;
  using Part = float4;
  const float* data;
  __device__ __forceinline__ Part fetch(const Four& four, long long offset) const {
    return load_four(data + offset, four.left);
  }
  __device__ __forceinline__ float4 value(float4, Part part) const { return part; }
};

/**
 * Loads BK x WIDTH elements of a row-major matrix, four at a time, and rounds them to the precision
 * of the product.
 */
template <class T, int WIDTH, Direction DIRECTION, class Second>
struct Loader {
  static constexpr int PLANES = Second::PLANES;
  // Whether a word holds two rows of the matrix: a thread takes both.
  static constexpr bool PAIRS = T::PRECISION == BF16 && DIRECTION == ALONG_WIDTH;
  static constexpr int ITEMS = T::BK * WIDTH / (PAIRS ? 8 : 4);
  static constexpr int COUNT = (ITEMS + T::THREADS - 1) / T::THREADS * (PAIRS ? 2 : 1);
  using Layout = TileLayout<T, WIDTH>;

  const float* data;
  int pitch;  // of the matrix, elements
  int first;  // first row or column of the tile
  int end;    // of the rows or columns of the matrix
  Second second;
  float4 values[COUNT];
  typename Second::Part parts[COUNT];

  __device__ __forceinline__ Loader(const float* data_, int pitch_, int first_, int end_,
                                    Second second_)
      : data(data_), pitch(pitch_), first(first_), end(end_), second(second_) {}

  __device__ __forceinline__ void fetch(int depth, int depth_end) {
#pragma unroll
    for (int c = 0; c < COUNT; c++) {
      int line = line_of(c);
      int place = place_of(c);
      Four four;
      if (DIRECTION == ALONG_DEPTH) {
        four = Four{first + line, depth + place, line < end - first ? depth_end - depth - place : 0};
      } else {
        four = Four{depth + line, first + place, line < depth_end - depth ? end - first - place : 0};
      }
      if (!exists(c)) {
        four.left = 0;
      }
      long long offset = four.left > 0 ? (long long)four.row * pitch + four.column : 0;
      values[c] = load_four(data + offset, four.left);
      parts[c] = second.fetch(four, offset);
    }
  }

  __device__ __forceinline__ void store(SharedPointer<float> to) const {
#pragma unroll
    for (int c = 0; c < COUNT; c += PAIRS ? 2 : 1) {
      if (!exists(c)) {
        continue;
      }
      // Of a pair, else the same twice.
      constexpr int next = PAIRS ? 1 : 0;
      put(to, line_of(c), place_of(c), values[c], values[c + next]);
      if (PLANES == 2) {
        put(to + Layout::FLOATS, line_of(c), place_of(c), second.value(values[c], parts[c]),
            second.value(values[c + next], parts[c + next]));
      }
    }
  }

 private:
  static constexpr int ACROSS = (DIRECTION == ALONG_DEPTH ? T::BK : WIDTH) / 4;
  // Whether words that lie together come from different rows of the matrix: a warp takes four lines
  // and 32 places, so that it reads 128 bytes of each row and its stores can hit each bank once.
  static constexpr bool CROSSES = T::WARPGROUP && DIRECTION == ALONG_WIDTH;

  /** Number of this thread's four elements `c`, or of their pair, among all. */
  static __device__ __forceinline__ int number(int c) {
    return (PAIRS ? c / 2 : c) * T::THREADS + (int)threadIdx.x;
  }
  static __device__ __forceinline__ bool exists(int c) {
    return ITEMS % T::THREADS == 0 || number(c) < ITEMS;
  }
  /** Matrix row and first column of them, counted from the tile's first. */
  static __device__ __forceinline__ int line_of(int c) {
    int line = number(c) / ACROSS;
    if (CROSSES) {
      static_assert(T::THREADS % WIDTH == 0, "the block's warps take whole lines");
      int lines = T::THREADS / WIDTH * 4;
      line = (PAIRS ? c / 2 : c) * lines + (int)threadIdx.x / WIDTH * 4 + (int)threadIdx.x % 4;
    }
    return PAIRS ? line * 2 + c % 2 : line;
  }
  static __device__ __forceinline__ int place_of(int c) {
    return CROSSES ? (int)threadIdx.x / 32 % (WIDTH / 32) * 32 + (int)threadIdx.x / 4 % 8 * 4
                   : number(c) % ACROSS * 4;
  }

  /** `value` lies in matrix row `line`, `next` in the row after it where words hold two. */
  static __device__ __forceinline__ void put(SharedPointer<float> to, int line, int place,
                                             float4 value, float4 next) {
    if constexpr (CROSSES) {
      float4 words = PAIRS ? make_float4(word(value.x, next.x), word(value.y, next.y),
                                         word(value.z, next.z), word(value.w, next.w))
                           : make_float4(word(value.x), word(value.y), word(value.z), word(value.w));
      put_across(to, PAIRS ? line / 2 : line, place, words);
    } else if constexpr (T::WARPGROUP && T::PRECISION == BF16) {
      shared_store(to + Layout::at(place / 2, line),
                   make_float2(word(value.x, value.y), word(value.z, value.w)));
    } else if constexpr (T::WARPGROUP) {
      shared_store(to + Layout::at(place, line),
                   make_float4(word(value.x), word(value.y), word(value.z), word(value.w)));
    } else if constexpr (T::PRECISION == BF16 && DIRECTION == ALONG_DEPTH) {
      to[Layout::at(place / 2, line)] = word(value.x, value.y);
      to[Layout::at(place / 2 + 1, line)] = word(value.z, value.w);
    } else if constexpr (T::PRECISION == BF16) {
      shared_store(to + Layout::at(line / 2, place),
                   make_float4(word(value.x, next.x), word(value.y, next.y),
                               word(value.z, next.z), word(value.w, next.w)));
    } else if constexpr (DIRECTION == ALONG_DEPTH) {
      to[Layout::at(place, line)] = word(value.x);
      to[Layout::at(place + 1, line)] = word(value.y);
      to[Layout::at(place + 2, line)] = word(value.z);
      to[Layout::at(place + 3, line)] = word(value.w);
    } else {
      shared_store(to + Layout::at(line, place),
                   make_float4(word(value.x), word(value.y), word(value.z), word(value.w)));
    }
  }
  /** One word each at four places of a line: threads of a warp begin with different ones. */
  static __device__ __forceinline__ void put_across(SharedPointer<float> to, int line, int place,
                                                    float4 words) {
    int first = (int)threadIdx.x / 8 % 4;
    if (first & 1) {
      words = make_float4(words.y, words.z, words.w, words.x);
    }
    if (first & 2) {
      words = make_float4(words.z, words.w, words.x, words.y);
    }
    SharedPointer<float> at = to + Layout::at(line, place);
    at[Layout::at(0, first)] = words.x;
    at[Layout::at(0, (first + 1) % 4)] = words.y;
    at[Layout::at(0, (first + 2) % 4)] = words.z;
    at[Layout::at(0, (first + 3) % 4)] = words.w;
  }
  static __device__ __forceinline__ float word(float x) {
    return T::PRECISION == TF32 ? __uint_as_float(tf32_word(x)) : x;
  }
  static __device__ __forceinline__ float word(float first, float second) {
    return __uint_as_float(bf16_word(first, second));
  }
};

// The product

/** A thread's register tile. */
template <class T, int PLANES>
struct Sums {
  float at[PLANES][T::TM][T::TN];

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
#pragma unroll
      for (int i = 0; i < T::TM; i++) {
#pragma unroll
        for (int j = 0; j < T::TN; j++) {
          at[p][i][j] = 0.0f;
        }
      }
    }
  }
};

/** sums += a^T b over one depth of BK. */
template <class T, int PLANES>
DEVICE void multiply_accumulate_fp32(SharedPointer<float> a, SharedPointer<float> b,
                                     Sums<T, PLANES>& sums) {
  int row = tile_row<T>(0);
  int column = tile_column<T>(0);
#pragma unroll 4
  for (int k = 0; k < T::BK; k++) {
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
      float left[T::TM];
      float right[T::TN];
#pragma unroll
      for (int i = 0; i < T::TM; i += T::VM) {
        int at = row + i / T::VM * (T::BM / (T::TM / T::VM));
        load_fragment<T::VM>(a + (p * LayoutA<T>::FLOATS + LayoutA<T>::at(k, at)), left + i);
      }
#pragma unroll
      for (int j = 0; j < T::TN; j += T::VN) {
        int at = column + j / T::VN * (T::BN / (T::TN / T::VN));
        load_fragment<T::VN>(b + (p * LayoutB<T>::FLOATS + LayoutB<T>::at(k, at)), right + j);
      }
#pragma unroll
      for (int i = 0; i < T::TM; i++) {
#pragma unroll
        for (int j = 0; j < T::TN; j++) {
          sums.at[p][i][j] = __fmaf_rn(left[i], right[j], sums.at[p][i][j]);
        }
      }
    }
  }
}

/** The same by tensor cores. */
template <class T, int PLANES>
DEVICE void multiply_accumulate_tensor(SharedPointer<float> a, SharedPointer<float> b,
                                       Sums<T, PLANES>& sums) {
  // Lane 4 g + t holds lines t and t + 4 of row or column g.
  int line = threadIdx.x % 4;
  int row = T::row();
  int column = threadIdx.x / 32 % T::WARPS_WIDE * 8 + threadIdx.x % 32 / 4;
#pragma unroll
  for (int k = 0; k < T::LINES; k += 8) {
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
      SharedPointer<float> a_plane = a + p * LayoutA<T>::FLOATS;
      SharedPointer<float> b_plane = b + p * LayoutB<T>::FLOATS;
      unsigned left[T::TM / 2][4];
#pragma unroll
      for (int i = 0; i < T::TM / 2; i++) {
        int at = row + i * (T::BM / (T::TM / 2));
        left[i][0] = __float_as_uint(a_plane[LayoutA<T>::at(k + line, at)]);
        left[i][1] = __float_as_uint(a_plane[LayoutA<T>::at(k + line, at + 8)]);
        left[i][2] = __float_as_uint(a_plane[LayoutA<T>::at(k + line + 4, at)]);
        left[i][3] = __float_as_uint(a_plane[LayoutA<T>::at(k + line + 4, at + 8)]);
      }
#pragma unroll
      for (int j = 0; j < T::TN / 2; j++) {
        int at = column + j * (T::BN / (T::TN / 2));
        unsigned right[2];
        right[0] = __float_as_uint(b_plane[LayoutB<T>::at(k + line, at)]);
        right[1] = __float_as_uint(b_plane[LayoutB<T>::at(k + line + 4, at)]);
#pragma unroll
        for (int i = 0; i < T::TM / 2; i++) {
          float(&upper)[T::TN] = sums.at[p][2 * i];
          float(&lower)[T::TN] = sums.at[p][2 * i + 1];
          if constexpr (T::PRECISION == TF32) {
            multiply_tf32(upper[2 * j], upper[2 * j + 1], lower[2 * j], lower[2 * j + 1], left[i],
                          right);
          } else {
            multiply_bf16(upper[2 * j], upper[2 * j + 1], lower[2 * j], lower[2 * j + 1], left[i],
                          right);
          }
        }
      }
    }
  }
}

/** Keeps the compiler from moving sums to where products still write them. */
template <class T, int PLANES>
DEVICE void hold_all(Sums<T, PLANES>& sums) {
#pragma unroll
  for (int p = 0; p < PLANES; p++) {
#pragma unroll
    for (int i = 0; i < T::TM; i++) {
#pragma unroll
      for (int j = 0; j < T::TN; j++) {
        hold(sums.at[p][i][j]);
      }
    }
  }
}

/** The same by wgmma, which goes on until await_products. */
template <class T, int PLANES>
DEVICE void start_warpgroup(SharedPointer<float> a, SharedPointer<float> b, Sums<T, PLANES>& sums) {
  using A = LayoutA<T>;
  using B = LayoutB<T>;
  int row = threadIdx.x / 128 * 64;
  hold_all(sums);
  begin_products();
#pragma unroll
  for (int k = 0; k < T::LINES; k += 8) {
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
      Bricks left{a + (p * A::FLOATS + A::at(k, row)), A::STEP};
      Bricks right{b + (p * B::FLOATS + B::at(k, 0)), B::STEP};
      if constexpr (T::PRECISION == TF32) {
        multiply_warpgroup_tf32<T::BN>(sums.at[p][0], sums.at[p][1], left, right);
      } else {
        multiply_warpgroup_bf16<T::BN>(sums.at[p][0], sums.at[p][1], left, right);
      }
    }
  }
  commit_products();
}

/** sums += a^T b over one depth of BK, ready after finish_multiplying. */
template <class T, int PLANES>
DEVICE void start_multiplying(SharedPointer<float> a, SharedPointer<float> b,
                              Sums<T, PLANES>& sums) {
  if constexpr (T::PRECISION == FP32) {
    multiply_accumulate_fp32(a, b, sums);
  } else if constexpr (T::WARPGROUP) {
    start_warpgroup(a, b, sums);
  } else {
    multiply_accumulate_tensor(a, b, sums);
  }
}

/** Waits for the sums. */
template <class T, int PLANES>
DEVICE void finish_multiplying(Sums<T, PLANES>& sums) {
  if constexpr (T::WARPGROUP) {
    await_products();
    hold_all(sums);
  }
}

/** A barrier that hands tiles over to those who multiply. */
template <class T>
DEVICE void hand_over() {
  if constexpr (T::WARPGROUP) {
    publish_products();
  }
  __syncthreads();
}

/** Sees no tile. */
struct Unwatched {
  __device__ __forceinline__ void see(SharedPointer<float>) {}
};

/** Adds up the columns of the first plane of operand B, as rounded: thread t, column t of the tile. */
template <class T>
struct ColumnSum {
  bool wanted;
  float sum;
  __device__ __forceinline__ void put(const Matrix& sums, long long part, int column) const {
    if (wanted && (int)threadIdx.x < min(T::BN, sums.columns - column)) {
      ::put(sums, sums.data + part * sums.stride + column + threadIdx.x, sum);
    }
  }
  __device__ __forceinline__ void see(SharedPointer<float> b) {
    if (wanted && threadIdx.x < T::BN) {
#pragma unroll
      for (int line = 0; line < T::LINES; line++) {
        float word = b[LayoutB<T>::at(line, (int)threadIdx.x)];
        if (T::PRECISION == BF16) {
          sum += __uint_as_float(__float_as_uint(word) << 16);
          sum += __uint_as_float(__float_as_uint(word) & 0xFFFF0000u);
        } else {
          sum += word;
        }
      }
    }
  }
};

/**
 * sums += a^T b over the depths [begin, end). `watch` sees each tile of operand B. All threads of the
 * block must call; they may use the shared memory for something else when it returns.
 */
template <class T, class A, class B, class Watch>
DEVICE void multiply(A& a, B& b, SharedPointer<float> a_tiles, SharedPointer<float> b_tiles,
                     int begin, int end, Sums<T, A::PLANES>& sums, Watch& watch) {
  static_assert(A::PLANES == B::PLANES, "operands have the same planes");
  constexpr int A_STAGE = A::PLANES * LayoutA<T>::FLOATS;
  constexpr int B_STAGE = A::PLANES * LayoutB<T>::FLOATS;
  __syncthreads();
  a.fetch(begin, end);
  b.fetch(begin, end);
  a.store(a_tiles);
  b.store(b_tiles);
  hand_over<T>();
  int stage = 0;
  for (int depth = begin; depth < end;) {
    // Compared by what is left: a depth near the largest integer must not overflow.
    bool more = end - depth > T::BK;
    if (more) {
      a.fetch(depth + T::BK, end);
      b.fetch(depth + T::BK, end);
    }
    start_multiplying<T, A::PLANES>(a_tiles + stage * A_STAGE, b_tiles + stage * B_STAGE, sums);
    watch.see(b_tiles + stage * B_STAGE);
    if (T::STAGES == 1) {
      __syncthreads();
    } else {
      stage ^= 1;
    }
    if (more) {
      a.store(a_tiles + stage * A_STAGE);
      b.store(b_tiles + stage * B_STAGE);
    }
    finish_multiplying<T>(sums);
    hand_over<T>();
    if (!more) {
      break;
    }
    depth += T::BK;
  }
}

/**
 * Visits the vectors of VN sums of this thread in register rows [FIRST, FIRST + COUNT) that lie
 * inside `rows` x `columns`, both counted from the tile's first: use(i, j, row, column), row and
 * column within the tile.
 */
template <class T, int COUNT, class Use>
DEVICE void each_vector(int first, int rows, int columns, Use use) {
#pragma unroll
  for (int i = 0; i < COUNT; i++) {
#pragma unroll
    for (int j = 0; j < T::TN; j += T::VN) {
      int row = tile_row<T>(first + i);
      int column = tile_column<T>(j);
      if (row < rows && column < columns) {
        use(first + i, j, row, column);
      }
    }
  }
}

/**
 * Writes the vectors of VN sums of this thread inside `rows` x `columns` to a matrix whose element
 * at the tile's first place is `to`: fill(i, j, row, column, left, values) makes one, of which
 * `left` exist.
 */
template <class T, class Fill>
DEVICE void put_vectors(float* to, int pitch, int rows, int columns, bool accumulate, Fill fill) {
  // One row and column of vectors after another, so that few addresses are alive at a time.
#pragma unroll
  for (int j = 0; j < T::TN; j += T::VN) {
    int column = tile_column<T>(j);
    int left = columns - column;
#pragma unroll
    for (int i = 0; i < T::TM; i += T::VM) {
      int row = tile_row<T>(i);
      float* at = to + (long long)row * pitch + column;
#pragma unroll
      for (int k = 0; k < T::VM; k++) {
        int below = row + k * T::ROW_STEP;
        if (below < rows && left > 0) {
          float values[T::VN];
          fill(i + k, j, below, column, left, values);
          put_vector(at, left, values, accumulate);
        }
        at += (long long)T::ROW_STEP * pitch;
      }
    }
  }
}

/** The same with value(i, j, row, column) for each sum. */
template <class T, class Value>
DEVICE void put_tile(float* to, int pitch, int rows, int columns, bool accumulate, Value value) {
  put_vectors<T>(to, pitch, rows, columns, accumulate,
                 [&](int i, int j, int row, int column, int left, float(&values)[T::VN]) {
#pragma unroll
                   for (int v = 0; v < T::VN; v++) {
                     values[v] = v < left ? value(i, j + v, row, column + v) : 0.0f;
                   }
                 });
}

/** y = the first plane of sums + b, b may be absent; of replica `r` of y. */
template <class T, int PLANES>
DEVICE void put_biased(const Sums<T, PLANES>& sums, const Matrix& b, const Matrix& y, int r, int row,
                       int column) {
  const float* bias = present(b) ? replica(b, r, y.replicas) + column : nullptr;
  put_tile<T>(replica(y, r) + (long long)row * y.columns + column, y.columns, y.rows - row,
              y.columns - column, false, [&](int i, int j, int, int column) {
                return bias != nullptr ? sums.at[0][i][j] + bias[column] : sums.at[0][i][j];
              });
}

/**
 * Applies an activation function to the tile of y that this block has just written, while it is in
 * the caches; `activated` may be absent. All threads of the block must call.
 */
template <class T>
DEVICE void activate_tile(const Matrix& y, const Matrix& activated, int function, int r, int row,
                          int column) {
  if (!present(activated)) {
    return;
  }
  __syncthreads();
  int height = min(T::BM, y.rows - row);
  int width = min(T::BN, y.columns - column);
  for (int e = threadIdx.x; e < height * T::BN; e += T::THREADS) {
    if (e % T::BN < width) {
      long long at = (long long)(row + e / T::BN) * y.columns + column + e % T::BN;
      replica(activated, r)[at] = activation(function, replica(y, r)[at]);
    }
  }
}

/** Writes one plane of sums as part `part` of a gradient, which may be absent. */
template <class T, int PLANES>
DEVICE void put_part(const Sums<T, PLANES>& sums, int plane, const Matrix& gradient, long long part,
                     int row, int column) {
  if (present(gradient)) {
    float* to = gradient.data + part * gradient.stride;
    put_tile<T>(to + (long long)row * gradient.columns + column, gradient.columns,
                gradient.rows - row, gradient.columns - column, gradient.accumulate,
                [&](int i, int j, int, int) { return sums.at[plane][i][j]; });
  }
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
