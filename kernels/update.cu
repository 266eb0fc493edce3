// The end of a training step without clipping: divergences of all layers, their gradients, and Adam,
// in one pass over parameters, gradients and moments. Leaves bit for bit what gaussian_kl
// (penalty.cu) and then adam (optimizer.cu) leave, gradients included.
//
// The list holds the operands of `ops` divergences, whose posteriors are slices of the parameters and
// whose gradients are the same slices of the gradients, and then the slices of the parameters that
// belong to none. Grid: x covers chunks of `chunk` elements, first of the divergences (a block has
// mu and rho of its elements), then of the other slices; y the replicas. `partial` has room for a
// number a block; the counters, one for each divergence, are zero before and after.
#include "adam.cuh"
#include "gaussian_kl.cuh"

/** The tensors of the optimiser, seen from a slice of the parameters. */
struct AdamSlice {
  float* p;
  float* g;
  float* m;
  float* v;

  template <int N>
  __device__ __forceinline__ void update(const AdamRule& rule, long long i, float (&value)[N],
                                         const float (&gradient)[N]) const {
    float first[N];
    float second[N];
    load(first, m + i);
    load(second, v + i);
    rule.update(value, gradient, first, second);
    store(m + i, first);
    store(v + i, second);
    store(p + i, value);
  }
};

struct PlainBody {
  AdamSlice all;
  const AdamRule& rule;

  template <int N>
  __device__ void at(long long i) {
    float value[N];
    float gradient[N];
    load(value, all.p + i);
    load(gradient, all.g + i);
    all.update(rule, i, value, gradient);
  }
};

struct PenalisedBody {
  AdamSlice mu;
  AdamSlice rho;
  bool adds_mu;
  bool adds_rho;
  const AdamRule& rule;
  GaussianKl kl;
  double sum;

  /** Adds what the gradient held before, and keeps the result. */
  template <int N>
  __device__ __forceinline__ static void add(float (&gradient)[N], float* at, bool adds) {
    if (adds) {
      float before[N];
      load(before, at);
#pragma unroll
      for (int k = 0; k < N; k++) {
        gradient[k] = before[k] + gradient[k];
      }
    }
    store(at, gradient);
  }

  template <int N>
  __device__ void at(long long i) {
    float means[N];
    float rhos[N];
    float dmu[N];
    float drho[N];
    load(means, mu.p + i);
    load(rhos, rho.p + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
      dmu[k] = means[k];
      drho[k] = rhos[k];
    }
    kl.differentiate(dmu, drho, sum);
    add(dmu, mu.g + i, adds_mu);
    add(drho, rho.g + i, adds_rho);
    mu.update(rule, i, means, dmu);
    rho.update(rule, i, rhos, drho);
  }
};

KERNEL(gaussian_kl_adam, 256, MatrixList list, int ops, Matrix parameters, Matrix gradients,
       Matrix m, Matrix v, double* partial, unsigned* counters, const unsigned* state, int scale,
       int chunk, float beta1, float beta2, float rest1, float rest2, float epsilon,
       float weight_decay) {
  AdamRule rule =
      adam_rule(AdamConstants{beta1, beta2, rest1, rest2, epsilon, weight_decay}, state);
  GaussianKlPart part = gaussian_kl_part(list, ops, chunk, blockIdx.x);
  bool penalised = part.op < ops;
  const Matrix* slice = part.operands;
  int block = part.block;
  if (!penalised) {
    int blocks = (int)((matrix_elements(*slice) + chunk - 1) / chunk);
    while (block >= blocks) {
      block -= blocks;
      slice++;
      blocks = (int)((matrix_elements(*slice) + chunk - 1) / chunk);
    }
  }
  bool packed = aligned(parameters) && aligned(gradients) && aligned(m) && aligned(v);
  long long begin = (long long)block * chunk;
  long long end = min(begin + chunk, matrix_elements(*slice));
  long long at = slice->data - parameters.data;
  for (int q = blockIdx.y; q < parameters.replicas; q += gridDim.y) {
    AdamSlice all{replica(parameters, q) + at, replica(gradients, q) + at, replica(m, q) + at,
                  replica(v, q) + at};
    if (!penalised) {
      PlainBody body{all, rule};
      walk(body, packed && aligned(*slice), begin, end, threadIdx.x, 256);
    } else {
      long long to_rho = slice[KL_RHO].data - slice[KL_MU].data;
      AdamSlice rho{all.p + to_rho, all.g + to_rho, all.m + to_rho, all.v + to_rho};
      const float* prior = replica(slice[KL_PRIOR], q, parameters.replicas);
      PenalisedBody body{all,
                         rho,
                         slice[KL_DMU].accumulate != 0,
                         slice[KL_DRHO].accumulate != 0,
                         rule,
                         gaussian_kl_of(scale, prior, state),
                         0.0};
      walk(body, packed && aligned(slice[KL_MU]) && aligned(slice[KL_RHO]), begin, end,
           threadIdx.x, 256);
      gaussian_kl_total(part, q, ops, body.sum, partial, counters);
    }
  }
}
