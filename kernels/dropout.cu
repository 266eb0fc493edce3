// Dropout as a variational layer (Gal and Ghahramani 2016): y = x mask / (1 - rate), and
// dx = dy mask / (1 - rate) with the mask drawn again. An element is kept where its uniform is at
// least the rate.
//
// Memory-bound: reads and writes each operand once. One block of noise gives the mask of four
// elements, 16 apart, of a group of 64; a thread draws it once and uses it for up to eight rows where
// rows share the mask. Without sharing all rows count as one long row. Grid: x the pairs of row chunk
// and noise block in a grid-stride loop, neighbouring threads on neighbouring elements; y the
// replicas. A gradient that serves several replicas sums over them in their order.
#include "noise.cuh"

const int DROPOUT_ROWS = 8;

/** Rows and columns as the mask sees them. */
struct DropoutRows {
  long long columns;
  int rows;
  long long blocks;  // of noise in a row

  DEVICE_MEMBER DropoutRows(const Matrix& m, int shared_by_rows)
      : columns(shared_by_rows ? m.columns : matrix_elements(m)),
        rows(shared_by_rows ? m.rows : 1),
        blocks((columns + 63) / 64 * 16) {}

  DEVICE_MEMBER long long items() const {
    return (rows + DROPOUT_ROWS - 1) / DROPOUT_ROWS * blocks;
  }
};

/** Four columns of up to eight rows. */
struct DropoutItem {
  long long block;
  long long column;  // the first; the others follow 16 apart
  int row;
  int rows;

  DEVICE_MEMBER DropoutItem(const DropoutRows& all, long long item)
      : block(item % all.blocks),
        column((block >> 4) * 64 + (block & 15)),
        row((int)(item / all.blocks) * DROPOUT_ROWS),
        rows(min(DROPOUT_ROWS, all.rows - row)) {}
};

/** mask / (1 - rate) of four columns; zero beyond the last one. */
DEVICE void factors_of_item(const Noise& mask, const NoiseKey& key, int r, int of,
                            const DropoutItem& item, long long columns, float rate, float scale,
                            float (&factor)[4]) {
  if (mask.given != nullptr) {
    const float* given = given_replica(mask, r, of);
#pragma unroll
    for (int w = 0; w < 4; w++) {
      long long column = item.column + 16 * w;
      factor[w] = column < columns ? given[column] * scale : 0.0f;
    }
    return;
  }
  uint4 words = noise_words(key, r, item.block);
  factor[0] = word_uniform(words.x) >= rate ? scale : 0.0f;
  factor[1] = word_uniform(words.y) >= rate ? scale : 0.0f;
  factor[2] = word_uniform(words.z) >= rate ? scale : 0.0f;
  factor[3] = word_uniform(words.w) >= rate ? scale : 0.0f;
}

KERNEL(dropout, 256, const unsigned* state, Matrix x, Noise mask, Matrix y, float rate, float scale,
       int shared_by_rows) {
  DropoutRows all(y, shared_by_rows);
  NoiseKey key = noise_key(state, mask.stream);
  long long items = all.items();
  for (int r = blockIdx.y; r < y.replicas; r += gridDim.y) {
    const float* from = replica(x, r, y.replicas);
    float* to = replica(y, r);
    for (long long i = global_thread(); i < items; i += global_threads()) {
      DropoutItem item(all, i);
      float factor[4];
      factors_of_item(mask, key, r, y.replicas, item, all.columns, rate, scale, factor);
      for (int b = 0; b < item.rows; b++) {
        long long at = (item.row + b) * all.columns + item.column;
        float value[4];
#pragma unroll
        for (int w = 0; w < 4; w++) {
          value[w] = item.column + 16 * w < all.columns ? from[at + 16 * w] : 0.0f;
        }
#pragma unroll
        for (int w = 0; w < 4; w++) {
          if (item.column + 16 * w < all.columns) {
            to[at + 16 * w] = value[w] * factor[w];
          }
        }
      }
    }
  }
}

// The factors of a mask that rows share, (R, 1, N).
KERNEL(dropout_factors, 256, const unsigned* state, Noise mask, Matrix factors, float rate,
       float scale) {
  DropoutRows all(factors, 1);
  NoiseKey key = noise_key(state, mask.stream);
  long long items = all.items();
  for (int r = blockIdx.y; r < factors.replicas; r += gridDim.y) {
    float* to = replica(factors, r);
    for (long long i = global_thread(); i < items; i += global_threads()) {
      DropoutItem item(all, i);
      float factor[4];
      factors_of_item(mask, key, r, factors.replicas, item, all.columns, rate, scale, factor);
#pragma unroll
      for (int w = 0; w < 4; w++) {
        if (item.column + 16 * w < all.columns) {
          to[item.column + 16 * w] = factor[w];
        }
      }
    }
  }
}

KERNEL(dropout_backward, 256, const unsigned* state, Noise mask, Matrix dy, Matrix dx, float rate,
       float scale, int shared_by_rows) {
  DropoutRows all(dy, shared_by_rows);
  NoiseKey key = noise_key(state, mask.stream);
  long long items = all.items();
  int group = dy.replicas / dx.replicas;
  for (int q = blockIdx.y; q < dx.replicas; q += gridDim.y) {
    float* to = replica(dx, q);
    for (long long i = global_thread(); i < items; i += global_threads()) {
      DropoutItem item(all, i);
      float sum[DROPOUT_ROWS][4] = {};
      for (int r = q * group; r < (q + 1) * group; r++) {
        const float* from = replica(dy, r);
        float factor[4];
        factors_of_item(mask, key, r, dy.replicas, item, all.columns, rate, scale, factor);
#pragma unroll
        for (int b = 0; b < DROPOUT_ROWS; b++) {
          long long at = (item.row + b) * all.columns + item.column;
#pragma unroll
          for (int w = 0; w < 4; w++) {
            if (b < item.rows && item.column + 16 * w < all.columns) {
              sum[b][w] += from[at + 16 * w] * factor[w];
            }
          }
        }
      }
#pragma unroll
      for (int b = 0; b < DROPOUT_ROWS; b++) {
        long long at = (item.row + b) * all.columns + item.column;
#pragma unroll
        for (int w = 0; w < 4; w++) {
          if (b < item.rows && item.column + 16 * w < all.columns) {
            put(dx, to + at + 16 * w, sum[b][w]);
          }
        }
      }
    }
  }
}
