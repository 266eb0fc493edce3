package dev.credence.study;

import dev.credence.layer.Estimator;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.util.List;

/**
 * Settings of the amplitude study.
 *
 * @param process which amplitude
 * @param inputs what the network sees of a phase-space point
 * @param points training points
 * @param noise relative label noise of the main training, 0.05 for 5 %
 * @param scan label noises of the further trainings that the noise table compares
 * @param estimator weight-noise estimator of the Bayesian layers
 * @param epochs passes over the training points
 * @param seed seed of data, initial values and training
 */
public record AmplitudeOptions(
    Process process,
    Inputs inputs,
    int points,
    double noise,
    List<Double> scan,
    Estimator estimator,
    int epochs,
    long seed) {
  /** Held-out points, never seen in training. */
  public static final int TEST_POINTS = 20_000;

  /** Points for the recalibration, apart from training and test. */
  public static final int VALIDATION_POINTS = 3_000;

  private static final int LEAST_POINTS = 100;
  private static final int SMALLEST_BATCH = 64;
  private static final int LARGEST_BATCH = 512;
  private static final int BATCHES_PER_EPOCH = 200;
  private static final long STEPS = 9400;
  private static final int FEWEST_EPOCHS = 12;
  private static final int MOST_EPOCHS = 120;

  public AmplitudeOptions {
    scan = List.copyOf(scan);
    if (points < LEAST_POINTS) {
      throw new IllegalArgumentException(
          "the study needs at least %d training points, not %d".formatted(LEAST_POINTS, points));
    }
    for (double level : scan) {
      checkNoise(level);
    }
    checkNoise(noise);
    if (epochs < 1) {
      throw new IllegalArgumentException("the study needs at least one epoch, not " + epochs);
    }
  }

  /** Examples per step for this many training points: a power of two. */
  public static int batchSize(int points) {
    int size = SMALLEST_BATCH;
    while (2 * size <= Math.min(LARGEST_BATCH, points / BATCHES_PER_EPOCH)) {
      size *= 2;
    }
    return size;
  }

  /** Epochs that bring this many training points to an accuracy of about a per cent. */
  public static int epochs(int points) {
    long epochs = STEPS * batchSize(points) / points;
    return (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, epochs));
  }

  private static void checkNoise(double noise) {
    if (!(noise >= 0 && noise <= 0.5)) {
      throw new IllegalArgumentException(
          "the label noise must be between 0 and 0.5 (50 %), not " + noise);
    }
  }
}
