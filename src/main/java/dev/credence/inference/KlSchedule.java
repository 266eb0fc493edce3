package dev.credence.inference;

/**
 * Weight of the KL term: the temperature, reached linearly from zero over the first part of
 * training.
 *
 * @param weight final klWeight; 1 is Bayes
 * @param warmup fraction of training over which the weight rises, 0 for none
 */
public record KlSchedule(double weight, double warmup) {
  public KlSchedule {
    if (!(weight >= 0) || !(warmup >= 0 && warmup <= 1)) {
      throw new IllegalArgumentException(
          "the KL weight must not be negative and its warm-up must be in [0, 1], not %s and %s"
              .formatted(weight, warmup));
    }
  }

  /** klWeight after the given fraction of all steps. */
  public double at(double progress) {
    return progress < warmup ? weight * progress / warmup : weight;
  }
}
