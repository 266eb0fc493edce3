package dev.credence.op;

import dev.credence.tensor.Tensor;

/** What the raw outputs of a network mean: the likelihood's parameters for D targets. */
public sealed interface Head {
  /** Number of network outputs for {@code targets} targets (or classes). */
  int outputs(int targets);

  /** D means, then D log variances clamped to the given range. */
  record Gaussian(float minLogVariance, float maxLogVariance) implements Head {
    @Override
    public int outputs(int targets) {
      return 2 * targets;
    }
  }

  /** D means; the log variances (R, 1, D) are shared by all rows. */
  record Homoscedastic(Tensor logVariance) implements Head {
    @Override
    public int outputs(int targets) {
      return targets;
    }
  }

  /** K logits, K means, K log variances clamped to the given range, for one target. */
  record GaussianMixture(int components, float minLogVariance, float maxLogVariance)
      implements Head {
    @Override
    public int outputs(int targets) {
      return 3 * components;
    }
  }

  /** D locations, then D log squared scales clamped to the given range. */
  record StudentT(float degreesOfFreedom, float minLogVariance, float maxLogVariance)
      implements Head {
    @Override
    public int outputs(int targets) {
      return 2 * targets;
    }
  }

  /** One logit per yes/no target. */
  record Bernoulli() implements Head {
    @Override
    public int outputs(int targets) {
      return targets;
    }
  }

  /** One logit per class. */
  record Categorical() implements Head {
    @Override
    public int outputs(int targets) {
      return targets;
    }
  }
}
