// Gaussian with one log variance v_d per target, fixed or learned, and its gradients in one pass:
//   l = sum_d (mean - y)^2 / (2 exp(v_d)) + v_d / 2.
//
// Memory-bound; layouts, grid and order of sums: target_loss.cuh. Where v is learned, each block also
// writes its share of dv for every target, and a second kernel adds the shares of all replicas that v
// serves, in the order of replicas and blocks.
#include "target_loss.cuh"

struct MeanSquaredError {
  static const int PLANES = 1;
  static const bool SHARED_SCALE = true;

  Matrix log_variance;

  struct Target {
    float log_variance;
    float precision;

    DEVICE_MEMBER float loss(const float (&raw)[1], float y, float (&slope)[1],
                             float& scale_slope) const {
      float difference = raw[0] - y;
      slope[0] = difference * precision;
      float square = difference * slope[0];
      scale_slope = 0.5f - 0.5f * square;
      return 0.5f * (square + log_variance);
    }
  };

  DEVICE_MEMBER Target target(int r, int of, int d) const {
    float v = replica(log_variance, r, of)[d];
    return Target{v, expf(-v)};
  }
};

KERNEL(mean_squared_error, LOSS_THREADS, Matrix prediction, Matrix target, Matrix weight,
       Matrix shares, Matrix per_example, Matrix gradient, float gradient_scale, int layout,
       int lanes, Matrix log_variance, Matrix scale_shares) {
  LossOperands o{prediction, target, weight, shares, per_example, gradient, gradient_scale};
  target_losses(o, MeanSquaredError{log_variance}, layout, lanes, scale_shares);
}

// Grid: x the targets, y the replicas of the log variance; the threads of a block walk over the
// shares of one target. scale_shares is (R, blocks, D).
KERNEL(mean_squared_error_scale, LOSS_THREADS, Matrix scale_shares, Matrix d_log_variance) {
  int group = scale_shares.replicas / d_log_variance.replicas;
  long long shares = (long long)group * scale_shares.rows;
  int targets = scale_shares.columns;
  for (int q = blockIdx.y; q < d_log_variance.replicas; q += gridDim.y) {
    // Replicas of the shares follow one another without gaps.
    const float* share = replica(scale_shares, q * group);
    for (int d = blockIdx.x; d < targets; d += gridDim.x) {
      float sum = 0.0f;
      for (long long i = threadIdx.x; i < shares; i += LOSS_THREADS) {
        sum += share[i * targets + d];
      }
      sum = block_sum<LOSS_THREADS>(sum);
      if (threadIdx.x == 0) {
        put(d_log_variance, replica(d_log_variance, q) + d, sum);
      }
    }
  }
}
