// Dense products: y = x w + b and, where it is wanted, an activation of y; dx = dy w^T, dw = x^T dy, db = sum over rows of dy.
//
// Shapes: x (B, K), w (K, N), y (B, N), row-major, per replica. Each result is written once, by the
// block of its tile; a block reads its BM rows of one operand and BN columns of the other once, so
// memory is read about (N / BN + B / BM) times. Shared memory: two stages of (BM + BN + 8) BK floats.
// Sums run over ascending depth; dx adds the replicas that share x in their order. Weight gradients
// are cut into `splits` runs of rows whose sums are parts of their own (weight_gradient.cu adds them
// up). Grid: x tiles, y runs of rows, z replicas, which loop.
#include "tile.cuh"

template <class T>
DEVICE void matmul(const Matrix& x, const Matrix& w, const Matrix& b, const Matrix& y,
                   const Matrix& activated, int function) {
  SharedPointer<float> a_tiles = shared_a<T, 1>();
  SharedPointer<float> b_tiles = shared_b<T, 1>();
  int2 tile = tile_of_block<T>(y.rows, y.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  for (int r = blockIdx.z; r < y.replicas; r += gridDim.z) {
    Loader<T, T::BM, ALONG_DEPTH, OnePlane> left(replica(x, r, y.replicas), x.columns, row, x.rows,
                                                 {});
    Loader<T, T::BN, ALONG_WIDTH, OnePlane> right(replica(w, r, y.replicas), w.columns, column,
                                                  w.columns, {});
    Sums<T, 1> sums;
    sums.clear();
    Unwatched nobody;
    multiply<T>(left, right, a_tiles, b_tiles, 0, x.columns, sums, nobody);
    put_biased(sums, b, y, r, row, column);
    activate_tile<T>(y, activated, function, r, row, column);
  }
}

template <class T>
DEVICE void matmul_input_gradient(const Matrix& dy, const Matrix& w, const Matrix& dx) {
  SharedPointer<float> a_tiles = shared_a<T, 1>();
  SharedPointer<float> b_tiles = shared_b<T, 1>();
  int2 tile = tile_of_block<T>(dx.rows, dx.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  int group = dy.replicas / dx.replicas;
  for (int q = blockIdx.z; q < dx.replicas; q += gridDim.z) {
    float* to = replica(dx, q) + (long long)row * dx.columns + column;
    for (int r = q * group; r < (q + 1) * group; r++) {
      Loader<T, T::BM, ALONG_DEPTH, OnePlane> left(replica(dy, r), dy.columns, row, dy.rows, {});
      Loader<T, T::BN, ALONG_DEPTH, OnePlane> right(replica(w, r, dy.replicas), w.columns, column,
                                                    w.rows, {});
      Sums<T, 1> sums;
      sums.clear();
      Unwatched nobody;
      multiply<T>(left, right, a_tiles, b_tiles, 0, dy.columns, sums, nobody);
      put_tile<T>(to, dx.columns, dx.rows - row, dx.columns - column,
                  dx.accumulate || r > q * group,
                  [&](int i, int j, int, int) { return sums.at[0][i][j]; });
    }
  }
}

// Replica r * splits + s of `dw` and `db` takes run s of the rows of replica r.
template <class T>
DEVICE void matmul_weight_gradient(const Matrix& x, const Matrix& dy, int splits, const Matrix& dw,
                                   const Matrix& db) {
  SharedPointer<float> a_tiles = shared_a<T, 1>();
  SharedPointer<float> b_tiles = shared_b<T, 1>();
  int2 tile = tile_of_block<T>(x.columns, dy.columns);
  int row = tile.x * T::BM;
  int column = tile.y * T::BN;
  for (int r = blockIdx.z; r < dy.replicas; r += gridDim.z) {
    Run run = run_of_rows<T>(dy.rows, splits);
    long long part = (long long)r * splits + blockIdx.y;
    Loader<T, T::BM, ALONG_WIDTH, OnePlane> left(replica(x, r, dy.replicas), x.columns, row,
                                                 x.columns, {});
    Loader<T, T::BN, ALONG_WIDTH, OnePlane> right(replica(dy, r), dy.columns, column, dy.columns,
                                                  {});
    Sums<T, 1> sums;
    sums.clear();
    ColumnSum<T> bias{present(db) && tile.x == 0, 0.0f};
    multiply<T>(left, right, a_tiles, b_tiles, run.begin, run.end, sums, bias);
    bias.put(db, part, column);
    put_part(sums, 0, dw, part, row, column);
  }
}

#define PRODUCTS(Shape, name)                                                                   \
  TILE_KERNEL(matmul_##name, Shape, Matrix x, Matrix w, Matrix b, Matrix y, Matrix activated,   \
              int function) {                                                                   \
    matmul<Shape>(x, w, b, y, activated, function);                                             \
  }                                                                                             \
  TILE_KERNEL(matmul_input_gradient_##name, Shape, Matrix dy, Matrix w, Matrix dx) {            \
    matmul_input_gradient<Shape>(dy, w, dx);                                                    \
  }                                                                                             \
  TILE_KERNEL(matmul_weight_gradient_##name, Shape, Matrix x, Matrix dy, int splits,            \
         Matrix dw, Matrix db) {                                                                \
    matmul_weight_gradient<Shape>(x, dy, splits, dw, db);                                       \
  }

PRODUCTS(Large, large)
PRODUCTS(Medium, medium)
PRODUCTS(Small, small)
PRODUCTS(Thin, thin)

PRODUCTS(LargeTf32, tf32_large)
PRODUCTS(MediumTf32, tf32_medium)
PRODUCTS(SmallTf32, tf32_small)

PRODUCTS(LargeBf16, bf16_large)
PRODUCTS(MediumBf16, bf16_medium)
PRODUCTS(SmallBf16, bf16_small)

PRODUCTS(WarpgroupTf32, tf32_warpgroup)
PRODUCTS(WarpgroupBf16, bf16_warpgroup)
