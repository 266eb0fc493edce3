// Local reparameterisation (Kingma, Salimans, Welling 2015): y = x mu + b + sqrt(v) eps with
// v = x^2 sigma(rho)^2 + 1e-8, dx = dy mu^T + 2 x (dv (sigma^2)^T), and the parts of dmu = x^T dy
// and of (x^2)^T dv, from which weight_gradient.cu makes drho; dv = dy eps / (2 sqrt(v)).
//
// Two planes: means and variances. Squares of x are taken on the way into shared memory, so x is
// read once. Variances of weights are computed by the blocks as they load rho, or once by
// weight_variance, which is worth it for many rows (LocalLaunches chooses); both give the same bits.
// The noise of the results is drawn in the epilogue through shared memory, four normals at a time;
// dv, which both products of the backward pass read, is computed once by variance_gradient. Shared
// memory: two planes of two stages of (BM + BN + 8) BK floats. Grid and order of sums as in
// product.cu.
#include "tile.cuh"
#include "weights.cuh"

/** dev.credence.op.LocalReparameterizedMatMul.VARIANCE_FLOOR. */
constexpr float VARIANCE_FLOOR = 1e-8f;

DEVICE float variance_of(int scale, float rho) {
  float sigma = sigma_of(scale, rho);
  return sigma * sigma;
}

/** Where the variances of weights come from: a matrix of them, or rho. */
struct WeightVariance {
  Matrix matrix;
  int scale;
  bool ready;  // whether the matrix holds variances
};

/** Second plane: variances of weights. */
struct Variances {
  static constexpr int PLANES = 2;
  using Part = float4;
  const float* data;
  int scale;
  bool ready;
  __device__ __forceinline__ Part fetch(const Four& four, long long offset) const {
    return load_four(data + offset, four.left);
  }
  __device__ __forceinline__ float4 value(float4, Part part) const {
    if (ready) {
      return part;
    }
    return make_float4(variance_of(scale, part.x), variance_of(scale, part.y),
                       variance_of(scale, part.z), variance_of(scale, part.w));
  }
};

DEVICE Variances variances_of(const WeightVariance& v, int r, int of) {
  return Variances{replica(v.matrix, r, of), v.scale, v.ready};
}

/** Puts the noise of rows [row, row + ROWS) of a tile of y into shared memory, (ROWS, BN). */
template <class T, int ROWS>
DEVICE void load_noise(SharedPointer<float> to, const Noise& eps, const NoiseKey& key, int r,
                       const Matrix& y, int row, int column) {
  int height = min(ROWS, y.rows - row);
  int width = min(T::BN, y.columns - column);
  if (eps.given == nullptr) {
    each_normal<T::THREADS>(
        key, r, row, row + max(height, 0), column, column + width, y.columns,
        [&](int k, int n, float normal) { to[(k - row) * T::BN + (n - column)] = normal; });
  } else {
    const float* given = given_replica(eps, r, y.replicas);
    for (int e = threadIdx.x; e < height * T::BN; e += T::THREADS) {
      if (e % T::BN < width) {
        to[e] = given[(long long)(row + e / T::BN) * y.columns + column + e % T::BN];
      }
    }
  }
}

template <class T>
DEVICE void local_matmul(const Matrix& x, const Matrix& mu, const WeightVariance& variances,
                         const Matrix& b, const Noise& eps, const Matrix& v, const Matrix& y,
                         const unsigned* state, const Matrix& activated, int function) {
  SharedPointer<float> a_tiles = shared_a<T, 2>();
  SharedPointer<float> b_tiles = shared_b<T, 2>();
  // A vector of register rows at a time: its noise must fit where operand A was.
  constexpr int SLABS = T::TM / T::VM;
  constexpr int SLAB = T::BM / SLABS;
  static_assert(SLAB * T::BN <= SHARED_A<T, 2>,
                "the noise of a slab of rows fits into the tiles of operand A");
  NoiseKey key = noise_key(state, eps.stream);
  int2 tile = tile_of_block<T>(y.rows, y.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  int of = y.replicas;
  for (int r = blockIdx.z; r < of; r += gridDim.z) {
    Loader<T, T::BM, ALONG_DEPTH, Squares> left(replica(x, r, of), x.columns, row, x.rows, {});
    Loader<T, T::BN, ALONG_WIDTH, Variances> right(replica(mu, r, of), mu.columns, column,
                                                   mu.columns, variances_of(variances, r, of));
    Sums<T, 2> sums;
    sums.clear();
    Unwatched nobody;
    multiply<T>(left, right, a_tiles, b_tiles, 0, x.columns, sums, nobody);
    const float* bias = present(b) ? replica(b, r, of) + column : nullptr;
    long long first = (long long)row * y.columns + column;
    int columns = y.columns - column;
#pragma unroll
    for (int slab = 0; slab < SLABS; slab++) {
      load_noise<T, SLAB>(a_tiles, eps, key, r, y, row + slab * SLAB, column);
      __syncthreads();
      each_vector<T, T::VM>(slab * T::VM, y.rows - row, columns, [&](int i, int j, int h, int w) {
        float variance[T::VN];
        float values[T::VN];
#pragma unroll
        for (int n = 0; n < T::VN; n++) {
          variance[n] = sums.at[1][i][j + n] + VARIANCE_FLOOR;
          values[n] = 0.0f;
          if (w + n < columns) {
            float noise = a_tiles[(h - slab * SLAB) * T::BN + w + n];
            float mean = sums.at[0][i][j + n];
            mean = bias != nullptr ? mean + bias[w + n] : mean;
            values[n] = mean + sqrtf(variance[n]) * noise;
          }
        }
        long long at = first + (long long)h * y.columns + w;
        put_vector(replica(v, r) + at, columns - w, variance, false);
        put_vector(replica(y, r) + at, columns - w, values, false);
      });
      __syncthreads();
    }
    activate_tile<T>(y, activated, function, r, row, column);
  }
}

template <class T>
DEVICE void local_input_gradient(const Matrix& x, const Matrix& mu, const WeightVariance& variances,
                                 const Matrix& dy, const Matrix& dv, const Matrix& dx) {
  SharedPointer<float> a_tiles = shared_a<T, 2>();
  SharedPointer<float> b_tiles = shared_b<T, 2>();
  int2 tile = tile_of_block<T>(dx.rows, dx.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  int of = dy.replicas;
  int group = of / dx.replicas;
  long long first = (long long)row * dx.columns + column;
  for (int q = blockIdx.z; q < dx.replicas; q += gridDim.z) {
    for (int r = q * group; r < (q + 1) * group; r++) {
      Loader<T, T::BM, ALONG_DEPTH, OtherMatrix> left(replica(dy, r), dy.columns, row, dy.rows,
                                                      OtherMatrix{replica(dv, r)});
      Loader<T, T::BN, ALONG_DEPTH, Variances> right(replica(mu, r, of), mu.columns, column, mu.rows,
                                                     variances_of(variances, r, of));
      Sums<T, 2> sums;
      sums.clear();
      Unwatched nobody;
      multiply<T>(left, right, a_tiles, b_tiles, 0, dy.columns, sums, nobody);
      const float* at = replica(x, r, of) + first;
      put_tile<T>(replica(dx, q) + first, dx.columns, dx.rows - row, dx.columns - column,
                  dx.accumulate || r > q * group, [&](int i, int j, int h, int w) {
                    float twice = 2.0f * at[(long long)h * dx.columns + w];
                    return sums.at[0][i][j] + twice * sums.at[1][i][j];
                  });
    }
  }
}

// Replica r * splits + s of the results takes run s of the rows of replica r.
template <class T>
DEVICE void local_weight_gradient(const Matrix& x, const Matrix& dy, int splits, const Matrix& dv,
                                  const Matrix& mean, const Matrix& spread, const Matrix& bias) {
  SharedPointer<float> a_tiles = shared_a<T, 2>();
  SharedPointer<float> b_tiles = shared_b<T, 2>();
  int2 tile = tile_of_block<T>(x.columns, dy.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  for (int r = blockIdx.z; r < dy.replicas; r += gridDim.z) {
    Run run = run_of_rows<T>(dy.rows, splits);
    long long part = (long long)r * splits + blockIdx.y;
    Loader<T, T::BM, ALONG_WIDTH, Squares> left(replica(x, r, dy.replicas), x.columns, row,
                                                x.columns, {});
    Loader<T, T::BN, ALONG_WIDTH, OtherMatrix> right(replica(dy, r), dy.columns, column, dy.columns,
                                                     OtherMatrix{replica(dv, r)});
    Sums<T, 2> sums;
    sums.clear();
    ColumnSum<T> columns{present(bias) && tile.x == 0, 0.0f};
    multiply<T>(left, right, a_tiles, b_tiles, run.begin, run.end, sums, columns);
    columns.put(bias, part, column);
    put_part(sums, 0, mean, part, row, column);
    put_part(sums, 1, spread, part, row, column);
  }
}

#define LOCAL_PRODUCTS(Shape, name)                                                             \
  TILE_KERNEL(local_matmul_##name, Shape, Matrix x, Matrix mu, Matrix variances, int scale,     \
         int ready, Matrix b, Noise eps, Matrix v, Matrix y, const unsigned* state,             \
              Matrix activated, int function) {                                                 \
    local_matmul<Shape>(x, mu, WeightVariance{variances, scale, ready != 0}, b, eps, v, y,      \
                        state, activated, function);                                            \
  }                                                                                             \
  TILE_KERNEL(local_matmul_input_gradient_##name, Shape, Matrix x, Matrix mu,                   \
         Matrix variances, int scale, int ready, Matrix dy, Matrix dv, Matrix dx) {             \
    local_input_gradient<Shape>(x, mu, WeightVariance{variances, scale, ready != 0}, dy, dv,    \
                                dx);                                                            \
  }                                                                                             \
  TILE_KERNEL(local_matmul_weight_gradient_##name, Shape, Matrix x, Matrix dy, int splits,      \
         Matrix dv, Matrix mean, Matrix spread, Matrix bias) {                                  \
    local_weight_gradient<Shape>(x, dy, splits, dv, mean, spread, bias);                        \
  }

LOCAL_PRODUCTS(LargePair, large)
LOCAL_PRODUCTS(MediumPair, medium)
LOCAL_PRODUCTS(SmallPair, small)
LOCAL_PRODUCTS(ThinPair, thin)

LOCAL_PRODUCTS(LargePairTf32, tf32_large)
LOCAL_PRODUCTS(MediumPairTf32, tf32_medium)
LOCAL_PRODUCTS(SmallPairTf32, tf32_small)

LOCAL_PRODUCTS(LargePairBf16, bf16_large)
LOCAL_PRODUCTS(MediumPairBf16, bf16_medium)
LOCAL_PRODUCTS(SmallPairBf16, bf16_small)

LOCAL_PRODUCTS(WarpgroupPairTf32, tf32_warpgroup)
LOCAL_PRODUCTS(WarpgroupPairBf16, bf16_warpgroup)

// sigma(rho)^2. Grid: x elements, y replicas, which loop.
KERNEL(weight_variance, 256, Matrix rho, int scale, Matrix variances) {
  long long elements = matrix_elements(rho);
  for (int r = blockIdx.y; r < rho.replicas; r += gridDim.y) {
    for (long long i = global_thread(); i < elements; i += global_threads()) {
      replica(variances, r)[i] = variance_of(scale, replica(rho, r)[i]);
    }
  }
}

// dv = dy eps / (2 sqrt(v)). Grid: x blocks of noise, y replicas, which loop.
KERNEL(variance_gradient, 256, Matrix dy, Matrix v, Noise eps, Matrix dv, const unsigned* state) {
  NoiseKey key = noise_key(state, eps.stream);
  long long elements = matrix_elements(dv);
  long long blocks = noise_blocks(elements);
  for (int r = blockIdx.y; r < dv.replicas; r += gridDim.y) {
    for (long long block = global_thread(); block < blocks; block += global_threads()) {
      float4 normals = block_eps(eps, key, r, dv.replicas, block, elements);
#pragma unroll
      for (int word = 0; word < 4; word++) {
        long long i = block_element(block) + 16 * word;
        if (i < elements) {
          float slope = component(normals, word) / (2.0f * sqrtf(replica(v, r)[i]));
          replica(dv, r)[i] = replica(dy, r)[i] * slope;
        }
      }
    }
  }
}
