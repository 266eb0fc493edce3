package dev.credence.study;

import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.util.List;
import java.util.stream.IntStream;
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
 * @param repeats trainings of every point of every scan, for its error bar
 * @param passes training points that a network sees in all, over and over
 * @param seed seed of data, initial values and training
 */
public record UncertaintyOptions(
    Process process,
    Inputs inputs,
    int points,
    List<Double> noise,
    double calibration,
    int repeats,
    int passes,
    long seed) {
  /** Held-out points, never seen in training. */
  public static final int TEST_POINTS = 10_000;

  /** Points for the recalibration, apart from training and test. */
  public static final int VALIDATION_POINTS = 3_000;

  /** Width of the three hidden layers where it is not scanned. */
  static final int WIDTH = 64;

  /** Widths of the scan over network sizes. */
  static final List<Integer> WIDTHS = List.of(16, 32, WIDTH, 128);

  private static final List<Integer> FRACTIONS_OF_POINTS = List.of(30, 10, 3, 1);
  private static final int LEAST_POINTS = 100;
  private static final int MOST_REPEATS = 100;
  private static final double MOST_NOISE = 0.5;

  public UncertaintyOptions {
    if (points < LEAST_POINTS) {
      throw new IllegalArgumentException(
          "the study needs at least %d training points, not %d".formatted(LEAST_POINTS, points));
    }
    if (repeats < 2 || repeats > MOST_REPEATS) {
      throw new IllegalArgumentException(
          "error bars need 2 to %d trainings of everything, not %d"
              .formatted(MOST_REPEATS, repeats));
    }
    if (passes < points) {
      throw new IllegalArgumentException(
          "%d training points cannot be seen in %d passes".formatted(points, passes));
    }
    for (double level : noise) {
      checkNoise("label noise", level);
    }
    checkNoise("calibration error", calibration);
    if (calibration == 0) {
      throw new IllegalArgumentException("a calibration error of 0 leaves nothing to recover");
    }
    noise = Stream.concat(Stream.of(0.0), noise.stream()).distinct().sorted().toList();
  }

  /** The noise of charts that show one level alone: the middle one of the scan. */
  double middleNoise() {
    return noise.get(noise.size() / 2);
  }

  /** The noises of the scan over training sizes: none, the middle, and the largest. */
  List<Double> fewNoises() {
    return Stream.of(0.0, middleNoise(), noise.get(noise.size() - 1)).distinct().toList();
  }

  /** Training sizes of the scan, the last one all points. */
  List<Integer> sizes() {
    IntStream sizes = FRACTIONS_OF_POINTS.stream().mapToInt(fraction -> points / fraction);
    return sizes.filter(size -> size >= LEAST_POINTS).boxed().toList();
  }

  private static void checkNoise(String what, double noise) {
    if (!(noise >= 0 && noise <= MOST_NOISE)) {
      throw new IllegalArgumentException(
          "the %s must be between 0 and %s (50 %%), not %s".formatted(what, MOST_NOISE, noise));
    }
  }
}
