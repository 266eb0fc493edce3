// Flipout (Wen et al. 2018): y = x mu + ((x o signIn) P) o signOut + b with P = sigma(rho) eps,
// dx = dy mu^T + ((dy o signOut) P^T) o signIn, and the parts of dmu = x^T dy and of
// (x o signIn)^T (dy o signOut), from which weight_gradient.cu makes drho.
//
// Two planes: the products with mu and with P share the tiles of x or dy, which are read once; the
// flipped copy is made on the way into shared memory. P and the signs, one word for 32 columns, are
// either in memory, where flipout_noise has drawn them once, or drawn by the blocks as they load,
// which is worth it for few rows (FlipoutLaunches chooses). Both give the same bits. Shared memory:
// two planes of two stages of (BM + BN + 8) BK floats. Grid and order of sums as in product.cu.
#include "drawn_weights.cuh"

/** Signs of one replica: words in memory or, if DRAWN and there are none, a stream. */
template <bool DRAWN>
struct Signs {
  const unsigned* words;
  NoiseKey key;
  int replica;
  int columns;

  /** The word that holds a column. */
  __device__ __forceinline__ unsigned word(long long row, int column) const {
    if (DRAWN && words == nullptr) {
      return sign_word(key, replica, row, column >> 5, columns);
    }
    return words[row * ((columns + 31) >> 5) + (column >> 5)];
  }
};

/** Signs of replica `r` of `of`; `words` is absent where they are drawn. */
template <bool DRAWN>
DEVICE Signs<DRAWN> signs_of(const Matrix& words, const Noise& noise, const unsigned* state, int r, int of,
                      int columns) {
  const float* packed = present(words) ? replica(words, r, of) : nullptr;
  return Signs<DRAWN>{reinterpret_cast<const unsigned*>(packed), noise_key(state, noise.stream), r,
                    columns};
}

/** Second plane: the first with signs. */
template <bool DRAWN>
struct Flipped {
  static constexpr int PLANES = 2;
  using Part = unsigned;
  Signs<DRAWN> signs;
  __device__ __forceinline__ Part fetch(const Four& four, long long) const {
    return four.left > 0 ? signs.word(four.row, four.column) >> (four.column & 31) : 0;
  }
  __device__ __forceinline__ float4 value(float4 x, Part word) const {
    return make_float4(flip(x.x, word, 0), flip(x.y, word, 1), flip(x.z, word, 2),
                       flip(x.w, word, 3));
  }
};

/** Writes first plane + flipped second plane + bias; `bias` may be null. */
template <class T, bool DRAWN>
DEVICE void put_flipped(const Sums<T, 2>& sums, const Signs<DRAWN>& signs, const float* bias,
                        const Matrix& result, float* data, int row, int column, bool accumulate) {
  // Places of results are computed here, not before the product, where registers are scarce.
  hold(row);
  hold(column);
  put_vectors<T>(data + (long long)row * result.columns + column, result.columns,
                 result.rows - row, result.columns - column, accumulate,
                 [&](int i, int j, int y, int x, int left, float(&values)[T::VN]) {
                   // A vector of sums lies within one word.
                   unsigned word = signs.word((long long)row + y, column + x);
#pragma unroll
                   for (int v = 0; v < T::VN; v++) {
                     float mean = sums.at[0][i][j + v];
                     if (bias != nullptr && v < left) {
                       mean += bias[column + x + v];
                     }
                     values[v] = mean + flip(sums.at[1][i][j + v], word, column + x + v);
                   }
                 });
}

/** What a kernel is told about noise. */
struct FlipoutNoise {
  Matrix p;          // (R, K, N), absent where it is drawn
  Noise eps;
  Matrix in_words;   // (R, B, K / 32), absent where signs are drawn
  Noise sign_in;
  Matrix out_words;  // (R, B, N / 32)
  Noise sign_out;
  const unsigned* state;
};

/** Operand B of both planes: weights and perturbations from memory, or drawn. */
template <class T, Orientation ORIENTATION, bool DRAWN>
struct FlipoutWeights;

template <class T, Orientation ORIENTATION>
struct FlipoutWeights<T, ORIENTATION, true> : DrawnWeights<T, ORIENTATION, 2> {
  __device__ __forceinline__ FlipoutWeights(const Matrix& mu, const Matrix& rho, int scale,
                                            const FlipoutNoise& noise, int r, int of, int first)
      : DrawnWeights<T, ORIENTATION, 2>(mu, rho, scale, noise_key(noise.state, noise.eps.stream), r,
                                        of, first) {}
};

template <class T, Orientation ORIENTATION>
using StoredWeights =
    Loader<T, T::BN, ORIENTATION == TRANSPOSED ? ALONG_DEPTH : ALONG_WIDTH, OtherMatrix>;

template <class T, Orientation ORIENTATION>
struct FlipoutWeights<T, ORIENTATION, false> : StoredWeights<T, ORIENTATION> {
  __device__ __forceinline__ FlipoutWeights(const Matrix& mu, const Matrix&, int,
                                            const FlipoutNoise& noise, int r, int of, int first)
      : StoredWeights<T, ORIENTATION>(replica(mu, r, of), mu.columns, first,
                                      ORIENTATION == TRANSPOSED ? mu.rows : mu.columns,
                                      OtherMatrix{replica(noise.p, r, of)}) {}
};

template <class T, bool DRAWN>
DEVICE void flipout_matmul(const Matrix& x, const Matrix& mu, const Matrix& rho, const Matrix& b,
                           int scale, const FlipoutNoise& noise, const Matrix& y,
                           const Matrix& activated, int function) {
  SharedPointer<float> a_tiles = shared_a<T, 2>();
  SharedPointer<float> b_tiles = shared_b<T, 2>();
  int2 tile = tile_of_block<T>(y.rows, y.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  int of = y.replicas;
  for (int r = blockIdx.z; r < of; r += gridDim.z) {
    Signs<DRAWN> in = signs_of<DRAWN>(noise.in_words, noise.sign_in, noise.state, r, of, x.columns);
    Loader<T, T::BM, ALONG_DEPTH, Flipped<DRAWN>> left(replica(x, r, of), x.columns, row, x.rows,
                                                Flipped<DRAWN>{in});
    FlipoutWeights<T, AS_STORED, DRAWN> right(mu, rho, scale, noise, r, of, column);
    Sums<T, 2> sums;
    sums.clear();
    Unwatched nobody;
    multiply<T>(left, right, a_tiles, b_tiles, 0, x.columns, sums, nobody);
    Signs<DRAWN> out = signs_of<DRAWN>(noise.out_words, noise.sign_out, noise.state, r, of, y.columns);
    const float* bias = present(b) ? replica(b, r, of) : nullptr;
    put_flipped(sums, out, bias, y, replica(y, r), row, column, false);
    activate_tile<T>(y, activated, function, r, row, column);
  }
}

template <class T, bool DRAWN>
DEVICE void flipout_input_gradient(const Matrix& dy, const Matrix& mu, const Matrix& rho, int scale,
                                   const FlipoutNoise& noise, const Matrix& dx) {
  SharedPointer<float> a_tiles = shared_a<T, 2>();
  SharedPointer<float> b_tiles = shared_b<T, 2>();
  int2 tile = tile_of_block<T>(dx.rows, dx.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  int of = dy.replicas;
  int group = of / dx.replicas;
  for (int q = blockIdx.z; q < dx.replicas; q += gridDim.z) {
    for (int r = q * group; r < (q + 1) * group; r++) {
      Signs<DRAWN> out = signs_of<DRAWN>(noise.out_words, noise.sign_out, noise.state, r, of, dy.columns);
      Loader<T, T::BM, ALONG_DEPTH, Flipped<DRAWN>> left(replica(dy, r), dy.columns, row, dy.rows,
                                                  Flipped<DRAWN>{out});
      FlipoutWeights<T, TRANSPOSED, DRAWN> right(mu, rho, scale, noise, r, of, column);
      Sums<T, 2> sums;
      sums.clear();
      Unwatched nobody;
      multiply<T>(left, right, a_tiles, b_tiles, 0, dy.columns, sums, nobody);
      Signs<DRAWN> in = signs_of<DRAWN>(noise.in_words, noise.sign_in, noise.state, r, of, dx.columns);
      put_flipped(sums, in, nullptr, dx, replica(dx, q), row, column,
                     dx.accumulate || r > q * group);
    }
  }
}

// Replica r * splits + s of the results takes run s of the rows of replica r.
template <class T, bool DRAWN>
DEVICE void flipout_weight_gradient(const Matrix& x, const Matrix& dy, int splits,
                                    const FlipoutNoise& noise, const Matrix& mean,
                                    const Matrix& spread, const Matrix& bias) {
  SharedPointer<float> a_tiles = shared_a<T, 2>();
  SharedPointer<float> b_tiles = shared_b<T, 2>();
  int2 tile = tile_of_block<T>(x.columns, dy.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  int of = dy.replicas;
  for (int r = blockIdx.z; r < of; r += gridDim.z) {
    Run run = run_of_rows<T>(dy.rows, splits);
    long long part = (long long)r * splits + blockIdx.y;
    Signs<DRAWN> in = signs_of<DRAWN>(noise.in_words, noise.sign_in, noise.state, r, of, x.columns);
    Signs<DRAWN> out = signs_of<DRAWN>(noise.out_words, noise.sign_out, noise.state, r, of, dy.columns);
    Loader<T, T::BM, ALONG_WIDTH, Flipped<DRAWN>> left(replica(x, r, of), x.columns, row, x.columns,
                                                Flipped<DRAWN>{in});
    Loader<T, T::BN, ALONG_WIDTH, Flipped<DRAWN>> right(replica(dy, r), dy.columns, column, dy.columns,
                                                 Flipped<DRAWN>{out});
    Sums<T, 2> sums;
    sums.clear();
    ColumnSum<T> columns{present(bias) && tile.x == 0, 0.0f};
    multiply<T>(left, right, a_tiles, b_tiles, run.begin, run.end, sums, columns);
    columns.put(bias, part, column);
    put_part(sums, 0, mean, part, row, column);
    put_part(sums, 1, spread, part, row, column);
  }
}

#define NOISE_PARAMETERS                                                                        \
  Matrix p, Noise eps, Matrix in_words, Noise sign_in, Matrix out_words, Noise sign_out,        \
      const unsigned *state
#define NOISE_ARGUMENTS                                                                         \
  FlipoutNoise { p, eps, in_words, sign_in, out_words, sign_out, state }

#define FLIPOUT_PRODUCT(Shape, drawn, name)                                                     \
  TILE_KERNEL(flipout_matmul_##name, Shape, Matrix x, Matrix mu, Matrix rho, Matrix b,          \
         int scale, NOISE_PARAMETERS, Matrix y, Matrix activated, int function) {               \
    flipout_matmul<Shape, drawn>(x, mu, rho, b, scale, NOISE_ARGUMENTS, y, activated, function);\
  }
#define FLIPOUT_INPUT_GRADIENT(Shape, drawn, name)                                              \
  TILE_KERNEL(flipout_matmul_input_gradient_##name, Shape, Matrix dy, Matrix mu,                \
         Matrix rho, int scale, NOISE_PARAMETERS, Matrix dx) {                                  \
    flipout_input_gradient<Shape, drawn>(dy, mu, rho, scale, NOISE_ARGUMENTS, dx);              \
  }
#define FLIPOUT_WEIGHT_GRADIENT(Shape, may, name)                                               \
  TILE_KERNEL(flipout_matmul_weight_gradient_##name, Shape, Matrix x, Matrix dy,                \
         int splits, NOISE_PARAMETERS, Matrix mean, Matrix spread, Matrix bias) {               \
    flipout_weight_gradient<Shape, may>(x, dy, splits, NOISE_ARGUMENTS, mean, spread, bias);    \
  }

FLIPOUT_PRODUCT(LargePair, false, large)
FLIPOUT_PRODUCT(MediumPair, false, medium)
FLIPOUT_PRODUCT(SmallPair, false, small)
FLIPOUT_PRODUCT(ThinPair, false, thin)
FLIPOUT_PRODUCT(MediumPair, true, drawn_medium)
FLIPOUT_PRODUCT(SmallPair, true, drawn_small)
FLIPOUT_PRODUCT(ThinPair, true, drawn_thin)

FLIPOUT_INPUT_GRADIENT(LargePair, false, large)
FLIPOUT_INPUT_GRADIENT(MediumPair, false, medium)
FLIPOUT_INPUT_GRADIENT(SmallPair, false, small)
FLIPOUT_INPUT_GRADIENT(ThinPair, false, thin)
FLIPOUT_INPUT_GRADIENT(DeepPair, true, drawn)

FLIPOUT_WEIGHT_GRADIENT(LargePair, true, large)
FLIPOUT_WEIGHT_GRADIENT(MediumPair, true, medium)
FLIPOUT_WEIGHT_GRADIENT(SmallPair, true, small)
FLIPOUT_WEIGHT_GRADIENT(ThinPair, true, thin)

#define FLIPOUT_TENSOR_PRODUCTS(Shape, name)                                                    \
  FLIPOUT_PRODUCT(Shape, false, name)                                                           \
  FLIPOUT_INPUT_GRADIENT(Shape, false, name)                                                    \
  FLIPOUT_WEIGHT_GRADIENT(Shape, false, name)

FLIPOUT_TENSOR_PRODUCTS(LargePairTf32, tf32_large)
FLIPOUT_TENSOR_PRODUCTS(MediumPairTf32, tf32_medium)
FLIPOUT_TENSOR_PRODUCTS(SmallPairTf32, tf32_small)

FLIPOUT_TENSOR_PRODUCTS(LargePairBf16, bf16_large)
FLIPOUT_TENSOR_PRODUCTS(MediumPairBf16, bf16_medium)
FLIPOUT_TENSOR_PRODUCTS(SmallPairBf16, bf16_small)

FLIPOUT_TENSOR_PRODUCTS(WarpgroupPairTf32, tf32_warpgroup)
FLIPOUT_TENSOR_PRODUCTS(WarpgroupPairBf16, bf16_warpgroup)

/** Words of the signs of a block of noise: drawn, or packed from those that are given. */
DEVICE void put_sign_words(const Noise& noise, const NoiseKey& key, const Matrix& words,
                           int columns, int r, long long block) {
  unsigned* to = reinterpret_cast<unsigned*>(replica(words, r));
  uint4 drawn = noise_words(key, r, block);
  const unsigned four[4] = {drawn.x, drawn.y, drawn.z, drawn.w};
#pragma unroll
  for (int word = 0; word < 4; word++) {
    long long i = block_element(block) + 16 * word;
    if (i < matrix_elements(words)) {
      unsigned bits = four[word];
      if (noise.given != nullptr) {
        long long row = i / words.columns;
        int column = (int)(i % words.columns) * 32;
        const float* from = given_replica(noise, r, words.replicas) + row * columns + column;
        bits = 0;
        for (int c = 0; c < min(32, columns - column); c++) {
          bits |= (from[c] < 0.0f ? 1u : 0u) << c;
        }
      }
      to[i] = bits;
    }
  }
}

// P, signIn and signOut in one pass; those that are absent are left out. Grid: x blocks of noise of
// all three, y replicas, which loop.
KERNEL(flipout_noise, 256, Matrix rho, int scale, NOISE_PARAMETERS, int inputs, int outputs) {
  long long p_blocks = noise_blocks(matrix_elements(p));
  long long in_blocks = noise_blocks(matrix_elements(in_words));
  long long out_blocks = noise_blocks(matrix_elements(out_words));
  NoiseKey p_key = noise_key(state, eps.stream);
  NoiseKey in_key = noise_key(state, sign_in.stream);
  NoiseKey out_key = noise_key(state, sign_out.stream);
  int replicas = max(p.replicas, max(in_words.replicas, out_words.replicas));
  for (int r = blockIdx.y; r < replicas; r += gridDim.y) {
    for (long long item = global_thread(); item < p_blocks + in_blocks + out_blocks;
         item += global_threads()) {
      if (item < p_blocks) {
        float4 normals = block_eps(eps, p_key, r, p.replicas, item, matrix_elements(p));
#pragma unroll
        for (int word = 0; word < 4; word++) {
          long long i = block_element(item) + 16 * word;
          if (i < matrix_elements(p)) {
            float sigma = sigma_of(scale, replica(rho, r, p.replicas)[i]);
            replica(p, r)[i] = weight_sample(0.0f, sigma, component(normals, word));
          }
        }
      } else if (item < p_blocks + in_blocks) {
        put_sign_words(sign_in, in_key, in_words, inputs, r, item - p_blocks);
      } else {
        put_sign_words(sign_out, out_key, out_words, outputs, r, item - p_blocks - in_blocks);
      }
    }
  }
}
