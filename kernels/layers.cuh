// The layers of a network in shared memory, as wgmma reads them, and rows in the registers of a
// warpgroup.
#pragma once

#include "activation.cuh"
#include "tile_shape.cuh"

/**
 * Shape of a block that takes rows through all layers.
 *
 * WIDTH: inputs and columns of a layer in registers, at most. BLOCKS: how many a multiprocessor holds.
 */
template <Precision PRECISION_, int WIDTH_, int BLOCKS_>
struct LayersShape {
  static constexpr Precision PRECISION = PRECISION_;
  static constexpr int WIDTH = WIDTH_, BLOCKS = BLOCKS_;
  // While one warpgroup multiplies, the others round.
  static constexpr int WARPGROUPS = BLOCKS == 1 ? 3 : 2;
  static constexpr int THREADS = 128 * WARPGROUPS;
  // Numbers that an instruction is deep: 8 words.
  static constexpr int DEPTH = PRECISION == BF16 ? 16 : 8;
  static constexpr int STEPS = WIDTH / DEPTH;
  // Of 228 KB a multiprocessor, each block loses one.
  static constexpr int FLOATS = (228 / BLOCKS - 1) * 1024 / 4;
  // Columns in shared memory of a last layer that has no more.
  static constexpr int FEW = 8;
};

/** Weights, biases and factors of layer `l` among the matrices of a launch. */
DEVICE const Matrix& weights_of(const MatrixList& layers, int l) { return layers.at[3 * l]; }
DEVICE const Matrix& biases_of(const MatrixList& layers, int l) { return layers.at[3 * l + 1]; }
DEVICE const Matrix& factors_of(const MatrixList& layers, int l) { return layers.at[3 * l + 2]; }

/**
 * A layer in shared memory: bricks of its weights, behind them the biases and the factors of its
 * columns. What does not exist is zero.
 */
template <class Shape>
struct SharedLayer {
  SharedPointer<float> first;
  int steps;    // instructions deep
  int columns;

  DEVICE_MEMBER SharedLayer(const MatrixList& layers, int l, SharedPointer<float> begin)
      : first(begin) {
    const Matrix& w = weights_of(layers, l);
    bool last = 3 * (l + 1) == layers.count;
    // The rows of x are read for two instructions at once.
    steps = l > 0 ? Shape::STEPS : (w.rows + 2 * Shape::DEPTH - 1) / (2 * Shape::DEPTH) * 2;
    columns = last && w.columns <= Shape::FEW ? Shape::FEW : Shape::WIDTH;
  }

  DEVICE_MEMBER Bricks bricks(int step) const { return Bricks{first + 8 * columns * step, 4 * columns}; }
  DEVICE_MEMBER SharedPointer<float> biases() const { return first + 8 * columns * steps; }
  DEVICE_MEMBER SharedPointer<float> factors() const { return biases() + columns; }
  DEVICE_MEMBER SharedPointer<float> end() const { return factors() + columns; }
};

/** Weight (depth, n), zero where it does not exist. */
DEVICE float weight_at(const float* w, const Matrix& m, int depth, int n) {
  return depth < m.rows && n < m.columns ? w[(long long)depth * m.columns + n] : 0.0f;
}

/**
 * A word of the weights of column `n`. Registers hold neighbours of a row where wgmma reads depths
 * line % 4 and four on: BF16 has both in one word; for TF32 the weights lie as the registers do.
 */
template <class Shape>
DEVICE float weight_word(const float* w, const Matrix& m, int line, int n) {
  if constexpr (Shape::PRECISION == BF16) {
    return __uint_as_float(
        bf16_word(weight_at(w, m, 2 * line, n), weight_at(w, m, 2 * line + 1, n)));
  } else {
    int depth = (line & ~7) + (line & 3) * 2 + (line >> 2 & 1);
    return __uint_as_float(tf32_word(weight_at(w, m, depth, n)));
  }
}

/** A number of each column of replica `r`, zero where the column does not exist. */
DEVICE void put_columns(SharedPointer<float> to, int columns, const Matrix& m, int r, int of,
                        int exist, float otherwise) {
  for (int n = threadIdx.x; n < columns; n += blockDim.x) {
    to[n] = n >= exist ? 0.0f : present(m) ? replica(m, r, of)[n] : otherwise;
  }
}

/** Writes the layers of replica `r` to shared memory; all threads of the block. */
template <class Shape>
DEVICE void put_layers(const MatrixList& layers, int r, int of, SharedPointer<float> shared) {
  for (int l = 0; 3 * l < layers.count; l++) {
    SharedLayer<Shape> layer(layers, l, shared);
    const Matrix& m = weights_of(layers, l);
    const float* w = replica(m, r, of);
    // Four lines of one column at once: neighbouring threads read and write neighbours.
    for (int e = threadIdx.x; e < 2 * layer.steps * layer.columns; e += Shape::THREADS) {
      int line = e / layer.columns * 4;
      int n = e % layer.columns;
      shared_store(layer.first + 4 * e,
                   make_float4(weight_word<Shape>(w, m, line, n), weight_word<Shape>(w, m, line + 1, n),
                               weight_word<Shape>(w, m, line + 2, n),
                               weight_word<Shape>(w, m, line + 3, n)));
    }
    put_columns(layer.biases(), layer.columns, biases_of(layers, l), r, of, m.columns, 0.0f);
    put_columns(layer.factors(), layer.columns, factors_of(layers, l), r, of, m.columns, 1.0f);
    shared = layer.end();
  }
}

/**
 * Sums of 64 rows in the registers of a warpgroup as wgmma leaves them: of every 8 columns two
 * neighbours in row lane / 4 of the 16 of a warp, and two in the eighth row below.
 */
template <int COLUMNS>
struct RowSums {
  static constexpr int COUNT = COLUMNS / 4;
  float upper[COUNT];
  float lower[COUNT];

  /** Column of the sums of index i. */
  static DEVICE_MEMBER int column(int i) { return i / 2 * 8 + threadIdx.x % 4 * 2 + i % 2; }

  /** The same number of a column for all rows. */
  DEVICE_MEMBER void start(SharedPointer<float> of_columns) {
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      float2 both = shared_load<float2>(of_columns + column(i));
      upper[i] = lower[i] = both.x;
      upper[i + 1] = lower[i + 1] = both.y;
    }
  }

  DEVICE_MEMBER void scale(SharedPointer<float> of_columns) {
#pragma unroll
    for (int i = 0; i < COUNT; i += 2) {
      float2 both = shared_load<float2>(of_columns + column(i));
      upper[i] *= both.x;
      lower[i] *= both.x;
      upper[i + 1] *= both.y;
      lower[i + 1] *= both.y;
    }
  }

  /** Waits until what was multiplied is there. */
  DEVICE_MEMBER void await() {
    commit_products();
    await_products();
    keep();
  }

  /** The compiler moves no use of the sums across; wgmma wants none behind its fence. */
  DEVICE_MEMBER void keep() {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      hold(upper[i]);
      hold(lower[i]);
    }
  }
};

/** Rounded factors of a row and of the eighth below, as deep as an instruction. */
template <class Shape>
struct RowFactors {
  static constexpr int COUNT = Shape::DEPTH / 4;
  unsigned words[4];

  DEVICE_MEMBER void round(const float* upper, const float* lower) {
    if constexpr (Shape::PRECISION == BF16) {
      words[0] = bf16_word(upper[0], upper[1]);
      words[1] = bf16_word(lower[0], lower[1]);
      words[2] = bf16_word(upper[2], upper[3]);
      words[3] = bf16_word(lower[2], lower[3]);
    } else {
      words[0] = tf32_word(upper[0]);
      words[1] = tf32_word(lower[0]);
      words[2] = tf32_word(upper[1]);
      words[3] = tf32_word(lower[1]);
    }
  }

  /** What rounding has taken from the numbers, rounded itself. */
  DEVICE_MEMBER void round_rest(const RowFactors& rounded, const float* upper, const float* lower) {
    float rest[2][COUNT];
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      rest[0][i] = upper[i] - rounded.number(0, i);
      rest[1][i] = lower[i] - rounded.number(1, i);
    }
    round(rest[0], rest[1]);
  }

  /** Number `i` of the upper or lower row. */
  DEVICE_MEMBER float number(int row, int i) const {
    if constexpr (Shape::PRECISION == BF16) {
      unsigned word = words[i / 2 * 2 + row];
      return __uint_as_float(i % 2 == 0 ? word << 16 : word & 0xFFFF0000u);
    } else {
      // What lies beyond TF32 is not looked at, and not promised to be zero.
      return __uint_as_float(words[i * 2 + row] & 0xFFFFE000u);
    }
  }

  /** The same of max(0, number). */
  DEVICE_MEMBER void rectify(const float* upper, const float* lower) {
    if constexpr (Shape::PRECISION == BF16) {
      words[0] = bf16_rectified_word(upper[0], upper[1]);
      words[1] = bf16_rectified_word(lower[0], lower[1]);
      words[2] = bf16_rectified_word(upper[2], upper[3]);
      words[3] = bf16_rectified_word(lower[2], lower[3]);
    } else {
      words[0] = tf32_word(activation(RELU, upper[0]));
      words[1] = tf32_word(activation(RELU, lower[0]));
      words[2] = tf32_word(activation(RELU, upper[1]));
      words[3] = tf32_word(activation(RELU, lower[1]));
    }
  }

  /** sums += these factors times bricks of weights, once awaited; until then both must stay. */
  template <int COLUMNS>
  DEVICE_MEMBER void multiply(RowSums<COLUMNS>& sums, const Bricks& weights) const {
    if constexpr (Shape::PRECISION == BF16) {
      multiply_warpgroup_bf16<COLUMNS>(sums.upper, sums.lower, words, weights);
    } else {
      multiply_warpgroup_tf32<COLUMNS>(sums.upper, sums.lower, words, weights);
    }
  }

  /** As of the sums; after the wait, so that the registers serve nothing else before. */
  DEVICE_MEMBER void keep() {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      hold(words[i]);
    }
  }
};
