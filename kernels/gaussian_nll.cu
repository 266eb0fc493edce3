// Heteroscedastic Gaussian with its gradient in one pass:
//   l = sum_d (mean - y)^2 / (2 exp(v)) + v / 2,  v the log variance within its bounds.
//
// Memory-bound: reads prediction, target and weight once, writes the gradient once. Layouts, grid and
// order of sums: target_loss.cuh.
#include "clamp.cuh"
#include "target_loss.cuh"

struct GaussianNll {
  static const int PLANES = 2;
  static const bool SHARED_SCALE = false;

  float min;
  float max;

  using Target = GaussianNll;
  DEVICE_MEMBER Target target(int, int, int) const { return *this; }

  DEVICE_MEMBER float loss(const float (&raw)[2], float y, float (&slope)[2], float&) const {
    float log_variance = clamped(raw[1], min, max);
    float difference = raw[0] - y;
    slope[0] = difference * expf(-log_variance);
    float square = difference * slope[0];
    slope[1] = inside(raw[1], min, max) ? 0.5f - 0.5f * square : 0.0f;
    return 0.5f * (square + log_variance);
  }
};

KERNEL(gaussian_nll, LOSS_THREADS, Matrix prediction, Matrix target, Matrix weight, Matrix shares,
       Matrix per_example, Matrix gradient, float gradient_scale, int layout, int lanes, float min,
       float max) {
  LossOperands o{prediction, target, weight, shares, per_example, gradient, gradient_scale};
  target_losses(o, GaussianNll{min, max}, layout, lanes);
}
