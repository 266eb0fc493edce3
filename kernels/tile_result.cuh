// From sums in registers to results.
#pragma once

#include "activation.cuh"
#include "tile_loader.cuh"
#include "tile_product.cuh"

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
