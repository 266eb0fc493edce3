// Student's t with its gradient in one pass:
//   l = sum_d (nu + 1) / 2 log(1 + (location - y)^2 / (nu exp(v))) + v / 2 + constant,
// v the log squared scale within its bounds, constant = log Gamma(nu / 2) - log Gamma((nu + 1) / 2)
// + log(nu pi) / 2, which the launch computes.
//
// Memory-bound; layouts, grid and order of sums: target_loss.cuh.
#include "clamp.cuh"
#include "target_loss.cuh"

struct StudentTNll {
  static const int PLANES = 2;
  static const bool SHARED_SCALE = false;

  float nu;
  float constant;
  float min;
  float max;

  using Target = StudentTNll;
  DEVICE_MEMBER Target target(int, int, int) const { return *this; }

  DEVICE_MEMBER float loss(const float (&raw)[2], float y, float (&slope)[2], float&) const {
    float log_scale = clamped(raw[1], min, max);
    float difference = raw[0] - y;
    float scaled = difference * expf(-log_scale) / nu;
    float square = difference * scaled;
    slope[0] = (nu + 1.0f) * scaled / (1.0f + square);
    slope[1] = inside(raw[1], min, max) ? 0.5f - 0.5f * (difference * slope[0]) : 0.0f;
    return 0.5f * (nu + 1.0f) * log1pf(square) + 0.5f * log_scale + constant;
  }
};

KERNEL(student_t_nll, LOSS_THREADS, Matrix prediction, Matrix target, Matrix weight, Matrix shares,
       Matrix per_example, Matrix gradient, float gradient_scale, int layout, int lanes, float nu,
       float constant, float min, float max) {
  LossOperands o{prediction, target, weight, shares, per_example, gradient, gradient_scale};
  target_losses(o, StudentTNll{nu, constant, min, max}, layout, lanes);
}
