package dev.credence.model;

import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Bias;
import dev.credence.layer.Estimator;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import java.util.List;

/** Settings for data that nobody has tuned for. */
public final class Defaults {
  /** Share of the rows that validate. */
  public static final double VALIDATION_FRACTION = 0.1;

  /** Validation rows below which a recalibration would be noise. */
  public static final int LEAST_RECALIBRATION_ROWS = 20;

  /** Seconds between checkpoints. */
  public static final int CHECKPOINT_SECONDS = 20;

  /** Share of a layer's inputs that dropout leaves out. */
  public static final double DROPOUT_RATE = 0.1;

  /** Strength with which the members of a repulsive ensemble sample the posterior. */
  public static final double REPULSION_STRENGTH = 1;

  private static final int ENSEMBLE_MEMBERS = 5;
  private static final int REPULSIVE_MEMBERS = 10;

  private static final double LEARNING_RATE = 1e-2;
  private static final double RISE = 0.3;
  private static final double KL_WEIGHT = 1;

  /** Small error bars make steep losses: without a limit one bad batch can end a training. */
  private static final double CLIP_NORM = 1;

  private static final double PRIOR_WIDTH = 1;
  private static final int MANY_ROWS = 5000;
  private static final int SMALLEST_BATCH = 64;
  private static final int LARGEST_BATCH = 1024;

  /** A batch is about this share of the rows. */
  private static final int BATCHES_PER_EPOCH = 30;

  /** Steps that small data sets get; large ones get as many epochs as cost no more. */
  private static final int STEPS = 8000;

  private static final int FEWEST_EPOCHS = 40;
  private static final int MOST_EPOCHS = 2000;

  private Defaults() {}

  /** A network for this many rows: two hidden layers of 64, or three of 128 from 5000 rows on. */
  public static NetworkRecipe recipe(int rows) {
    return new NetworkRecipe(
        rows < MANY_ROWS ? List.of(64, 64) : List.of(128, 128, 128),
        Activation.GELU,
        Estimator.FLIPOUT,
        ScaleParameterization.SOFTPLUS,
        Bias.DETERMINISTIC,
        Prior.perInput(PRIOR_WIDTH),
        null);
  }

  /** Networks side by side. */
  public static int members(Method method) {
    return method instanceof Method.Ensemble
        ? ENSEMBLE_MEMBERS
        : method instanceof Method.Repulsive ? REPULSIVE_MEMBERS : 1;
  }

  /** Training options for this many training rows. */
  public static TrainingOptions options(int rows, long seed) {
    return options(rows, epochs(rows), seed);
  }

  /** Training options for this many training rows and a given number of epochs. */
  public static TrainingOptions options(int rows, int epochs, long seed) {
    return TrainingOptions.builder()
        .epochs(epochs)
        .batchSize(batchSize(rows))
        .learningRate(new LearningRate.OneCycle(LEARNING_RATE, RISE))
        .kl(new KlSchedule(KL_WEIGHT, 0))
        .clipNorm(CLIP_NORM)
        .seed(seed)
        .build();
  }

  /** A power of two. */
  static int batchSize(int rows) {
    int size = SMALLEST_BATCH;
    while (2 * size <= Math.min(LARGEST_BATCH, rows / BATCHES_PER_EPOCH)) {
      size *= 2;
    }
    return size;
  }

  static int epochs(int rows) {
    long epochs = (long) STEPS * Math.min(rows, batchSize(rows)) / rows;
    return (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, epochs));
  }
}
