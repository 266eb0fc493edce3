// From matrices to tiles in shared memory.
#pragma once

#include "tile_shape.cuh"

DEVICE bool aligned(const float* at) { return (reinterpret_cast<unsigned long long>(at) & 15) == 0; }

/** Four consecutive floats, `left` of which exist; the others are zero. */
DEVICE float4 load_four(const float* from, int left) {
  if (left >= 4 && aligned(from)) {
    return global_load<float4>(from);
  }
  return make_float4(left > 0 ? from[0] : 0.0f, left > 1 ? from[1] : 0.0f,
                     left > 2 ? from[2] : 0.0f, left > 3 ? from[3] : 0.0f);
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
