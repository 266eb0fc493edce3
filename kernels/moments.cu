// Mean and population variance over replicas in one pass (Welford 1962); continues what the result
// holds where the step state's first replica, the number of samples so far, is above zero.
//
// Memory-bound: reads every replica once. Grid: x the elements of one result in a grid-stride loop,
// WIDTH of them a thread, y the replicas of the result. Samples are added in the order of replicas;
// four are loaded before they are added, so that enough loads are under way. Fused operations are
// written as such: both widths give the same bits.
#include "access.cuh"
#include "noise.cuh"

template <int WIDTH>
DEVICE void moments_of(unsigned before, const Matrix& x, const Matrix& mean, const Matrix& variance) {
  const int BATCH = 4;
  long long elements = matrix_elements(mean);
  int group = x.replicas / mean.replicas;
  for (int q = blockIdx.y; q < mean.replicas; q += gridDim.y) {
    float* mean_of = replica(mean, q);
    float* variance_of = replica(variance, q);
    for (long long i = WIDTH * global_thread(); i < elements; i += WIDTH * global_threads()) {
      float average[WIDTH] = {};
      float squares[WIDTH] = {};
      if (before > 0) {
        load(mean_of + i, average);
        load(variance_of + i, squares);
#pragma unroll
        for (int j = 0; j < WIDTH; j++) {
          squares[j] *= (float)before;
        }
      }
      for (int first = 0; first < group; first += BATCH) {
        float sample[BATCH][WIDTH];
#pragma unroll
        for (int g = 0; g < BATCH; g++) {
          if (first + g < group) {
            load(replica(x, q * group + first + g) + i, sample[g]);
          }
        }
#pragma unroll
        for (int g = 0; g < BATCH; g++) {
          if (first + g < group) {
            float share = 1.0f / (float)(before + first + g + 1);
#pragma unroll
            for (int j = 0; j < WIDTH; j++) {
              float difference = sample[g][j] - average[j];
              average[j] = __fmaf_rn(difference, share, average[j]);
              squares[j] = __fmaf_rn(difference, sample[g][j] - average[j], squares[j]);
            }
          }
        }
      }
#pragma unroll
      for (int j = 0; j < WIDTH; j++) {
        squares[j] /= (float)(before + group);
      }
      store(mean_of + i, average);
      store(variance_of + i, squares);
    }
  }
}

KERNEL(moments, 256, const unsigned* state, Matrix x, Matrix mean, Matrix variance, int width) {
  if (width == 4) {
    moments_of<4>(state[FIRST_REPLICA], x, mean, variance);
  } else {
    moments_of<1>(state[FIRST_REPLICA], x, mean, variance);
  }
}
