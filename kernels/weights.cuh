// Gaussian weights: w = mu + sigma(rho) eps with eps drawn where it is needed.
//
// A block of noise holds elements i, i + 16, i + 32 and i + 48 of a group of 64. Everything here
// walks over blocks, so that all four normals of each are used.
#pragma once

#include "noise.cuh"
#include "scale.cuh"

/** Number of blocks of noise that hold a number of elements. */
DEVICE long long noise_blocks(long long elements) { return (elements + 63) / 64 * 16; }

/** Element of word 0 of a block of noise; those of the other words follow at distances of 16. */
DEVICE long long block_element(long long block) { return (block >> 4) * 64 + (block & 15); }

/** mu + sigma eps; every path rounds it here. */
DEVICE float weight_sample(float mu, float sigma, float eps) { return __fmaf_rn(sigma, eps, mu); }

/** The four normals of a block for replica `r` of `of`: drawn, or those that are given. */
DEVICE float4 block_eps(const Noise& noise, const NoiseKey& key, int r, int of, long long block,
                        long long elements) {
  if (noise.given == nullptr) {
    return block_normals(key, r, block);
  }
  const float* given = given_replica(noise, r, of);
  long long i = block_element(block);
  return make_float4(i < elements ? given[i] : 0.0f, i + 16 < elements ? given[i + 16] : 0.0f,
                     i + 32 < elements ? given[i + 32] : 0.0f,
                     i + 48 < elements ? given[i + 48] : 0.0f);
}

/** Component `word` of a vector, where `word` is known to the compiler. */
DEVICE float component(const float4& four, int word) {
  return word == 0 ? four.x : word == 1 ? four.y : word == 2 ? four.z : four.w;
}

/**
 * Draws the normals of rows [row, row_end) and columns [column, column_end) of a matrix with
 * `columns` columns, the block's threads sharing the work: put(row, column, normal).
 */
template <int THREADS, class Put>
DEVICE void each_normal(const NoiseKey& key, int replica, int row, int row_end, int column,
                        int column_end, int columns, Put put) {
  if (row >= row_end || column >= column_end) {
    return;
  }
  // Whole rows are one run of elements; else each row is a run of its own.
  bool whole = column_end - column == columns;
  int runs = whole ? 1 : row_end - row;
  int length = (whole ? row_end - row : 1) * (column_end - column);
  long long start = (long long)row * columns + column;
  // Where all runs begin at the same place of a group, it is known how many groups they meet.
  bool same = whole || columns % 64 == 0;
  int groups = same ? ((int)(start & 63) + length + 63) / 64 : (length + 126) / 64;
  int blocks = groups * 16;
  for (int item = threadIdx.x; item < runs * blocks; item += THREADS) {
    int run = item / blocks;
    int within = item % blocks;
    long long begin = start + (long long)run * columns;
    long long block = (begin >> 6) * 16 + within;
    long long first = block_element(block) - begin;
    if (first >= length || first + 48 < 0) {
      continue;
    }
    float4 normals = block_normals(key, replica, block);
#pragma unroll
    for (int word = 0; word < 4; word++) {
      long long at = first + 16 * word;
      if (at >= 0 && at < length) {
        int inner = whole ? (int)at / columns : run;
        put(row + inner, column + (whole ? (int)at % columns : (int)at), component(normals, word));
      }
    }
  }
}
