package dev.credence.study;

import java.util.ArrayList;
import java.util.List;

/**
 * Trainings with several levels of label noise, held against what they should find: a width of
 * sqrt(sigma_0^2 + noise^2), where sigma_0 is the width that training without noise leaves.
 *
 * @param trainings in order of noise
 */
record NoiseScan(List<AmplitudeTraining> trainings) {
  NoiseScan {
    List<AmplitudeTraining> sorted = new ArrayList<>(trainings);
    sorted.sort((a, b) -> Double.compare(a.noise(), b.noise()));
    trainings = List.copyOf(sorted);
  }

  /** Whether there is a training without noise to take sigma_0 from. */
  boolean hasBaseline() {
    return !trainings.isEmpty() && trainings.get(0).noise() == 0;
  }

  /** Expected sigmaSyst as the network gives it, or NaN without a baseline. */
  double expectedRaw(double noise) {
    return hasBaseline() ? Math.hypot(baseline().sigmaSyst().value(), noise) : Double.NaN;
  }

  /** Expected sigmaSyst with sigmaStat^2 taken out, or NaN without a baseline. */
  double expectedCorrected(double noise) {
    return hasBaseline() ? Math.hypot(baseline().correctedSigmaSyst().value(), noise) : Double.NaN;
  }

  private HeldOut baseline() {
    return trainings.get(0).heldOut();
  }
}
