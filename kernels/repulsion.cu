// What keeps the members of an ensemble apart (D'Angelo and Fortuin 2021), in three launches:
//
//   repulsion_distances   d_ij = |f_i - f_j|^2 for i < j, mirrored
//   repulsion_weights     h = median of all d_ij / (2 log(M + 1)), k_ij = exp(-d_ij / (2 h)),
//                         energy_i = beta log(1/M sum_j k_ij), weight_ij of f_i - f_j in the force
//   repulsion_force       df_i = sum_j weight_ij (f_i - f_j)
//
// f is (M, rows, columns), of which the leading columns count. Distances and forces read each member
// M times, from the second on out of the L2 cache: an ensemble's outputs or parameters fit there. All
// sums run in a fixed order, those of distances and kernels in float64.
#include "noise.cuh"
#include "pack.cuh"
#include "reduce.cuh"

/** Below it a float has lost digits: nothing repels. */
constexpr float SMALLEST_BANDWIDTH = 0x1p-126f;

struct SquaredDistance {
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
      double difference = (double)x[k] - y[k];
      sum += difference * difference;
    }
  }
};

// Grid: x covers chunks of `chunk` elements that count, y and z the pairs. `partial` has room for the
// sums of all chunks of all pairs i < j, which `counters` are one each for.
KERNEL(repulsion_distances, 256, Matrix f, int columns, Matrix distances, double* partial,
       unsigned* counters, int chunk) {
  int members = f.replicas;
  long long begin = (long long)blockIdx.x * chunk;
  long long end = min(begin + chunk, (long long)f.rows * columns);
  for (int j = blockIdx.y; j < members; j += gridDim.y) {
    for (int i = blockIdx.z; i < j; i += gridDim.z) {
      SquaredDistance body{replica(f, i), replica(f, j), 0.0};
      if (columns == f.columns) {
        walk(body, aligned(f), begin, end, threadIdx.x, 256);
      } else {
        for (long long e = begin + threadIdx.x; e < end; e += 256) {
          body.at<1>(e / columns * f.columns + e % columns);
        }
      }
      long long pair = (long long)j * (j - 1) / 2 + i;
      double sum;
      if (grid_sum<256>(body.sum, partial + pair * gridDim.x, counters + pair, blockIdx.x,
                        gridDim.x, &sum) &&
          threadIdx.x == 0) {
        distances.data[(long long)i * members + j] = (float)sum;
        distances.data[(long long)j * members + i] = (float)sum;
      }
    }
  }
}

/** The bits of a distance as a number of the same order, what is not a number last. */
DEVICE int order_of(float distance) {
  return distance >= 0.0f ? __float_as_int(distance) : 0x7fc00000;
}

/**
 * The number at place `place` of `count` distances in rising order, bit by bit from the highest: a
 * bit is set where no more than `place` numbers lie below. All threads call and get it.
 */
DEVICE float ordered(const float* numbers, long long count, long long place) {
  int found = 0;
  for (int bit = 30; bit >= 0; bit--) {
    int candidate = found | 1 << bit;
    long long below = 0;
    for (long long i = threadIdx.x; i < count; i += 256) {
      below += order_of(numbers[i]) < candidate ? 1 : 0;
    }
    if (block_sum<256>(below) <= place) {
      found = candidate;
    }
  }
  return __int_as_float(found);
}

// One block. The median takes 31 passes over M^2 distances for each middle place, in cache.
KERNEL(repulsion_weights, 256, Matrix distances, Matrix bandwidth, Matrix energy, float* weights,
       const unsigned* state, float beta) {
  int members = energy.replicas;
  long long pairs = (long long)members * members;
  for (int i = threadIdx.x; i < members; i += 256) {
    distances.data[(long long)i * members + i] = 0.0f;
  }
  __syncthreads();
  float low = ordered(distances.data, pairs, (pairs - 1) / 2);
  float high = pairs % 2 == 0 ? ordered(distances.data, pairs, pairs / 2) : low;
  float h = (float)(((double)low + high) / 2 / (2 * log((double)members + 1)));
  bool repels = !(h < SMALLEST_BANDWIDTH);
  double scale = -(double)__uint_as_float(state[KL_SCALE]) * beta;
  if (threadIdx.x == 0) {
    *bandwidth.data = h;
  }
  for (int i = 0; i < members; i++) {
    const float* own = distances.data + (long long)i * members;
    double sum = 0;
    for (int j = threadIdx.x; j < members; j += 256) {
      sum += repels ? exp(-own[j] / (2 * (double)h)) : 0.0;
    }
    sum = block_sum<256>(sum);
    for (int j = threadIdx.x; j < members; j += 256) {
      double kernel = repels ? exp(-own[j] / (2 * (double)h)) : 0.0;
      weights[(long long)i * members + j] = repels ? (float)(scale / (h * sum) * kernel) : 0.0f;
    }
    if (threadIdx.x == 0) {
      *replica(energy, i) = repels ? (float)(beta * log(sum / members)) : 0.0f;
    }
  }
}

struct Force {
  const Matrix& f;
  const float* own;
  const float* weights;
  const Matrix& df;
  float* out;
  int columns;

  template <int N>
  __device__ void at(long long i) {
    float here[N];
    float sum[N];
    load(here, own + i);
#pragma unroll
    for (int k = 0; k < N; k++) {
      sum[k] = 0.0f;
    }
    // Only whole rows are read by fours.
    bool counts = columns == f.columns || i % f.columns < columns;
    for (int j = 0; counts && j < f.replicas; j++) {
      float other[N];
      load(other, replica(f, j) + i);
#pragma unroll
      for (int k = 0; k < N; k++) {
        sum[k] = fmaf(weights[j], here[k] - other[k], sum[k]);
      }
    }
    put(df, out + i, sum);
  }
};

// Grid: x covers the elements, y the members, both in grid-stride loops.
KERNEL(repulsion_force, 256, Matrix f, int columns, float* weights, Matrix df) {
  bool packed = columns == f.columns && aligned(f) && aligned(df);
  for (int i = blockIdx.y; i < f.replicas; i += gridDim.y) {
    Force body{f, replica(f, i), weights + (long long)i * f.replicas, df, replica(df, i), columns};
    walk(body, packed, 0, matrix_elements(f), global_thread(), global_threads());
  }
}
