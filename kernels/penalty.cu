// Divergences of weight posteriors from their priors, with gradients.
//
// Every operand is read once and every gradient written once. Sums: terms in float32, added in
// float64, first by the threads of a block in a fixed order; the block that ends last adds the
// blocks' sums in their order. `partial` has room for one number a block, and the counters, one for
// each sum, are zero before and after.
#include "gaussian_kl.cuh"

struct GaussianKlBody {
  const float* mu;
  const float* rho;
  const Matrix& dmu;
  const Matrix& drho;
  float* to_mu;
  float* to_rho;
  GaussianKl kl;
  double sum;

  template <int N>
  __device__ void at(long long i) {
    float means[N];
    float rhos[N];
    load(means, mu + i);
    load(rhos, rho + i);
    kl.differentiate(means, rhos, sum);
    if (present(dmu)) {
      put(dmu, to_mu + i, means);
    }
    if (present(drho)) {
      put(drho, to_rho + i, rhos);
    }
  }
};

// log(s / sigma) + (sigma^2 + (mu - m)^2) / (2 s^2) - 1/2, summed, with its gradients. The list holds
// the operands of several operations of equal replicas, so that all layers of a network share one
// launch. Grid: x covers chunks of `chunk` elements of one operation after the other, y the replicas.
KERNEL(gaussian_kl, 256, MatrixList list, double* partial, unsigned* counters,
       const unsigned* state, int scale, int chunk) {
  int ops = list.count / KL_OPERANDS;
  GaussianKlPart part = gaussian_kl_part(list, ops, chunk, blockIdx.x);
  const Matrix& mu = part.operands[KL_MU];
  const Matrix& rho = part.operands[KL_RHO];
  const Matrix& dmu = part.operands[KL_DMU];
  const Matrix& drho = part.operands[KL_DRHO];
  bool packed = aligned(mu) && aligned(rho) && aligned(dmu) && aligned(drho);
  long long begin = (long long)part.block * chunk;
  long long end = min(begin + chunk, matrix_elements(mu));
  for (int q = blockIdx.y; q < mu.replicas; q += gridDim.y) {
    const float* prior = replica(part.operands[KL_PRIOR], q, mu.replicas);
    GaussianKlBody body{replica(mu, q),
                        replica(rho, q),
                        dmu,
                        drho,
                        present(dmu) ? replica(dmu, q) : nullptr,
                        present(drho) ? replica(drho, q) : nullptr,
                        gaussian_kl_of(scale, prior, state),
                        0.0};
    walk(body, packed, begin, end, threadIdx.x, 256);
    gaussian_kl_total(part, q, ops, body.sum, partial, counters);
  }
}

struct GaussianPriorBody {
  const float* parameters;
  const float* mean;
  const float* precision;
  const Matrix& gradient;
  float* to;
  float kl_scale;
  double sum;

  template <int N>
  __device__ void at(long long i) {
    float distance[N];
    float means[N];
    float pull[N];
    load(distance, parameters + i);
    load(means, mean + i);
    load(pull, precision + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
      distance[k] -= means[k];
      pull[k] *= distance[k];
      sum += 0.5f * (pull[k] * distance[k]);
      pull[k] *= kl_scale;
    }
    if (present(gradient)) {
      put(gradient, to + i, pull);
    }
  }
};

// precision (theta - mean)^2 / 2, summed, with its gradient. Grid: x covers chunks of `chunk`
// elements, y the replicas.
KERNEL(gaussian_prior, 256, Matrix parameters, Matrix mean, Matrix precision, Matrix energy,
       Matrix gradient, double* partial, unsigned* counters, const unsigned* state, int chunk) {
  bool packed = aligned(parameters) && aligned(mean) && aligned(precision) && aligned(gradient);
  long long begin = (long long)blockIdx.x * chunk;
  long long end = min(begin + chunk, matrix_elements(parameters));
  int members = parameters.replicas;
  for (int r = blockIdx.y; r < members; r += gridDim.y) {
    GaussianPriorBody body{replica(parameters, r),
                           replica(mean, r, members),
                           replica(precision, r, members),
                           gradient,
                           present(gradient) ? replica(gradient, r) : nullptr,
                           __uint_as_float(state[KL_SCALE]),
                           0.0};
    walk(body, packed, begin, end, threadIdx.x, 256);
    double sum;
    double* sums = partial + (long long)r * gridDim.x;
    if (grid_sum<256>(body.sum, sums, counters + r, blockIdx.x, gridDim.x, &sum) &&
        threadIdx.x == 0) {
      *replica(energy, r) = (float)sum;
    }
  }
}

// -log(sigma) - log(2 pi e) / 2 - log p(w), w = mu + sigma eps, summed for each sample r, p the
// mixture of two normals: with a and b the weighted log densities of its components, log p =
// max(a, b) + log(1 + exp(-|a - b|)). Gradients are averaged over the samples of a posterior.
//
// A thread has the four elements of one noise block, 16 apart, for all samples. Grid: x covers
// noise blocks, y the replicas of mu.
KERNEL(scale_mixture_kl, 256, Matrix mu, Matrix rho, Noise eps, Matrix kl, Matrix dmu, Matrix drho,
       double* partial, unsigned* counters, const unsigned* state, int scale, float log1, float log2,
       float precision1, float precision2) {
  constexpr float HALF_LOG_2_PI_E = 1.4189385332f;
  NoiseKey key = noise_key(state, eps.stream);
  int group = kl.replicas / mu.replicas;
  float average = __uint_as_float(state[KL_SCALE]) / (float)group;
  long long elements = matrix_elements(mu);
  long long block = global_thread();
  long long first = (block >> 4) * 64 + (block & 15);
  for (int q = blockIdx.y; q < mu.replicas; q += gridDim.y) {
    float mean[4];
    float rhos[4];
    float sigma[4];
    float slope[4];
    float entropy[4];
    float mean_slopes[4];
    float spread_slopes[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
      long long i = first + 16 * k;
      mean[k] = i < elements ? replica(mu, q)[i] : 0.0f;
      rhos[k] = i < elements ? replica(rho, q)[i] : 0.0f;
      sigma[k] = sigma_of(scale, rhos[k]);
      slope[k] = sigma_derivative(scale, rhos[k]);
      entropy[k] = log_sigma_of(scale, rhos[k], sigma[k]) + HALF_LOG_2_PI_E;
      mean_slopes[k] = 0.0f;
      spread_slopes[k] = 0.0f;
    }
    for (int r = q * group; r < (q + 1) * group; r++) {
      float noise[4];
      if (eps.given == nullptr) {
        float4 normals = block_normals(key, r, block);
        noise[0] = normals.x;
        noise[1] = normals.y;
        noise[2] = normals.z;
        noise[3] = normals.w;
      }
      double sum = 0;
#pragma unroll
      for (int k = 0; k < 4; k++) {
        long long i = first + 16 * k;
        if (i < elements) {
          float e = eps.given == nullptr ? noise[k] : given_replica(eps, r, kl.replicas)[i];
          float w = fmaf(sigma[k], e, mean[k]);
          float half = 0.5f * (w * w);
          float a = log1 - half * precision1;
          float b = log2 - half * precision2;
          float z = expf(-fabsf(a - b));
          float share = 1.0f / (1.0f + z);
          float share1 = a >= b ? share : z * share;
          float share2 = a >= b ? z * share : share;
          float score = w * (share1 * precision1 + share2 * precision2);
          mean_slopes[k] += score;
          spread_slopes[k] += score * e * slope[k];
          sum -= entropy[k] + (fmaxf(a, b) + log1pf(z));
        }
      }
      sum = block_sum<256>(sum);
      if (threadIdx.x == 0) {
        partial[(long long)r * gridDim.x + blockIdx.x] = sum;
      }
    }
#pragma unroll
    for (int k = 0; k < 4; k++) {
      long long i = first + 16 * k;
      if (i < elements && present(dmu)) {
        put(dmu, replica(dmu, q) + i, average * mean_slopes[k]);
      }
      if (i < elements && present(drho)) {
        float inward = log_sigma_derivative(scale, rhos[k], sigma[k], slope[k]);
        put(drho, replica(drho, q) + i, average * (spread_slopes[k] - (float)group * inward));
      }
    }
    if (last_block(counters + q, gridDim.x)) {
      for (int r = q * group; r < (q + 1) * group; r++) {
        double sum = sum_of<256>(partial + (long long)r * gridDim.x, gridDim.x);
        if (threadIdx.x == 0) {
          *replica(kl, r) = (float)sum;
        }
      }
    }
  }
}
