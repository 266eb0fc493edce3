package dev.credence.inference.sampler;

import dev.credence.posterior.Prior;

/**
 * Prior of a group of weights that share a width.
 *
 * @param prior normal with width s0, the same for all weights or per input
 * @param shape shape a of the hyperprior s^2 ~ InverseGamma(a, a s0^2), under which the mean of 1 /
 *     s^2 is 1 / s0^2 (Neal 1996, section 2.3.3); infinite for the fixed width s0
 */
public record GroupPrior(Prior prior, double shape) {
  public GroupPrior {
    if (!(shape > 0)) {
      throw new IllegalArgumentException(
          "the shape of a prior on a width must be positive, not " + shape);
    }
    if (prior instanceof Prior.ScaleMixture
        || prior instanceof Prior.Gaussian gaussian && gaussian.calibrated()) {
      throw new IllegalArgumentException(
          "samplers need Gaussian priors whose widths are fixed or sampled, not " + prior);
    }
    if (Double.isFinite(shape)
        && prior instanceof Prior.Gaussian gaussian
        && gaussian.mean() != 0) {
      throw new IllegalArgumentException(
          "a prior whose width is sampled needs mean 0, not " + gaussian.mean());
    }
  }

  /** A width that is known. */
  public static GroupPrior fixed(Prior prior) {
    return new GroupPrior(prior, Double.POSITIVE_INFINITY);
  }

  /** A width that is sampled together with the weights: automatic relevance determination. */
  public static GroupPrior sampled(Prior prior, double shape) {
    return new GroupPrior(prior, shape);
  }

  boolean isSampled() {
    return Double.isFinite(shape);
  }

  /** The normal prior for a parameter with this many inputs. */
  Prior.Gaussian of(int inputs) {
    return prior instanceof Prior.PerInput perInput ? perInput.of(inputs) : (Prior.Gaussian) prior;
  }
}
