// Elementwise activations: y = f(x) and dx = dy f'(x).
//
// Memory-bound: reads and writes each operand once. Grid: x covers the elements of one replica in a
// grid-stride loop, y the replicas. A gradient whose operand serves several replicas of the result
// sums over them in their order.
#include "activation.cuh"

KERNEL(activate, 256, Matrix x, Matrix y, int function) {
  long long elements = matrix_elements(y);
  for (int r = blockIdx.y; r < y.replicas; r += gridDim.y) {
    const float* from = replica(x, r, y.replicas);
    float* to = replica(y, r);
    for (long long i = global_thread(); i < elements; i += global_threads()) {
      to[i] = activation(function, from[i]);
    }
  }
}

KERNEL(activate_backward, 256, Matrix x, Matrix dy, Matrix dx, int function) {
  long long elements = matrix_elements(dx);
  int group = dy.replicas / dx.replicas;
  for (int q = blockIdx.y; q < dx.replicas; q += gridDim.y) {
    float* to = replica(dx, q);
    for (long long i = global_thread(); i < elements; i += global_threads()) {
      float sum = 0.0f;
      for (int r = q * group; r < (q + 1) * group; r++) {
        float slope = activation_derivative(function, replica(x, r, dy.replicas)[i]);
        sum += replica(dy, r)[i] * slope;
      }
      put(dx, to + i, sum);
    }
  }
}
