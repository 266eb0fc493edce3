// What each weight sample predicts, from raw network outputs: mean and variance of the likelihood, or
// probabilities and entropy. dev.credence.op.PredictSample and Head.
//
// Memory-bound: reads the outputs and writes the predictions once. Grid: x the rows in a grid-stride
// loop, y the replicas; `lanes` neighbouring threads, as many as the row's length asks for, share a
// row. What is computed for a row depends on that row alone, bit for bit.
#include "access.cuh"
#include "clamp.cuh"
#include "log_sum.cuh"
#include "reduce.cuh"

const int PREDICT_THREADS = 256;

/** The rows that a thread works on. */
struct PredictRows {
  int groups;  // rows that a block takes at once
  int group;
  int lane;

  DEVICE_MEMBER explicit PredictRows(int lanes)
      : groups(PREDICT_THREADS / lanes),
        group((int)threadIdx.x / lanes),
        lane((int)threadIdx.x % lanes) {}
};

/**
 * Heads with two predictions for each of D targets, which stand D apart. A head has PLANES, the
 * number of network outputs a target, also D apart, and predict(raw, r, of, d).
 */
template <class Head>
DEVICE void predict_targets(const Matrix& prediction, const Matrix& out, const Head& head,
                            int lanes) {
  const int PLANES = Head::PLANES;
  const int ROWS = 4;
  int targets = out.columns / 2;
  PredictRows rows(lanes);
  long long step = (long long)rows.groups * ROWS;
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    const float* from = replica(prediction, r);
    float* to = replica(out, r);
    for (long long first = blockIdx.x * step; first < out.rows; first += gridDim.x * step) {
      for (int d = rows.lane; d < targets; d += lanes) {
        float raw[ROWS][PLANES] = {};
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
          long long row = first + i * rows.groups + rows.group;
          if (row < out.rows) {
#pragma unroll
            for (int p = 0; p < PLANES; p++) {
              raw[i][p] = from[(row * PLANES + p) * targets + d];
            }
          }
        }
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
          long long row = first + i * rows.groups + rows.group;
          if (row < out.rows) {
            float2 both = head.predict(raw[i], r, out.replicas, d);
            to[row * 2 * targets + d] = both.x;
            to[(row * 2 + 1) * targets + d] = both.y;
          }
        }
      }
    }
  }
}

/** Mean, and factor exp(log variance within its bounds). */
struct GaussianHead {
  static const int PLANES = 2;

  float factor;
  float min;
  float max;

  DEVICE_MEMBER float variance(float raw) const { return factor * expf(clamped(raw, min, max)); }

  DEVICE_MEMBER float2 predict(const float (&raw)[2], int, int, int) const {
    return make_float2(raw[0], variance(raw[1]));
  }
};

/** One target, so that mean and log variance alternate: two rows by one 128-bit access. */
DEVICE void predict_pairs(const Matrix& prediction, const Matrix& out, const GaussianHead& head) {
  long long elements = matrix_elements(out);
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    const float* from = replica(prediction, r);
    float* to = replica(out, r);
    for (long long i = 4 * global_thread(); i < elements; i += 4 * global_threads()) {
      if (i + 4 <= elements) {
        float quad[4];
        load(from + i, quad);
        quad[1] = head.variance(quad[1]);
        quad[3] = head.variance(quad[3]);
        store(to + i, quad);
      } else {
        to[i] = from[i];
        to[i + 1] = head.variance(from[i + 1]);
      }
    }
  }
}

// Gaussian with factor 1; Student's t with factor nu / (nu - 2).
KERNEL(predict_gaussian, PREDICT_THREADS, Matrix prediction, Matrix out, int pairs, int lanes,
       float factor, float min, float max) {
  GaussianHead head{factor, min, max};
  if (pairs) {
    predict_pairs(prediction, out, head);
  } else {
    predict_targets(prediction, out, head, lanes);
  }
}

struct HomoscedasticHead {
  static const int PLANES = 1;

  Matrix log_variance;

  DEVICE_MEMBER float2 predict(const float (&raw)[1], int r, int of, int d) const {
    return make_float2(raw[0], expf(replica(log_variance, r, of)[d]));
  }
};

KERNEL(predict_homoscedastic, PREDICT_THREADS, Matrix prediction, Matrix out, Matrix log_variance,
       int lanes) {
  predict_targets(prediction, out, HomoscedasticHead{log_variance}, lanes);
}

/** Probability, and entropy log(1 + exp(-|a|)) + |a| min(p, 1 - p). */
struct BernoulliHead {
  static const int PLANES = 1;

  DEVICE_MEMBER float2 predict(const float (&raw)[1], int, int, int) const {
    float size = fabsf(raw[0]);
    float e = expf(-size);
    float rare = e / (1.0f + e);
    float p = raw[0] >= 0.0f ? 1.0f / (1.0f + e) : rare;
    // An infinite logit is certain: infinity times zero must not spoil its entropy.
    return make_float2(p, log1pf(e) + (e == 0.0f ? 0.0f : size * rare));
  }
};

KERNEL(predict_bernoulli, PREDICT_THREADS, Matrix prediction, Matrix out, int lanes) {
  predict_targets(prediction, out, BernoulliHead{}, lanes);
}

// Mean and variance of a mixture: sum p_k mean_k, and sum p_k (variance_k + (mean_k - mean)^2). The
// second and third walk over a row are served by the caches.
KERNEL(predict_gaussian_mixture, PREDICT_THREADS, Matrix prediction, Matrix out, int components,
       int lanes, float min, float max) {
  PredictRows rows(lanes);
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    for (long long first = (long long)blockIdx.x * rows.groups; first < out.rows;
         first += (long long)gridDim.x * rows.groups) {
      long long row = first + rows.group;
      bool exists = row < out.rows;
      const float* logits = replica(prediction, r) + (exists ? row : 0) * 3 * components;
      const float* means = logits + components;
      const float* log_variances = means + components;
      LogSum exponentials;
      for (int k = rows.lane; k < components; k += lanes) {
        exponentials.add(logits[k]);
      }
      float log_sum = exponentials.over(lanes);
      float mean = 0.0f;
      for (int k = rows.lane; k < components; k += lanes) {
        mean += expf(logits[k] - log_sum) * means[k];
      }
      mean = lanes_sum(mean, lanes);
      float variance = 0.0f;
      for (int k = rows.lane; k < components; k += lanes) {
        float difference = means[k] - mean;
        float own = expf(clamped(log_variances[k], min, max));
        variance += expf(logits[k] - log_sum) * (own + difference * difference);
      }
      variance = lanes_sum(variance, lanes);
      if (exists && rows.lane == 0) {
        replica(out, r)[2 * row] = mean;
        replica(out, r)[2 * row + 1] = variance;
      }
    }
  }
}

/** Writes a probability and returns its part -p log p of the entropy. */
DEVICE float put_probability(float* to, float logit, float log_sum) {
  float log_p = logit - log_sum;
  float p = expf(log_p);
  *to = p;
  return p == 0.0f ? 0.0f : -p * log_p;
}

/** Up to 32 classes: a thread holds one logit of each of four rows. */
DEVICE void predict_few_classes(const Matrix& prediction, const Matrix& out, int r, int lanes) {
  const int ROWS = 4;
  int classes = prediction.columns;
  PredictRows rows(lanes);
  long long step = (long long)rows.groups * ROWS;
  bool owner = rows.lane < classes;
  for (long long first = blockIdx.x * step; first < out.rows; first += gridDim.x * step) {
    float logit[ROWS];
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      long long row = min(first + i * rows.groups + rows.group, (long long)out.rows - 1);
      logit[i] = owner ? replica(prediction, r)[row * classes + rows.lane] : 0.0f;
    }
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      long long row = first + i * rows.groups + rows.group;
      LogSum exponentials;
      if (owner) {
        exponentials.add(logit[i]);
      }
      float log_sum = exponentials.over(lanes);
      float* to = replica(out, r) + row * (classes + 1);
      float entropy = 0.0f;
      if (owner && row < out.rows) {
        entropy = put_probability(to + rows.lane, logit[i], log_sum);
      }
      entropy = lanes_sum(entropy, lanes);
      if (rows.lane == 0 && row < out.rows) {
        to[classes] = entropy;
      }
    }
  }
}

/** Any number of classes: a warp a row, walked over twice. */
DEVICE void predict_many_classes(const Matrix& prediction, const Matrix& out, int r) {
  int classes = prediction.columns;
  PredictRows rows(32);
  for (long long row = (long long)blockIdx.x * rows.groups + rows.group; row < out.rows;
       row += (long long)gridDim.x * rows.groups) {
    const float* logits = replica(prediction, r) + row * classes;
    float* to = replica(out, r) + row * (classes + 1);
    LogSum exponentials;
#pragma unroll 4
    for (int c = rows.lane; c < classes; c += 32) {
      exponentials.add(logits[c]);
    }
    float log_sum = exponentials.over(32);
    float entropy = 0.0f;
    for (int c = rows.lane; c < classes; c += 32) {
      entropy += put_probability(to + c, logits[c], log_sum);
    }
    entropy = lanes_sum(entropy, 32);
    if (rows.lane == 0) {
      to[classes] = entropy;
    }
  }
}

KERNEL(predict_categorical, PREDICT_THREADS, Matrix prediction, Matrix out, int lanes) {
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    if (prediction.columns <= 32) {
      predict_few_classes(prediction, out, r, lanes);
    } else {
      predict_many_classes(prediction, out, r);
    }
  }
}
