// Updates of Markov chains on whole blocks of parameters (M, 1, P): chains are replicas.
//
// Each reads every operand once and writes its result once: memory-bound, except where noise is
// drawn, which takes about 100 instructions for four normals. Grid: x covers the elements of a replica
// in a grid-stride loop, y the replicas; numbers move by fours where all tensors are aligned. Results
// may lie where operands lie: a thread reads an element before it writes it.
#include "pack.cuh"
#include "reduce.cuh"
#include "weights.cuh"

/** out = keep x + rate scale direction, without the terms whose coefficient is 0. */
struct ChainMove {
  float keep;
  float rate;

  DEVICE_MEMBER float at(float x, float direction, float scale) const {
    float sum = keep != 0.0f ? keep * x : 0.0f;
    return rate != 0.0f ? fmaf(rate * scale, direction, sum) : sum;
  }
};

struct LangevinMove {
  const float* x;
  const float* direction;
  const float* scale;
  float* out;
  ChainMove move;

  template <int N>
  __device__ void at(long long i) {
    float from[N];
    float along[N];
    float scales[N];
    load(from, x + i);
    load(along, direction + i);
    load(scales, scale + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
      from[k] = move.at(from[k], along[k], scales[k]);
    }
    store(out + i, from);
  }
};

// A step without noise.
KERNEL(langevin_move, 256, Matrix x, Matrix direction, Matrix scale, Matrix coefficients,
       Matrix out) {
  bool packed = aligned(x) && aligned(direction) && aligned(scale) && aligned(out);
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    const float* own = replica(coefficients, r, out.replicas);
    LangevinMove body{replica(x, r), replica(direction, r), replica(scale, r, out.replicas),
                      replica(out, r), ChainMove{own[0], own[1]}};
    walk(body, packed, 0, matrix_elements(out), global_thread(), global_threads());
  }
}

// A step with noise, none where the scale is 0. A thread takes one block of noise: half a warp reads
// and writes 16 consecutive floats at each of four distances.
KERNEL(langevin_step, 256, Matrix x, Matrix direction, Matrix scale, Matrix coefficients, Noise eps,
       Matrix out, const unsigned* state) {
  NoiseKey key = noise_key(state, eps.stream);
  long long elements = matrix_elements(out);
  long long blocks = noise_blocks(elements);
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    const float* own = replica(coefficients, r, out.replicas);
    ChainMove move{own[0], own[1]};
    float spread = own[2];
    for (long long block = global_thread(); block < blocks; block += global_threads()) {
      float4 normals = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
      if (spread != 0.0f) {
        normals = block_eps(eps, key, r, out.replicas, block, elements);
      }
#pragma unroll
      for (int word = 0; word < 4; word++) {
        long long i = block_element(block) + 16 * word;
        if (i < elements) {
          float s = replica(scale, r, out.replicas)[i];
          float sum = move.at(replica(x, r)[i], replica(direction, r)[i], s);
          bool noisy = spread != 0.0f && s != 0.0f;
          replica(out, r)[i] = noisy ? fmaf(spread, component(normals, word), sum) : sum;
        }
      }
    }
  }
}

struct InnerProduct {
  const float* a;
  const float* b;
  double sum;

  template <int N>
  __device__ void at(long long i) {
    float x[N];
    float y[N];
    load(x, a + i);
    load(y, b + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
      sum += (double)x[k] * y[k];
    }
  }
};

// Sum of a b over each replica, in float64. Grid: x covers chunks of `chunk` elements. The block that
// ends last adds the sums of all blocks in their order; the counters, one a replica, are zero before
// and after.
KERNEL(inner_product, 256, Matrix a, Matrix b, Matrix out, double* partial, unsigned* counters,
       int chunk) {
  long long begin = (long long)blockIdx.x * chunk;
  long long end = min(begin + chunk, matrix_elements(a));
  bool packed = aligned(a) && aligned(b);
  for (int r = blockIdx.y; r < a.replicas; r += gridDim.y) {
    InnerProduct body{replica(a, r), replica(b, r), 0.0};
    walk(body, packed, begin, end, threadIdx.x, 256);
    double sum;
    double* sums = partial + (long long)r * gridDim.x;
    if (grid_sum<256>(body.sum, sums, counters + r, blockIdx.x, gridDim.x, &sum) &&
        threadIdx.x == 0) {
      *replica(out, r) = (float)sum;
    }
  }
}

struct Copy {
  const float* source;
  float* target;

  template <int N>
  __device__ void at(long long i) {
    float values[N];
    load(values, source + i);
    store(target + i, values);
  }
};

// Copies the replicas whose mask is not 0 and touches nothing of the others.
KERNEL(select_replicas, 256, Matrix mask, Matrix source, Matrix target) {
  bool packed = aligned(source) && aligned(target);
  for (int r = blockIdx.y; r < target.replicas; r += gridDim.y) {
    if (*replica(mask, r, target.replicas) != 0.0f) {
      Copy body{replica(source, r), replica(target, r)};
      walk(body, packed, 0, matrix_elements(target), global_thread(), global_threads());
    }
  }
}
