// From tiles in shared memory to sums in registers.
#pragma once

#include "tile_shape.cuh"

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

/** A thread's register tile. */
template <class T, int PLANES>
struct Sums {
  float at[PLANES][T::TM][T::TN];

  /** use(sum) for each of them. */
  template <class Use>
  __device__ __forceinline__ void each(Use use) {
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
#pragma unroll
      for (int i = 0; i < T::TM; i++) {
#pragma unroll
        for (int j = 0; j < T::TN; j++) {
          use(at[p][i][j]);
        }
      }
    }
  }

  __device__ __forceinline__ void clear() {
    each([](float& sum) { sum = 0.0f; });
  }

  /** Keeps the compiler from moving sums to where products still write them. */
  __device__ __forceinline__ void hold() {
    each([](float& sum) { ::hold(sum); });
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

/** The same by wgmma, which goes on until await_products. */
template <class T, int PLANES>
DEVICE void start_warpgroup(SharedPointer<float> a, SharedPointer<float> b, Sums<T, PLANES>& sums) {
  using A = LayoutA<T>;
  using B = LayoutB<T>;
  int row = threadIdx.x / 128 * 64;
  sums.hold();
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
    sums.hold();
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
