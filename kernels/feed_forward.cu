// All layers of a network with frozen weights at once: h_l = factors_l f_l(h_{l-1} w_l + b_l), h_0 = x,
// y = h of the last layer, which has neither function nor factors. Factors are a frozen dropout mask.
//
// Shapes: x (B, K), w_l (K_l, N_l), b_l and factors_l (1, N_l), y (B, N), row-major, per replica; b_l
// and factors_l may be absent, no K_l or N_l is above WIDTH. A block lays the weights of a replica out
// in shared memory, rounded once. Each of its warpgroups then takes 64 rows after another through all
// layers: what wgmma leaves in the registers is what it wants there for the next layer, once rounded.
// So only x is read and only y written, and the weights are read by every block once. x is multiplied
// in two parts, as rounded and what rounding took: an error in it all weight samples would share.
//
// Cost of a layer of 128 columns for 64 rows in BF16: 512 cycles of the tensor cores, and some 200
// instructions of each warp, which the other warpgroups hide. Sums begin with the bias; the order of
// the rest is wgmma's own. Grid: x shares of the rows, y replicas, which loop.
#include "layers.cuh"
#include "tile_result.cuh"

// Of a hidden layer without an activation function.
const int NO_FUNCTION = 15;

/** Applies an activation function to all sums. */
template <int COLUMNS>
DEVICE void activate(RowSums<COLUMNS>& sums, int function) {
  if (function == NO_FUNCTION) {
    return;
  }
  if (function == RELU) {
#pragma unroll
    for (int i = 0; i < sums.COUNT; i++) {
      sums.upper[i] = activation(RELU, sums.upper[i]);
      sums.lower[i] = activation(RELU, sums.lower[i]);
    }
    return;
  }
  // The others are long: code for a few sums, which go around through its registers.
  constexpr int AT_ONCE = 2;
#pragma unroll 1
  for (int turn = 0; turn < sums.COUNT; turn += AT_ONCE) {
    float done[2][AT_ONCE];
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      done[0][i] = activation(function, sums.upper[i]);
      done[1][i] = activation(function, sums.lower[i]);
    }
#pragma unroll
    for (int i = 0; i < sums.COUNT; i++) {
      bool inside = i + AT_ONCE < sums.COUNT;
      sums.upper[i] = inside ? sums.upper[i + AT_ONCE] : done[0][i + AT_ONCE - sums.COUNT];
      sums.lower[i] = inside ? sums.lower[i + AT_ONCE] : done[1][i + AT_ONCE - sums.COUNT];
    }
  }
}

/** From the sums of a layer to the rounded factors of the next one. */
template <class Shape>
DEVICE void finish_layer(RowSums<Shape::WIDTH>& sums, int function, bool scaled,
                         const SharedLayer<Shape>& layer, RowFactors<Shape> (&factors)[Shape::STEPS]) {
  constexpr int COUNT = RowFactors<Shape>::COUNT;
  if (function == RELU && !scaled) {
    // The most frequent case is one with the rounding.
#pragma unroll
    for (int step = 0; step < Shape::STEPS; step++) {
      factors[step].rectify(&sums.upper[step * COUNT], &sums.lower[step * COUNT]);
    }
    return;
  }
  activate(sums, function);
  if (scaled) {
    sums.scale(layer.factors());
  }
#pragma unroll
  for (int step = 0; step < Shape::STEPS; step++) {
    factors[step].round(&sums.upper[step * COUNT], &sums.lower[step * COUNT]);
  }
}

/** Numbers of row `row` of x for instruction `step`, zero where they do not exist. */
template <class Shape>
DEVICE void read_row(const Matrix& x, const float* from, long long row, int step,
                     float (&to)[RowFactors<Shape>::COUNT]) {
#pragma unroll
  for (int i = 0; i < RowFactors<Shape>::COUNT; i++) {
    int column = step * Shape::DEPTH + RowSums<Shape::WIDTH>::column(i);
    to[i] = row < x.rows && column < x.columns ? from[row * x.columns + column] : 0.0f;
  }
}

/** The first layer, of x in two parts. */
template <class Shape>
DEVICE void multiply_rows(const Matrix& x, const float* from, long long row,
                          const SharedLayer<Shape>& layer, RowSums<Shape::WIDTH>& sums) {
  constexpr int COUNT = RowFactors<Shape>::COUNT;
  sums.start(layer.biases());
#pragma unroll 1
  for (int step = 0; step < layer.steps; step += 2) {
    RowFactors<Shape> factors[2];
    RowFactors<Shape> rests[2];
    float upper[2][COUNT];
    float lower[2][COUNT];
#pragma unroll
    for (int i = 0; i < 2; i++) {
      read_row<Shape>(x, from, row, step + i, upper[i]);
      read_row<Shape>(x, from, row + 8, step + i, lower[i]);
    }
#pragma unroll
    for (int i = 0; i < 2; i++) {
      factors[i].round(upper[i], lower[i]);
      rests[i].round_rest(factors[i], upper[i], lower[i]);
      factors[i].keep();
      rests[i].keep();
    }
    sums.keep();
    begin_products();
#pragma unroll
    for (int i = 0; i < 2; i++) {
      factors[i].multiply(sums, layer.bricks(step + i));
      rests[i].multiply(sums, layer.bricks(step + i));
    }
    sums.await();
#pragma unroll
    for (int i = 0; i < 2; i++) {
      factors[i].keep();
      rests[i].keep();
    }
  }
}

/** A layer of what lies in registers. */
template <class Shape, int COLUMNS>
DEVICE void multiply_layer(RowFactors<Shape> (&factors)[Shape::STEPS],
                           const SharedLayer<Shape>& layer, RowSums<COLUMNS>& sums) {
  sums.start(layer.biases());
  sums.keep();
#pragma unroll
  for (int step = 0; step < Shape::STEPS; step++) {
    factors[step].keep();
  }
  begin_products();
#pragma unroll
  for (int step = 0; step < Shape::STEPS; step++) {
    factors[step].multiply(sums, layer.bricks(step));
  }
  sums.await();
#pragma unroll
  for (int step = 0; step < Shape::STEPS; step++) {
    factors[step].keep();
  }
}

/** The last layer. */
template <class Shape, int COLUMNS>
DEVICE void put_rows(RowFactors<Shape> (&factors)[Shape::STEPS], const SharedLayer<Shape>& layer,
                     const Matrix& y, float* to, long long row) {
  RowSums<COLUMNS> sums;
  multiply_layer(factors, layer, sums);
#pragma unroll
  for (int i = 0; i < sums.COUNT; i += 2) {
    int column = sums.column(i);
    float upper[2] = {sums.upper[i], sums.upper[i + 1]};
    float lower[2] = {sums.lower[i], sums.lower[i + 1]};
    if (row < y.rows) {
      put_vector(to + row * y.columns + column, y.columns - column, upper, false);
    }
    if (row + 8 < y.rows) {
      put_vector(to + (row + 8) * y.columns + column, y.columns - column, lower, false);
    }
  }
}

/** Rows of this thread, `row` and the eighth from there, through all layers. */
template <class Shape>
DEVICE void feed_rows(const MatrixList& layers, const Matrix& x, const Matrix& y, int r,
                      long long row, unsigned functions, SharedPointer<float> shared) {
  RowSums<Shape::WIDTH> sums;
  RowFactors<Shape> factors[Shape::STEPS];
  SharedLayer<Shape> layer(layers, 0, shared);
  multiply_rows<Shape>(x, replica(x, r, y.replicas), row, layer, sums);
#pragma unroll 1
  for (int l = 0;; functions >>= 4) {
    finish_layer(sums, (int)(functions & 15), present(factors_of(layers, l)), layer, factors);
    l++;
    layer = SharedLayer<Shape>(layers, l, layer.end());
    if (3 * (l + 1) == layers.count) {
      break;
    }
    multiply_layer(factors, layer, sums);
  }
  float* to = replica(y, r);
  if (layer.columns == Shape::FEW) {
    put_rows<Shape, Shape::FEW>(factors, layer, y, to, row);
  } else {
    put_rows<Shape, Shape::WIDTH>(factors, layer, y, to, row);
  }
}

template <class Shape>
DEVICE void feed_forward(const MatrixList& layers, const Matrix& x, const Matrix& y,
                         unsigned functions) {
  LAUNCHED_SHARED(shared, 0, Shape::FLOATS);
  int tiles = (int)(((unsigned)y.rows + 63) / 64);
  int first = (int)(blockIdx.x * Shape::WARPGROUPS + threadIdx.x / 128);
  for (int r = blockIdx.y; r < y.replicas; r += gridDim.y) {
    // Some may still multiply by the weights before.
    __syncthreads();
    put_layers<Shape>(layers, r, y.replicas, shared);
    publish_products();
    __syncthreads();
    for (int tile = first; tile < tiles; tile += (int)gridDim.x * Shape::WARPGROUPS) {
      long long row = 64LL * tile + threadIdx.x / 32 % 4 * 16 + threadIdx.x % 32 / 4;
      feed_rows<Shape>(layers, x, y, r, row, functions, shared);
    }
  }
}

// Four bits of `functions` for every layer, the first below.
#define FEED_FORWARD(name, Shape)                                                           \
  TILE_KERNEL(feed_forward_##name, Shape, MatrixList layers, Matrix x, Matrix y, int functions) { \
    feed_forward<Shape>(layers, x, y, (unsigned)functions);                                   \
  }

// dev.credence.backend.cuda.LayersShape has the same figures.
using Layers64Tf32 = LayersShape<TF32, 64, 2>;
using Layers128Tf32 = LayersShape<TF32, 128, 1>;
using Layers64Bf16 = LayersShape<BF16, 64, 2>;
using Layers128Bf16 = LayersShape<BF16, 128, 1>;

FEED_FORWARD(tf32_64_warpgroup, Layers64Tf32)
FEED_FORWARD(tf32_128_warpgroup, Layers128Tf32)
FEED_FORWARD(bf16_64_warpgroup, Layers64Bf16)
FEED_FORWARD(bf16_128_warpgroup, Layers128Bf16)
