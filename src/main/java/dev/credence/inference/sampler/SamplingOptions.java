package dev.credence.inference.sampler;

/**
 * What all samplers share.
 *
 * @param chains independent chains, side by side
 * @param burnIn iterations that are thrown away and that step sizes adapt in
 * @param draws states kept of each chain
 * @param gap iterations from one kept state to the next
 * @param temperature T of the target exp(-U / T); 1 is Bayes
 * @param batchSize examples per gradient; never more than there are
 * @param priors priors of the parameters
 * @param seed seed of all noise
 */
public record SamplingOptions(
    int chains,
    int burnIn,
    int draws,
    int gap,
    double temperature,
    int batchSize,
    WeightPriors priors,
    long seed) {
  public SamplingOptions {
    if (chains < 1 || draws < 1 || gap < 1 || batchSize < 1 || burnIn < 0) {
      throw new IllegalArgumentException(
          ("chains, draws, gap and batch size must be at least 1 and the burn-in not negative,"
                  + " not %d, %d, %d, %d and %d")
              .formatted(chains, draws, gap, batchSize, burnIn));
    }
    if (!(temperature > 0) || !Double.isFinite(temperature)) {
      throw new IllegalArgumentException(
          "the temperature must be positive and finite, not " + temperature);
    }
  }

  /** Starts from 4 chains with 1000 iterations of burn-in and 250 draws, 4 iterations apart. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same chains with other priors. */
  public SamplingOptions withPriors(WeightPriors other) {
    return new SamplingOptions(chains, burnIn, draws, gap, temperature, batchSize, other, seed);
  }

  /** The same chains with other noise. */
  public SamplingOptions withSeed(long other) {
    return new SamplingOptions(chains, burnIn, draws, gap, temperature, batchSize, priors, other);
  }

  /** Iterations of every chain. */
  public long iterations() {
    return burnIn + (long) draws * gap;
  }

  /** Collects settings. */
  public static final class Builder {
    private int chains = 4;
    private int burnIn = 1000;
    private int draws = 250;
    private int gap = 4;
    private double temperature = 1;
    private int batchSize = Integer.MAX_VALUE;
    private WeightPriors priors = WeightPriors.standard();
    private long seed;

    private Builder() {}

    public Builder chains(int chains) {
      this.chains = chains;
      return this;
    }

    public Builder burnIn(int burnIn) {
      this.burnIn = burnIn;
      return this;
    }

    public Builder draws(int draws) {
      this.draws = draws;
      return this;
    }

    public Builder gap(int gap) {
      this.gap = gap;
      return this;
    }

    public Builder temperature(double temperature) {
      this.temperature = temperature;
      return this;
    }

    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    public Builder priors(WeightPriors priors) {
      this.priors = priors;
      return this;
    }

    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    public SamplingOptions build() {
      return new SamplingOptions(chains, burnIn, draws, gap, temperature, batchSize, priors, seed);
    }
  }
}
