package dev.credence.inference;

/** Learning rate as a function of training progress. */
public sealed interface LearningRate {
  /**
   * The rate for the next step.
   *
   * @param progress fraction of all steps done, in [0, 1)
   * @param reductions how often a plateau was met so far
   */
  double at(double progress, int reductions);

  /** The same rate throughout. */
  record Constant(double rate) implements LearningRate {
    @Override
    public double at(double progress, int reductions) {
      return rate;
    }
  }

  /** Linear warm-up, then half a cosine down to {@code finalFraction} of the rate. */
  record Cosine(double rate, double warmup, double finalFraction) implements LearningRate {
    @Override
    public double at(double progress, int reductions) {
      if (progress < warmup) {
        return rate * progress / warmup;
      }
      double t = (progress - warmup) / (1 - warmup);
      return rate * (finalFraction + (1 - finalFraction) * 0.5 * (1 + Math.cos(Math.PI * t)));
    }
  }

  /**
   * One cycle (Smith and Topin 2018): half a cosine from a 25th of the rate up to it over the first
   * {@code rise} of training, then half a cosine down to a ten-thousandth.
   */
  record OneCycle(double rate, double rise) implements LearningRate {
    private static final double START = 1.0 / 25;
    private static final double END = 1e-4;

    @Override
    public double at(double progress, int reductions) {
      boolean rising = progress < rise;
      double t = rising ? progress / rise : (progress - rise) / (1 - rise);
      double from = rising ? START : 1;
      double to = rising ? 1 : END;
      return rate * (to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * t)));
    }
  }

  /**
   * Multiplies the rate by {@code factor} whenever the loss has not improved for {@code patience}
   * epochs, down to {@code minimum}. The loss is the validation loss where there is one.
   */
  record Plateau(double rate, double factor, int patience, double minimum) implements LearningRate {
    @Override
    public double at(double progress, int reductions) {
      return Math.max(minimum, rate * Math.pow(factor, reductions));
    }
  }
}
