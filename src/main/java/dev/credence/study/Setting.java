package dev.credence.study;

import dev.credence.physics.LabelSmearing;

/**
 * One point of a scan.
 *
 * @param points training points
 * @param width of the hidden layers
 * @param noise relative label noise
 * @param calibration stated relative calibration error that labels are smeared by too, or 0
 */
record Setting(int points, int width, double noise, double calibration) {
  /** Labels of a sample under this setting; both noises are drawn independently. */
  double[] labels(AmplitudeSample sample, long seed) {
    LabelSmearing unknown = new LabelSmearing(noise, seed);
    return calibration == 0
        ? sample.labels(unknown)
        : sample.labels(unknown, new LabelSmearing(calibration, ~seed));
  }
}
