package dev.credence.inference;

/**
 * How to train.
 *
 * @param epochs passes over the data
 * @param batchSize examples per step; never more than there are
 * @param samples weight samples S per step
 * @param members independent networks M trained side by side
 * @param learningRate schedule of the learning rate
 * @param kl schedule of the KL weight
 * @param optimizer update rule
 * @param clipNorm largest gradient norm, or 0 for no clipping
 * @param patience epochs without a better validation loss after which training stops and the best
 *     state is taken, or 0 for the whole schedule and the last state
 * @param validationSamples weight samples of the validation loss
 * @param seed seed of all noise
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    int samples,
    int members,
    LearningRate learningRate,
    KlSchedule kl,
    Optimizer optimizer,
    double clipNorm,
    int patience,
    int validationSamples,
    long seed) {
  public TrainingOptions {
    if (epochs < 1 || batchSize < 1 || samples < 1 || members < 1 || validationSamples < 1) {
      throw new IllegalArgumentException(
          "epochs, batch size, samples and members must be at least 1, not %d, %d, %d and %d"
              .formatted(epochs, batchSize, samples, members));
    }
    if (!(clipNorm >= 0) || patience < 0) {
      throw new IllegalArgumentException(
          "the clipping norm and the patience must not be negative, not %s and %d"
              .formatted(clipNorm, patience));
    }
  }

  /** The same options for another number of members. */
  public TrainingOptions withMembers(int other) {
    return new TrainingOptions(
        epochs,
        batchSize,
        samples,
        other,
        learningRate,
        kl,
        optimizer,
        clipNorm,
        patience,
        validationSamples,
        seed);
  }

  /** Starts from the defaults: 100 epochs of Adam at 1e-3, batches of 128, one weight sample. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings. */
  public static final class Builder {
    private int epochs = 100;
    private int batchSize = 128;
    private int samples = 1;
    private int members = 1;
    private LearningRate learningRate = new LearningRate.Constant(1e-3);
    private KlSchedule kl = new KlSchedule(1, 0);
    private Optimizer optimizer = Optimizer.adam();
    private double clipNorm;
    private int patience;
    private int validationSamples = 8;
    private long seed;

    private Builder() {}

    public Builder epochs(int epochs) {
      this.epochs = epochs;
      return this;
    }

    public Builder batchSize(int batchSize) {
      this.batchSize = batchSize;
      return this;
    }

    public Builder samples(int samples) {
      this.samples = samples;
      return this;
    }

    public Builder members(int members) {
      this.members = members;
      return this;
    }

    public Builder learningRate(LearningRate learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    public Builder kl(KlSchedule kl) {
      this.kl = kl;
      return this;
    }

    public Builder optimizer(Optimizer optimizer) {
      this.optimizer = optimizer;
      return this;
    }

    public Builder clipNorm(double clipNorm) {
      this.clipNorm = clipNorm;
      return this;
    }

    public Builder patience(int patience) {
      this.patience = patience;
      return this;
    }

    public Builder validationSamples(int validationSamples) {
      this.validationSamples = validationSamples;
      return this;
    }

    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    public TrainingOptions build() {
      return new TrainingOptions(
          epochs,
          batchSize,
          samples,
          members,
          learningRate,
          kl,
          optimizer,
          clipNorm,
          patience,
          validationSamples,
          seed);
    }
  }
}
