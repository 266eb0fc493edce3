// Weights that the block of a product draws as it loads them: operand B of sampled products.
#pragma once

#include "tile.cuh"
#include "weights.cuh"

/** Whether operand B is the weights or their transpose. */
enum Orientation { AS_STORED, TRANSPOSED };

/**
 * Loads weights (K, N) that are drawn on the way. One plane: mu + sigma eps. Two planes: mu, and the
 * perturbation sigma eps. Everything happens in store: drawing needs the registers that fetching
 * would fill.
 */
template <class T, Orientation ORIENTATION, int PLANES_>
struct DrawnWeights {
  static constexpr int PLANES = PLANES_;
  static_assert(T::PRECISION == FP32, "weights for tensor cores are drawn into memory");
  using Layout = LayoutB<T>;

  const float* mu;
  const float* rho;
  int scale;
  NoiseKey key;
  int replica;
  int rows;     // K
  int columns;  // N
  int first;    // row or column of the tile among the result's columns
  int depth;
  int depth_end;

  __device__ __forceinline__ DrawnWeights(const Matrix& mu_, const Matrix& rho_, int scale_,
                                          const NoiseKey& key_, int r, int of, int first_)
      : mu(::replica(mu_, r, of)), rho(::replica(rho_, r, of)), scale(scale_), key(key_), replica(r),
        rows(mu_.rows), columns(mu_.columns), first(first_), depth(0), depth_end(0) {}

  __device__ __forceinline__ void fetch(int depth_, int depth_end_) {
    depth = depth_;
    depth_end = depth_end_;
  }

  __device__ __forceinline__ void store(SharedPointer<float> to) const {
    int deep = min(T::BK, depth_end - depth);
    int wide = min(T::BN, (ORIENTATION == TRANSPOSED ? rows : columns) - first);
    if (deep < T::BK || wide < T::BN) {
      for (int e = threadIdx.x; e < T::BK * T::BN; e += T::THREADS) {
        if (e / T::BN >= deep || e % T::BN >= wide) {
          put(to, e / T::BN, e % T::BN, 0.0f, 0.0f, 0.0f);
        }
      }
    }
    int row = ORIENTATION == TRANSPOSED ? first : depth;
    int column = ORIENTATION == TRANSPOSED ? depth : first;
    int high = ORIENTATION == TRANSPOSED ? wide : deep;
    int across = ORIENTATION == TRANSPOSED ? deep : wide;
    each_normal<T::THREADS>(
        key, replica, row, row + high, column, column + across, columns,
        [&](int k, int n, float eps) {
          long long i = (long long)k * columns + n;
          put(to, ORIENTATION == TRANSPOSED ? n - depth : k - depth,
              ORIENTATION == TRANSPOSED ? k - first : n - first, mu[i], sigma_of(scale, rho[i]), eps);
        });
  }

 private:
  static __device__ __forceinline__ void put(SharedPointer<float> to, int k, int i, float mean,
                                             float sigma, float eps) {
    if (PLANES == 1) {
      to[Layout::at(k, i)] = weight_sample(mean, sigma, eps);
    } else {
      to[Layout::at(k, i)] = mean;
      to[Layout::FLOATS + Layout::at(k, i)] = weight_sample(0.0f, sigma, eps);
    }
  }
};
