// A bias beside a matrix product that a library computes: y = b in every row, and db += sum of rows
// of dy. Our own products do both on the way and need neither.
//
// Memory-bound. fill_bias: x covers the elements of one replica in a grid-stride loop, y the
// replicas. bias_gradient: a thread a column of db, x over columns, y over replicas of db; a bias that
// serves several replicas sums over them in their order, rows in theirs.
#include "device.cuh"

KERNEL(fill_bias, 256, Matrix b, Matrix y) {
  long long elements = matrix_elements(y);
  for (int r = blockIdx.y; r < y.replicas; r += gridDim.y) {
    const float* from = replica(b, r, y.replicas);
    float* to = replica(y, r);
    for (long long i = global_thread(); i < elements; i += global_threads()) {
      to[i] = from[i % y.columns];
    }
  }
}

KERNEL(bias_gradient, 256, Matrix dy, Matrix db) {
  int group = dy.replicas / db.replicas;
  for (int q = blockIdx.y; q < db.replicas; q += gridDim.y) {
    for (long long c = global_thread(); c < db.columns; c += global_threads()) {
      float sum = 0.0f;
      for (int r = q * group; r < (q + 1) * group; r++) {
        const float* column = replica(dy, r) + c;
        for (int row = 0; row < dy.rows; row++) {
          sum += column[(long long)row * dy.columns];
        }
      }
      put(db, replica(db, q) + c, sum);
    }
  }
}
