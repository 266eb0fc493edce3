package dev.credence.posterior;

/** What is believed of a weight before the data. */
public sealed interface Prior {
  /**
   * Normal with the given mean and width.
   *
   * @param calibrated whether the width is refitted from the posterior between epochs (empirical
   *     Bayes): width^2 = mean of sigma^2 + (mu - mean)^2 over the layer
   */
  record Gaussian(double mean, double sigma, boolean calibrated) implements Prior {
    public Gaussian {
      if (!(sigma > 0) || !Double.isFinite(sigma) || !Double.isFinite(mean)) {
        throw new IllegalArgumentException(
            "a Gaussian prior needs a finite mean and a positive width, not %s and %s"
                .formatted(mean, sigma));
      }
    }
  }

  /**
   * Normal around zero with width {@code width / sqrt(inputs)} for a layer of that many inputs: the
   * prior over functions then does not depend on the widths of the layers (Neal 1996).
   */
  record PerInput(double width) implements Prior {
    public PerInput {
      if (!(width > 0) || !Double.isFinite(width)) {
        throw new IllegalArgumentException("a prior needs a positive width, not " + width);
      }
    }

    /** The prior of one weight of a layer. */
    public Gaussian of(int inputs) {
      return new Gaussian(0, width / Math.sqrt(inputs), false);
    }
  }

  /** pi N(0, sigma1^2) + (1 - pi) N(0, sigma2^2) (Blundell et al. 2015). */
  record ScaleMixture(double pi, double sigma1, double sigma2) implements Prior {
    public ScaleMixture {
      if (!(pi > 0 && pi < 1 && sigma1 > 0 && sigma2 > 0)) {
        throw new IllegalArgumentException(
            "a scale-mixture prior needs 0 < pi < 1 and positive widths, not %s, %s and %s"
                .formatted(pi, sigma1, sigma2));
      }
    }
  }

  /** Normal around zero with a fixed width. */
  static Prior gaussian(double sigma) {
    return new Gaussian(0, sigma, false);
  }

  /** Normal around zero with width {@code width / sqrt(inputs)}. */
  static Prior perInput(double width) {
    return new PerInput(width);
  }

  /** Normal around zero whose width is refitted from the posterior. */
  static Prior calibrated(double initialSigma) {
    return new Gaussian(0, initialSigma, true);
  }
}
