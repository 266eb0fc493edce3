// One of C classes from logits a, with its gradient: l = log sum_c exp(a_c) - a_y. A target that is
// no class gives NaN.
//
// `lanes` neighbouring threads share a row. Up to 32 classes a thread holds one logit of each of four
// rows in registers, so that memory is read once; more classes take a warp a row and two walks, the
// second of which the caches serve. Grid and order of sums: loss.cuh.
#include "log_sum.cuh"
#include "loss.cuh"

/** Four rows of up to 32 classes by each group of lanes; returns the thread's weighted sum. */
DEVICE float narrow_losses(const LossReplica& own, int classes, int lanes) {
  const int ROWS = 4;
  int groups = LOSS_THREADS / lanes;
  int group = threadIdx.x / lanes;
  int lane = threadIdx.x % lanes;
  long long step = (long long)groups * ROWS;
  float sum = 0.0f;
  for (long long first = blockIdx.x * step; first < own.rows; first += gridDim.x * step) {
    float logit[ROWS], truth[ROWS], weight[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      long long row = min(first + i * groups + group, (long long)own.rows - 1);
      logit[i] = lane < classes ? own.prediction[row * classes + lane] : 0.0f;
      truth[i] = own.target[row];
      weight[i] = own.weight_of(row);
    }
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      long long row = first + i * groups + group;
      LogSum exponentials;
      if (lane < classes) {
        exponentials.add(logit[i]);
      }
      float log_sum = exponentials.over(lanes);
      bool is_class = truth[i] >= 0.0f && truth[i] < (float)classes;
      int y = is_class ? (int)truth[i] : 0;
      float of_truth = __shfl_sync(0xffffffffu, logit[i], y, lanes);
      float loss = is_class ? log_sum - of_truth : nanf("");
      if (row < own.rows && lane < classes && own.gradient != nullptr) {
        float slope = expf(logit[i] - log_sum) - (lane == y ? 1.0f : 0.0f);
        own.gradient[row * classes + lane] = weight[i] * own.slope_scale * slope;
      }
      if (row < own.rows && lane == 0) {
        sum += weight[i] * loss;
        if (own.per_example != nullptr) {
          own.per_example[row] = loss;
        }
      }
    }
  }
  return sum;
}

/** A row of any number of classes by each warp; returns the thread's weighted sum. */
DEVICE float wide_losses(const LossReplica& own, int classes) {
  const int WARPS = LOSS_THREADS / 32;
  int lane = threadIdx.x % 32;
  float sum = 0.0f;
  for (long long row = (long long)blockIdx.x * WARPS + threadIdx.x / 32; row < own.rows;
       row += (long long)gridDim.x * WARPS) {
    const float* logits = own.prediction + row * classes;
    LogSum exponentials;
#pragma unroll 4
    for (int c = lane; c < classes; c += 32) {
      exponentials.add(logits[c]);
    }
    float log_sum = exponentials.over(32);
    float truth = own.target[row];
    bool is_class = truth >= 0.0f && truth < (float)classes;
    int y = is_class ? (int)truth : 0;
    float loss = is_class ? log_sum - logits[y] : nanf("");
    float weight = own.weight_of(row);
    if (own.gradient != nullptr) {
      float factor = weight * own.slope_scale;
      float* gradient = own.gradient + row * classes;
      for (int c = lane; c < classes; c += 32) {
        gradient[c] = factor * (expf(logits[c] - log_sum) - (c == y ? 1.0f : 0.0f));
      }
    }
    if (lane == 0) {
      sum += weight * loss;
      if (own.per_example != nullptr) {
        own.per_example[row] = loss;
      }
    }
  }
  return sum;
}

KERNEL(categorical_nll, LOSS_THREADS, Matrix prediction, Matrix target, Matrix weight, Matrix shares,
       Matrix per_example, Matrix gradient, float gradient_scale, int lanes) {
  LossOperands o{prediction, target, weight, shares, per_example, gradient, gradient_scale};
  int classes = prediction.columns;
  for (int r = blockIdx.y; r < prediction.replicas; r += gridDim.y) {
    LossReplica own = loss_replica(o, r);
    float sum = classes <= 32 ? narrow_losses(own, classes, lanes) : wide_losses(own, classes);
    put_share(o, r, sum);
  }
}
