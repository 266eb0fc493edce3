// Second stage of the mean over a batch: loss[r] = sum of the blocks' shares.
//
// Grid: x the replicas. Each thread adds every 256th share, the block adds the threads' sums: an
// order that depends on the number of shares alone.
#include "loss.cuh"

KERNEL(loss_mean, LOSS_THREADS, Matrix shares, Matrix loss) {
  for (int r = blockIdx.x; r < loss.replicas; r += gridDim.x) {
    const float* share = replica(shares, r);
    float sum = 0.0f;
    for (int i = threadIdx.x; i < shares.columns; i += LOSS_THREADS) {
      sum += share[i];
    }
    sum = block_sum<LOSS_THREADS>(sum);
    if (threadIdx.x == 0) {
      replica(loss, r)[0] = sum;
    }
  }
}
