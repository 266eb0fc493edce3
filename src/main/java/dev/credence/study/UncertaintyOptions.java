package dev.credence.study;

import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.util.List;
import java.util.stream.Stream;

/**
 * Settings of the comparison of methods. Everything that is not here is fixed beforehand, in {@link
 * Contender} and {@link ScanTraining}, the same for every point of every scan.
 *
 * @param process which amplitude
 * @param inputs what the networks see of a phase-space point
 * @param points training points
 * @param noise relative label noises of the noise scan; no noise is always among them
 * @param calibration stated relative calibration error that labels are smeared by
 * @param sizes further training sizes of their scan, besides all points
 * @param widths further widths of hidden layers of their scan, besides {@link #WIDTH}
 * @param repeats trainings of every point of every scan, for its error bar
 * @param steps steps of every training
 * @param testPoints held-out points that figures are of, never seen in training
 * @param seed seed of data, initial values and training
 */
public record UncertaintyOptions(
    Process process,
    Inputs inputs,
    int points,
    List<Double> noise,
    double calibration,
    List<Integer> sizes,
    List<Integer> widths,
    int repeats,
    int steps,
    int testPoints,
    long seed) {
  /** Test points unless told otherwise. */
  public static final int TEST_POINTS = 10_000;

  /** Width of the three hidden layers where it is not scanned. */
  public static final int WIDTH = 64;

  private static final int LEAST_POINTS = 100;

  /** Validation points for each test point. */
  private static final double VALIDATION_SHARE = 0.3;

  private static final int MOST_REPEATS = 100;
  private static final double MOST_NOISE = 0.5;

  public UncertaintyOptions {
    checkPoints("training", points);
    checkPoints("test", testPoints);
    if (repeats < 2 || repeats > MOST_REPEATS) {
      throw new IllegalArgumentException(
          "error bars need 2 to %d trainings of everything, not %d"
              .formatted(MOST_REPEATS, repeats));
    }
    if (steps < 1) {
      throw new IllegalArgumentException("a training needs at least one step, not " + steps);
    }
    for (double level : noise) {
      checkNoise("label noise", level);
    }
    checkNoise("calibration error", calibration);
    if (calibration == 0) {
      throw new IllegalArgumentException("a calibration error of 0 leaves nothing to recover");
    }
    int all = points;
    for (int size : sizes) {
      checkPoints("training", size);
    }
    for (int width : widths) {
      if (width < 1) {
        throw new IllegalArgumentException("a layer needs at least one unit, not " + width);
      }
    }
    sizes = sizes.stream().filter(size -> size != all).distinct().sorted().toList();
    widths = widths.stream().filter(width -> width != WIDTH).distinct().sorted().toList();
    noise = Stream.concat(Stream.of(0.0), noise.stream()).distinct().sorted().toList();
  }

  /** Points for the recalibration, apart from training and test. */
  int validationPoints() {
    return (int) (VALIDATION_SHARE * testPoints);
  }

  /** The noise of charts that show one level alone: the middle one of the scan. */
  double middleNoise() {
    return noise.get(noise.size() / 2);
  }

  /** The noises of the scan over training sizes: none, and the largest. */
  List<Double> extremeNoises() {
    return Stream.of(0.0, noise.get(noise.size() - 1)).distinct().toList();
  }

  private static void checkPoints(String what, int points) {
    if (points < LEAST_POINTS) {
      throw new IllegalArgumentException(
          "the study needs at least %d %s points, not %d".formatted(LEAST_POINTS, what, points));
    }
  }

  private static void checkNoise(String what, double noise) {
    if (!(noise >= 0 && noise <= MOST_NOISE)) {
      throw new IllegalArgumentException(
          "the %s must be between 0 and %s (50 %%), not %s".formatted(what, MOST_NOISE, noise));
    }
  }
}
