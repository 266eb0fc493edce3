// Reparameterised products whose blocks draw the weights themselves (Blundell et al. 2015):
// y = x (mu + sigma(rho) eps) + b, and dx = dy (mu + sigma eps)^T with the same noise drawn again.
//
// Replica r of the result has a weight sample of its own. Every row of blocks draws all weights: worth
// it for few rows, where it saves a launch and the way through memory; else SampledLaunches draws the
// weights once (sample_gaussian.cu) and multiplies with product.cu. Both give the same bits. Grid,
// order of sums and memory traffic as in product.cu.
#include "drawn_weights.cuh"

template <class T>
DEVICE void sampled_matmul(const Matrix& x, const Matrix& mu, const Matrix& rho, const Matrix& b,
                           int scale, const Noise& eps, const Matrix& y, const unsigned* state,
                           const Matrix& activated, int function) {
  SharedPointer<float> a_tiles = shared_a<T, 1>();
  SharedPointer<float> b_tiles = shared_b<T, 1>();
  NoiseKey key = noise_key(state, eps.stream);
  int2 tile = tile_of_block<T>(y.rows, y.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  for (int r = blockIdx.z; r < y.replicas; r += gridDim.z) {
    Loader<T, T::BM, ALONG_DEPTH, OnePlane> left(replica(x, r, y.replicas), x.columns, row, x.rows,
                                                 {});
    DrawnWeights<T, AS_STORED, 1> right(mu, rho, scale, key, r, y.replicas, column);
    Sums<T, 1> sums;
    sums.clear();
    Unwatched nobody;
    multiply<T>(left, right, a_tiles, b_tiles, 0, x.columns, sums, nobody);
    put_biased(sums, b, y, r, row, column);
    activate_tile<T>(y, activated, function, r, row, column);
  }
}

#define SAMPLED_PRODUCT(Shape, name)                                                            \
  TILE_KERNEL(sampled_matmul_##name, Shape, Matrix x, Matrix mu, Matrix rho, Matrix b,          \
         int scale, Noise eps, Matrix y, const unsigned* state, Matrix activated,               \
              int function) {                                                                   \
    sampled_matmul<Shape>(x, mu, rho, b, scale, eps, y, state, activated, function);            \
  }

SAMPLED_PRODUCT(Medium, medium)
SAMPLED_PRODUCT(Small, small)
SAMPLED_PRODUCT(Thin, thin)

TILE_KERNEL(sampled_matmul_input_gradient, Deep, Matrix dy, Matrix mu, Matrix rho, int scale,
            Noise eps, Matrix dx, const unsigned* state) {
  SharedPointer<float> a_tiles = shared_a<Deep, 1>();
  SharedPointer<float> b_tiles = shared_b<Deep, 1>();
  NoiseKey key = noise_key(state, eps.stream);
  int2 tile = tile_of_block<Deep>(dx.rows, dx.columns);
  int row = tile.x * Deep::BM;
  int column = tile.y * Deep::BN;
  int group = dy.replicas / dx.replicas;
  for (int q = blockIdx.z; q < dx.replicas; q += gridDim.z) {
    float* to = replica(dx, q) + (long long)row * dx.columns + column;
    for (int r = q * group; r < (q + 1) * group; r++) {
      Loader<Deep, Deep::BM, ALONG_DEPTH, OnePlane> left(replica(dy, r), dy.columns, row, dy.rows,
                                                         {});
      DrawnWeights<Deep, TRANSPOSED, 1> right(mu, rho, scale, key, r, dy.replicas, column);
      Sums<Deep, 1> sums;
      sums.clear();
      Unwatched nobody;
      multiply<Deep>(left, right, a_tiles, b_tiles, 0, dy.columns, sums, nobody);
      put_tile<Deep>(to, dx.columns, dx.rows - row, dx.columns - column,
                     dx.accumulate || r > q * group,
                     [&](int i, int j, int, int) { return sums.at[0][i][j]; });
    }
  }
}
