// Optimisers on whole blocks of parameters (M, 1, P): one pass over what they read and write.
//
// Grid: x covers the elements of a replica in a grid-stride loop, y the replicas; numbers move by
// fours where all tensors are aligned.
//
// Clipping comes in two forms. Alone: `global_norm`, then `clip`. Before an optimiser: `global_norm`,
// then the optimiser, which scales the gradients on its way and leaves them scaled. Both forms round
// alike. Where `norm` is absent, nothing is clipped.
#include "adam.cuh"
#include "reduce.cuh"

/** What gradients are scaled by: maxNorm / norm where the norm is finite and larger. */
DEVICE float clip_factor(const Matrix& norm, int r, float max_norm) {
  if (!present(norm)) {
    return 1.0f;
  }
  float length = *replica(norm, r);
  return length > max_norm && length <= 0x1.fffffep127f ? max_norm / length : 1.0f;
}

/** Reads gradients, scales them, and writes them back where that changes them. */
template <int N>
DEVICE void load_clipped(float (&g)[N], float* from, float factor) {
  load(g, from);
  if (factor != 1.0f) {
#pragma unroll
    for (int k = 0; k < N; k++) {
      g[k] = __fmul_rn(g[k], factor);
    }
    store(from, g);
  }
}

struct SumOfSquares {
  const float* numbers;
  double sum;

  template <int N>
  __device__ void at(long long i) {
    float x[N];
    load(x, numbers + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
      sum += (double)x[k] * x[k];
    }
  }
};

// The Euclidean norm of each replica, summed in float64, which no float overflows. Grid: x covers
// chunks of `chunk` elements. The block that ends last adds the sums of all blocks in their order;
// the counters, one a replica, are zero before and after.
KERNEL(global_norm, 256, Matrix gradients, Matrix norm, double* partial, unsigned* counters,
       int chunk) {
  long long begin = (long long)blockIdx.x * chunk;
  long long end = min(begin + chunk, matrix_elements(gradients));
  for (int r = blockIdx.y; r < gradients.replicas; r += gridDim.y) {
    SumOfSquares body{replica(gradients, r), 0.0};
    walk(body, aligned(gradients), begin, end, threadIdx.x, 256);
    double sum;
    double* sums = partial + (long long)r * gridDim.x;
    if (grid_sum<256>(body.sum, sums, counters + r, blockIdx.x, gridDim.x, &sum) &&
        threadIdx.x == 0) {
      *replica(norm, r) = (float)sqrt(sum);
    }
  }
}

struct Clip {
  float* gradients;
  float factor;

  template <int N>
  __device__ void at(long long i) {
    float g[N];
    load_clipped(g, gradients + i, factor);
  }
};

KERNEL(clip, 256, Matrix gradients, Matrix norm, float max_norm) {
  for (int r = blockIdx.y; r < gradients.replicas; r += gridDim.y) {
    Clip body{replica(gradients, r), clip_factor(norm, r, max_norm)};
    if (body.factor != 1.0f) {
      walk(body, aligned(gradients), 0, matrix_elements(gradients), global_thread(),
           global_threads());
    }
  }
}

struct Adam {
  float* parameters;
  float* gradients;
  float* first;
  float* second;
  float factor;
  AdamRule rule;

  template <int N>
  __device__ void at(long long i) {
    float p[N];
    float g[N];
    float m[N];
    float v[N];
    load(p, parameters + i);
    load(m, first + i);
    load(v, second + i);
    load_clipped(g, gradients + i, factor);
    rule.update(p, g, m, v);
    store(first + i, m);
    store(second + i, v);
    store(parameters + i, p);
  }
};

KERNEL(adam, 256, Matrix parameters, Matrix gradients, Matrix m, Matrix v, Matrix norm,
       float max_norm, const unsigned* state, float beta1, float beta2, float rest1, float rest2,
       float epsilon, float weight_decay) {
  AdamRule rule =
      adam_rule(AdamConstants{beta1, beta2, rest1, rest2, epsilon, weight_decay}, state);
  bool packed = aligned(parameters) && aligned(gradients) && aligned(m) && aligned(v);
  for (int r = blockIdx.y; r < parameters.replicas; r += gridDim.y) {
    Adam body{replica(parameters, r),
              replica(gradients, r),
              replica(m, r),
              replica(v, r),
              clip_factor(norm, r, max_norm),
              rule};
    walk(body, packed, 0, matrix_elements(parameters), global_thread(), global_threads());
  }
}

struct Sgd {
  float* parameters;
  float* gradients;
  float* velocity;
  float factor;
  float rate;
  float momentum;
  float weight_decay;

  template <int N>
  __device__ void at(long long i) {
    float p[N];
    float g[N];
    float v[N];
    load(p, parameters + i);
    load(v, velocity + i);
    load_clipped(g, gradients + i, factor);
#pragma unroll
    for (int k = 0; k < N; k++) {
      v[k] = fmaf(momentum, v[k], fmaf(weight_decay, p[k], g[k]));
      p[k] = fmaf(-rate, v[k], p[k]);
    }
    store(velocity + i, v);
    store(parameters + i, p);
  }
};

// velocity = momentum velocity + gradient + weightDecay p; p -= learningRate velocity.
KERNEL(sgd, 256, Matrix parameters, Matrix gradients, Matrix velocity, Matrix norm, float max_norm,
       const unsigned* state, float momentum, float weight_decay) {
  bool packed = aligned(parameters) && aligned(gradients) && aligned(velocity);
  for (int r = blockIdx.y; r < parameters.replicas; r += gridDim.y) {
    Sgd body{replica(parameters, r),
             replica(gradients, r),
             replica(velocity, r),
             clip_factor(norm, r, max_norm),
             __uint_as_float(state[LEARNING_RATE]),
             momentum,
             weight_decay};
    walk(body, packed, 0, matrix_elements(parameters), global_thread(), global_threads());
  }
}
