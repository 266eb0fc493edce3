// Mixture of K Gaussians for one target (Bishop 1994) with its gradient:
//   l = log sum_k exp(a_k) - log sum_k exp(a_k) N(y; mean_k, exp(v_k)),
// a the logits, v the log variances within their bounds.
//
// `lanes` neighbouring threads share a row, K values after another. A first walk over the row gives
// both logarithms; the second, which the caches serve, writes the gradient. Grid and order of sums:
// loss.cuh.
#include "clamp.cuh"
#include "log_sum.cuh"
#include "loss.cuh"

struct Component {
  float logit;
  float joint;       // logit + log density
  float pull;        // derivative of -log density by the mean
  float square;
  bool inside;       // whether the log variance is within its bounds
};

DEVICE Component component(const float* row, int components, int k, float y, float min, float max) {
  float raw = row[2 * components + k];
  float log_variance = clamped(raw, min, max);
  float difference = row[components + k] - y;
  float pull = difference * expf(-log_variance);
  float square = difference * pull;
  const float HALF_LOG_2_PI = 0.9189385332f;
  return Component{row[k], row[k] - 0.5f * (square + log_variance) - HALF_LOG_2_PI, pull, square,
                   inside(raw, min, max)};
}

/** One row by `lanes` neighbouring threads; a row that does not exist adds nothing. */
DEVICE float mixture_loss(const LossReplica& own, long long row, int components, int lane, int lanes,
                          float min, float max) {
  bool exists = row < own.rows;
  const float* prediction = own.prediction + (exists ? row : 0) * 3 * components;
  float y = own.target[exists ? row : 0];
  LogSum prior;
  LogSum joint;
  for (int k = lane; k < components; k += lanes) {
    Component c = component(prediction, components, k, y, min, max);
    prior.add(c.logit);
    joint.add(c.joint);
  }
  float log_prior = prior.over(lanes);
  float log_joint = joint.over(lanes);
  if (exists && own.gradient != nullptr) {
    float factor = own.weight_of(row) * own.slope_scale;
    float* gradient = own.gradient + row * 3 * components;
    for (int k = lane; k < components; k += lanes) {
      Component c = component(prediction, components, k, y, min, max);
      float responsibility = expf(c.joint - log_joint);
      float pulled = factor * responsibility;
      gradient[k] = factor * (expf(c.logit - log_prior) - responsibility);
      gradient[components + k] = pulled * c.pull;
      gradient[2 * components + k] = c.inside ? pulled * (0.5f - 0.5f * c.square) : 0.0f;
    }
  }
  return log_prior - log_joint;
}

KERNEL(gaussian_mixture_nll, LOSS_THREADS, Matrix prediction, Matrix target, Matrix weight,
       Matrix shares, Matrix per_example, Matrix gradient, float gradient_scale, int components,
       int lanes, float min, float max) {
  LossOperands o{prediction, target, weight, shares, per_example, gradient, gradient_scale};
  int groups = LOSS_THREADS / lanes;
  int group = threadIdx.x / lanes;
  int lane = threadIdx.x % lanes;
  for (int r = blockIdx.y; r < prediction.replicas; r += gridDim.y) {
    LossReplica own = loss_replica(o, r);
    float sum = 0.0f;
    for (long long first = (long long)blockIdx.x * groups; first < own.rows;
         first += (long long)gridDim.x * groups) {
      long long row = first + group;
      float loss = mixture_loss(own, row, components, lane, lanes, min, max);
      if (row < own.rows && lane == 0) {
        sum += own.weight_of(row) * loss;
        if (own.per_example != nullptr) {
          own.per_example[row] = loss;
        }
      }
    }
    put_share(o, r, sum);
  }
}
