// Independent yes/no targets from logits a, with their gradient in one pass:
//   l = sum_d log(1 + exp(-|a|)) + max(a, 0) - a y.
//
// Memory-bound; layouts, grid and order of sums: target_loss.cuh.
#include "target_loss.cuh"

struct BernoulliNll {
  static const int PLANES = 1;
  static const bool SHARED_SCALE = false;

  using Target = BernoulliNll;
  DEVICE_MEMBER Target target(int, int, int) const { return *this; }

  DEVICE_MEMBER float loss(const float (&raw)[1], float y, float (&slope)[1], float&) const {
    float logit = raw[0];
    float e = expf(-fabsf(logit));
    slope[0] = (logit >= 0.0f ? 1.0f : e) / (1.0f + e) - y;
    return log1pf(e) + fmaxf(logit, 0.0f) - logit * y;
  }
};

KERNEL(bernoulli_nll, LOSS_THREADS, Matrix prediction, Matrix target, Matrix weight, Matrix shares,
       Matrix per_example, Matrix gradient, float gradient_scale, int layout, int lanes) {
  LossOperands o{prediction, target, weight, shares, per_example, gradient, gradient_scale};
  target_losses(o, BernoulliNll{}, layout, lanes);
}
