package dev.credence.inference;

import dev.credence.layer.BayesianDense;
import dev.credence.layer.Network;

/** What methods whose weights are numbers ask of a network and of options. */
final class PointWeights {
  private PointWeights() {}

  /** Refuses layers with Gaussian weights. */
  static void require(String method, Network network) {
    if (network.layers().stream().anyMatch(l -> l instanceof BayesianDense)) {
      throw new IllegalArgumentException(
          method + " takes a network whose weights are numbers, not Gaussians");
    }
  }

  /** Refuses anything random. */
  static Network requireCertain(String method, Network network) {
    require(method, network);
    if (network.isStochastic()) {
      throw new IllegalArgumentException(method + " takes a network without dropout");
    }
    return network;
  }

  /** Refuses anything random, and fewer than two members. */
  static Network requireMembers(String method, Network network, TrainingOptions options) {
    requireCertain(method, network);
    if (options.members() < 2) {
      throw new IllegalArgumentException(method + " needs at least two members");
    }
    if (options.samples() > 1) {
      throw new IllegalArgumentException(
          "%s has no weight samples: %d per step are all the same"
              .formatted(method, options.samples()));
    }
    return network;
  }
}
