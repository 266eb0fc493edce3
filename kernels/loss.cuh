// What all likelihoods share: their operands, weights of examples and the mean over the batch.
//
// Grid: y the replicas, x blocks that walk over the rows. Each block writes its share of a replica's
// mean; `loss_mean` (loss.cu) adds the shares in the order of the blocks. Where one block covers a
// replica its share is the loss itself and nothing is left to add.
#pragma once

#include "reduce.cuh"

const int LOSS_THREADS = 256;

/** Operands of every likelihood; dev.credence.op.LossOp. */
struct LossOperands {
  Matrix prediction;
  Matrix target;
  Matrix weight;        // (R, B, 1), or absent for 1
  Matrix shares;        // (R, 1, blocks)
  Matrix per_example;   // (R, B, 1), or absent
  Matrix gradient;      // as prediction, or absent
  float gradient_scale;
};

/** The operands of one replica. */
struct LossReplica {
  const float* prediction;
  const float* target;
  const float* weight;  // null for 1
  float* per_example;   // null if not wanted
  float* gradient;      // null if not wanted
  int rows;
  float slope_scale;    // gradient scale / rows

  DEVICE_MEMBER float weight_of(long long row) const {
    return weight == nullptr ? 1.0f : weight[row];
  }
};

DEVICE LossReplica loss_replica(const LossOperands& o, int r) {
  int of = o.prediction.replicas;
  return LossReplica{replica(o.prediction, r),
                     replica(o.target, r, of),
                     present(o.weight) ? replica(o.weight, r, of) : nullptr,
                     present(o.per_example) ? replica(o.per_example, r) : nullptr,
                     present(o.gradient) ? replica(o.gradient, r) : nullptr,
                     o.prediction.rows,
                     o.gradient_scale / (float)o.prediction.rows};
}

/** Writes this block's share of a replica's mean from each thread's sum; all threads call it. */
DEVICE void put_share(const LossOperands& o, int r, float sum_of_thread) {
  float sum = block_sum<LOSS_THREADS>(sum_of_thread);
  if (threadIdx.x == 0) {
    replica(o.shares, r)[blockIdx.x] = sum / (float)o.prediction.rows;
  }
}
