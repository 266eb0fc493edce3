// Second pass of weight gradients: adds up the parts that the products left, and turns the gradient
// by a perturbation or a variance into that by rho.
//
//   dmu = sum of mean parts, db = sum of bias parts,
//   drho = sigma'(rho) sum over r of eps_r (sum of spread parts of r)     spread by a perturbation
//   drho = 2 sigma sigma'(rho) sum of spread parts                        spread by a variance
//
// Parts are (R splits, K, N) and (R splits, 1, N); part r * splits + s belongs to replica r. Each
// operand adds the R / replicas replicas that share it, in order, and the splits of each in order.
// Memory-bound: every part is read once. Grid: x blocks of noise of one operand and behind them its
// bias columns, y replicas, which loop.
#include "weights.cuh"

enum Spread { BY_PERTURBATION, BY_VARIANCE };

/** Sums of the parts of one replica at the four elements of a block of noise. */
DEVICE float4 sum_parts(const Matrix& parts, int r, int splits, long long block, long long elements) {
  long long i = block_element(block);
  float sum[4] = {0.0f, 0.0f, 0.0f, 0.0f};
  for (int s = 0; s < splits; s++) {
    const float* part = parts.data + ((long long)r * splits + s) * parts.stride;
#pragma unroll
    for (int word = 0; word < 4; word++) {
      if (i + 16 * word < elements) {
        sum[word] += part[i + 16 * word];
      }
    }
  }
  return make_float4(sum[0], sum[1], sum[2], sum[3]);
}

DEVICE void put_block(const Matrix& gradient, int q, long long block, long long elements,
                      const float (&values)[4]) {
  long long i = block_element(block);
#pragma unroll
  for (int word = 0; word < 4; word++) {
    if (i + 16 * word < elements) {
      put(gradient, replica(gradient, q) + i + 16 * word, values[word]);
    }
  }
}

DEVICE void mean_gradient(const Matrix& parts, int group, int splits, int q, long long block,
                          long long elements, const Matrix& dmu) {
  float sum[4] = {0.0f, 0.0f, 0.0f, 0.0f};
  for (int r = q * group; r < (q + 1) * group; r++) {
    float4 of_replica = sum_parts(parts, r, splits, block, elements);
#pragma unroll
    for (int word = 0; word < 4; word++) {
      sum[word] += component(of_replica, word);
    }
  }
  put_block(dmu, q, block, elements, sum);
}

KERNEL(weight_gradient, 256, Matrix mean, Matrix spread, Matrix bias, int replicas, int splits,
       int kind, Matrix rho, int scale, Noise eps, Matrix dmu, Matrix drho, Matrix db,
       const unsigned* state) {
  // An absent tensor has no elements and no replicas.
  long long elements = present(dmu) ? matrix_elements(dmu) : matrix_elements(drho);
  int weights = max(dmu.replicas, drho.replicas);
  long long blocks = noise_blocks(elements);
  int columns = present(db) ? db.columns : 0;
  NoiseKey key = noise_key(state, eps.stream);
  for (int q = blockIdx.y; q < max(weights, db.replicas); q += gridDim.y) {
    for (long long item = global_thread(); item < blocks + columns; item += global_threads()) {
      if (item >= blocks) {
        if (q < db.replicas) {
          int group = replicas / db.replicas;
          float sum = 0.0f;
          for (long long part = (long long)q * group * splits;
               part < (long long)(q + 1) * group * splits; part++) {
            sum += bias.data[part * bias.stride + (item - blocks)];
          }
          put(db, replica(db, q) + (item - blocks), sum);
        }
        continue;
      }
      if (q >= weights) {
        continue;
      }
      int group = replicas / weights;
      if (present(dmu)) {
        mean_gradient(mean, group, splits, q, item, elements, dmu);
      }
      if (present(drho)) {
        float sum[4] = {0.0f, 0.0f, 0.0f, 0.0f};
        for (int r = q * group; r < (q + 1) * group; r++) {
          float4 of_replica = sum_parts(spread, r, splits, item, elements);
          float4 factor = make_float4(1.0f, 1.0f, 1.0f, 1.0f);
          if (kind == BY_PERTURBATION) {
            factor = block_eps(eps, key, r, replicas, item, elements);
          }
#pragma unroll
          for (int word = 0; word < 4; word++) {
            sum[word] += component(of_replica, word) * component(factor, word);
          }
        }
#pragma unroll
        for (int word = 0; word < 4; word++) {
          long long i = block_element(item) + 16 * word;
          if (i < elements) {
            float at = replica(rho, q)[i];
            float slope = sigma_derivative(scale, at);
            sum[word] *= kind == BY_VARIANCE ? 2.0f * sigma_of(scale, at) * slope : slope;
          }
        }
        put_block(drho, q, item, elements, sum);
      }
    }
  }
}
