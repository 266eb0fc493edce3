// Likelihoods whose loss is a sum over targets: l = sum_d l_d(raw outputs of d, y_d).
//
// The prediction holds PLANES values for each target: D of the first kind, then D of the second.
// Reads predictions and targets once, writes the gradient in the same pass. Each thread loads ITEMS
// (row, target) pairs before it computes, so that enough loads are under way. Three layouts, chosen
// by the launch, give a thread neighbours in memory:
//   SINGLE_TARGETS  four rows, one target each; `lanes` neighbouring threads share a row
//   TARGET_QUADS    two rows, four neighbouring targets each, by 128-bit accesses; likewise
//   ROW_QUADS       one target only: four neighbouring rows, by 128-bit accesses
// A row wider than its lanes takes several rounds over the block's rows; later rounds add to its
// per-example loss.
//
// A likelihood is a struct with
//   PLANES                          values a target
//   SHARED_SCALE                    whether a scale is shared by all rows, and its gradient summed
//   Target                          what is common to all rows of one target
//   target(r, of, d)                makes it
// and a Target has
//   loss(raw, y, slope, scale_slope) the loss; sets its slopes by the raw values and, if SHARED_SCALE,
//                                   by the scale
#pragma once

#include "access.cuh"
#include "loss.cuh"

enum LossLayout { SINGLE_TARGETS, TARGET_QUADS, ROW_QUADS };

/** One thread's share of a tile of rows: ROWS rows, WIDTH targets of each. */
template <class Likelihood, int ROWS, int WIDTH>
struct LossTile {
  static const int PLANES = Likelihood::PLANES;

  float raw[ROWS][PLANES][WIDTH];
  float y[ROWS][WIDTH];
  float weight[ROWS];
  float loss[ROWS];

  /** Turns raw values into the gradient; adds weighted scale slopes to `scale_sums`. */
  DEVICE_MEMBER void compute(const typename Likelihood::Target (&targets)[WIDTH], float slope_scale,
                             float (&scale_sums)[WIDTH]) {
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      float factor = weight[i] * slope_scale;
      loss[i] = 0.0f;
#pragma unroll
      for (int j = 0; j < WIDTH; j++) {
        float value[PLANES], slope[PLANES], scale_slope = 0.0f;
#pragma unroll
        for (int p = 0; p < PLANES; p++) {
          value[p] = raw[i][p][j];
        }
        loss[i] += targets[j].loss(value, y[i][j], slope, scale_slope);
#pragma unroll
        for (int p = 0; p < PLANES; p++) {
          raw[i][p][j] = factor * slope[p];
        }
        if constexpr (Likelihood::SHARED_SCALE) {
          scale_sums[j] += factor * scale_slope;
        }
      }
    }
  }
};

/**
 * Sums `scale_sums` over the threads that hold the same targets and writes one share a target.
 * Every thread of the block calls it.
 */
template <int WIDTH>
DEVICE void put_scale_shares(float* shares, int targets, int d, int lanes,
                             const float (&scale_sums)[WIDTH]) {
  const int WARPS = LOSS_THREADS / 32;
  SHARED(float, sums, WARPS * 32 * WIDTH);
  int warp = threadIdx.x / 32;
  int lane = threadIdx.x % 32;
#pragma unroll
  for (int j = 0; j < WIDTH; j++) {
    float sum = scale_sums[j];
    for (int mask = 16; mask >= lanes; mask >>= 1) {
      sum += __shfl_xor_sync(0xffffffffu, sum, mask);
    }
    sums[(warp * WIDTH + j) * 32 + lane] = sum;
  }
  __syncthreads();
  if ((int)threadIdx.x < lanes && d < targets) {
#pragma unroll
    for (int j = 0; j < WIDTH; j++) {
      float sum = 0.0f;
      for (int w = 0; w < WARPS; w++) {
        sum += sums[(w * WIDTH + j) * 32 + lane];
      }
      shares[d + j] = sum;
    }
  }
  __syncthreads();
}

/** One or four targets of a row by each thread; returns the thread's weighted sum. */
template <int ROWS, int WIDTH, class Likelihood>
DEVICE float losses_by_target(const LossOperands& o, const Likelihood& likelihood, int r, int lanes,
                              float* scale_shares) {
  const int PLANES = Likelihood::PLANES;
  LossReplica own = loss_replica(o, r);
  int targets = o.target.columns;
  int groups = LOSS_THREADS / lanes;
  int group = threadIdx.x / lanes;
  int lane = threadIdx.x % lanes;
  long long step = (long long)groups * ROWS;
  float sum = 0.0f;
  for (int round = 0; round < targets; round += lanes * WIDTH) {
    int d = round + lane * WIDTH;
    bool owner = d < targets;
    typename Likelihood::Target of_target[WIDTH];
#pragma unroll
    for (int j = 0; j < WIDTH; j++) {
      of_target[j] = likelihood.target(r, o.prediction.replicas, owner ? d + j : 0);
    }
    float scale_sums[WIDTH] = {};
    for (long long first = blockIdx.x * step; first < own.rows; first += gridDim.x * step) {
      LossTile<Likelihood, ROWS, WIDTH> tile = {};
#pragma unroll
      for (int i = 0; i < ROWS; i++) {
        long long row = first + i * groups + group;
        if (owner && row < own.rows) {
#pragma unroll
          for (int p = 0; p < PLANES; p++) {
            load(own.prediction + (row * PLANES + p) * targets + d, tile.raw[i][p]);
          }
          load(own.target + row * targets + d, tile.y[i]);
          tile.weight[i] = own.weight_of(row);
        }
      }
      tile.compute(of_target, own.slope_scale, scale_sums);
#pragma unroll
      for (int i = 0; i < ROWS; i++) {
        long long row = first + i * groups + group;
        bool exists = owner && row < own.rows;
        float loss = exists ? tile.loss[i] : 0.0f;
        sum += tile.weight[i] * loss;
        if (exists && own.gradient != nullptr) {
#pragma unroll
          for (int p = 0; p < PLANES; p++) {
            store(own.gradient + (row * PLANES + p) * targets + d, tile.raw[i][p]);
          }
        }
        if (own.per_example != nullptr) {
          loss = lanes_sum(loss, lanes);
          if (exists && lane == 0) {
            own.per_example[row] = round == 0 ? loss : own.per_example[row] + loss;
          }
        }
      }
    }
    if constexpr (Likelihood::SHARED_SCALE) {
      if (scale_shares != nullptr) {
        put_scale_shares(scale_shares, targets, d, lanes, scale_sums);
      }
    }
  }
  return sum;
}

/** Reads up to four neighbouring rows of one target, `rows` of which exist. */
template <class Likelihood>
DEVICE void load_rows(const LossReplica& own, long long row, int rows,
                      LossTile<Likelihood, 4, 1>& tile) {
  const int PLANES = Likelihood::PLANES;
  const float* prediction = own.prediction + row * PLANES;
  if (rows == 4) {
    float y[4];
    load(own.target + row, y);
    float weight[4] = {1.0f, 1.0f, 1.0f, 1.0f};
    if (own.weight != nullptr) {
      load(own.weight + row, weight);
    }
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
      float quad[4];
      load(prediction + 4 * p, quad);
#pragma unroll
      for (int k = 0; k < 4; k++) {
        tile.raw[(4 * p + k) / PLANES][(4 * p + k) % PLANES][0] = quad[k];
      }
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
      tile.y[i][0] = y[i];
      tile.weight[i] = weight[i];
    }
    return;
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    if (i < rows) {
#pragma unroll
      for (int p = 0; p < PLANES; p++) {
        tile.raw[i][p][0] = prediction[i * PLANES + p];
      }
      tile.y[i][0] = own.target[row + i];
      tile.weight[i] = own.weight_of(row + i);
    }
  }
}

/** Writes gradient and per-example losses of the rows that `load_rows` has read. */
template <class Likelihood>
DEVICE void store_rows(const LossReplica& own, long long row, int rows,
                       const LossTile<Likelihood, 4, 1>& tile) {
  const int PLANES = Likelihood::PLANES;
  if (own.gradient != nullptr) {
    float* gradient = own.gradient + row * PLANES;
#pragma unroll
    for (int p = 0; p < PLANES; p++) {
      float quad[4];
#pragma unroll
      for (int k = 0; k < 4; k++) {
        quad[k] = tile.raw[(4 * p + k) / PLANES][(4 * p + k) % PLANES][0];
      }
      if (rows == 4) {
        store(gradient + 4 * p, quad);
      } else {
#pragma unroll
        for (int k = 0; k < 4; k++) {
          if (4 * p + k < rows * PLANES) {
            gradient[4 * p + k] = quad[k];
          }
        }
      }
    }
  }
  if (own.per_example != nullptr) {
    if (rows == 4) {
      store(own.per_example + row, tile.loss);
    } else {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        if (i < rows) {
          own.per_example[row + i] = tile.loss[i];
        }
      }
    }
  }
}

/** Four neighbouring rows of one target by each thread; returns the thread's weighted sum. */
template <class Likelihood>
DEVICE float losses_by_row(const LossOperands& o, const Likelihood& likelihood, int r,
                           float* scale_shares) {
  LossReplica own = loss_replica(o, r);
  typename Likelihood::Target of_target[1] = {likelihood.target(r, o.prediction.replicas, 0)};
  float scale_sums[1] = {};
  float sum = 0.0f;
  for (long long row = 4 * global_thread(); row < own.rows; row += 4 * global_threads()) {
    int rows = (int)min(own.rows - row, 4LL);
    LossTile<Likelihood, 4, 1> tile = {};
    load_rows(own, row, rows, tile);
    tile.compute(of_target, own.slope_scale, scale_sums);
#pragma unroll
    for (int i = 0; i < 4; i++) {
      sum += i < rows ? tile.weight[i] * tile.loss[i] : 0.0f;
    }
    store_rows(own, row, rows, tile);
  }
  if constexpr (Likelihood::SHARED_SCALE) {
    if (scale_shares != nullptr) {
      put_scale_shares(scale_shares, 1, (int)threadIdx.x, 1, scale_sums);
    }
  }
  return sum;
}

/**
 * All replicas of this block.
 *
 * @param scale_shares (R, blocks, D), or absent
 */
template <class Likelihood>
DEVICE void target_losses(const LossOperands& o, const Likelihood& likelihood, int layout, int lanes,
                          const Matrix& scale_shares) {
  for (int r = blockIdx.y; r < o.prediction.replicas; r += gridDim.y) {
    float* scale_share =
        present(scale_shares)
            ? replica(scale_shares, r) + (long long)blockIdx.x * scale_shares.columns
            : nullptr;
    float sum;
    if (layout == ROW_QUADS) {
      sum = losses_by_row(o, likelihood, r, scale_share);
    } else if (layout == TARGET_QUADS) {
      sum = losses_by_target<2, 4>(o, likelihood, r, lanes, scale_share);
    } else {
      sum = losses_by_target<4, 1>(o, likelihood, r, lanes, scale_share);
    }
    put_share(o, r, sum);
  }
}

/** As above for likelihoods without a shared scale. */
template <class Likelihood>
DEVICE void target_losses(const LossOperands& o, const Likelihood& likelihood, int layout,
                          int lanes) {
  target_losses(o, likelihood, layout, lanes, Matrix{});
}
