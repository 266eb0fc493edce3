// Gaussian weights laid out in memory: w = mu + sigma(rho) eps, and its gradients dmu = dw,
// drho = dw eps sigma'(rho).
//
// Memory-bound where noise is given, else bound by drawing: about 100 instructions for four normals.
// A thread takes one block of noise: half a warp reads and writes 16 consecutive floats at each of
// four distances. Without mu it is the perturbation sigma eps alone. A gradient sums over the replicas
// that share its operand in their order. Grid: x blocks of noise, y replicas, which loop.
#include "weights.cuh"

KERNEL(sample_gaussian, 256, Matrix mu, Matrix rho, int scale, Noise eps, Matrix w,
       const unsigned* state) {
  NoiseKey key = noise_key(state, eps.stream);
  long long elements = matrix_elements(w);
  long long blocks = noise_blocks(elements);
  for (int r = blockIdx.y; r < w.replicas; r += gridDim.y) {
    const float* from_rho = replica(rho, r, w.replicas);
    for (long long block = global_thread(); block < blocks; block += global_threads()) {
      float4 normals = block_eps(eps, key, r, w.replicas, block, elements);
#pragma unroll
      for (int word = 0; word < 4; word++) {
        long long i = block_element(block) + 16 * word;
        if (i < elements) {
          float mean = present(mu) ? replica(mu, r, w.replicas)[i] : 0.0f;
          replica(w, r)[i] =
              weight_sample(mean, sigma_of(scale, from_rho[i]), component(normals, word));
        }
      }
    }
  }
}

KERNEL(sample_gaussian_backward, 256, Matrix rho, int scale, Noise eps, Matrix dw, Matrix dmu,
       Matrix drho, const unsigned* state) {
  NoiseKey key = noise_key(state, eps.stream);
  long long elements = matrix_elements(rho);
  long long blocks = noise_blocks(elements);
  int group = dw.replicas / rho.replicas;
  for (int q = blockIdx.y; q < rho.replicas; q += gridDim.y) {
    for (long long block = global_thread(); block < blocks; block += global_threads()) {
      float mean[4] = {0.0f, 0.0f, 0.0f, 0.0f};
      float spread[4] = {0.0f, 0.0f, 0.0f, 0.0f};
      for (int r = q * group; r < (q + 1) * group; r++) {
        float4 normals = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
        if (present(drho)) {
          normals = block_eps(eps, key, r, dw.replicas, block, elements);
        }
#pragma unroll
        for (int word = 0; word < 4; word++) {
          long long i = block_element(block) + 16 * word;
          float gradient = i < elements ? replica(dw, r)[i] : 0.0f;
          mean[word] += gradient;
          spread[word] += gradient * component(normals, word);
        }
      }
#pragma unroll
      for (int word = 0; word < 4; word++) {
        long long i = block_element(block) + 16 * word;
        if (i < elements) {
          if (present(dmu)) {
            put(dmu, replica(dmu, q) + i, mean[word]);
          }
          if (present(drho)) {
            float slope = sigma_derivative(scale, replica(rho, q)[i]);
            put(drho, replica(drho, q) + i, spread[word] * slope);
          }
        }
      }
    }
  }
}
