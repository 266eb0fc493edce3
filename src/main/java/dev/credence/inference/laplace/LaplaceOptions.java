package dev.credence.inference.laplace;

import dev.credence.posterior.Prior;

/**
 * What a Laplace fit does besides training.
 *
 * @param structure which correlations between weights are kept
 * @param draws weight samples that {@link Laplace#fitted} holds, except for the diagonal structure
 *     of all layers, whose result is a Gaussian for each weight
 * @param prior Gaussian prior around zero of weights and biases, or its starting value
 * @param groups which weights share a prior precision
 * @param evidenceRounds how often at most the evidence updates prior and noise and the network is
 *     trained again; 0 keeps both as they are
 * @param tolerance relative change of every prior and noise precision below which rounds end
 * @param drawn layers whose weights differ from draw to draw
 */
public record LaplaceOptions(
    CurvatureStructure structure,
    int draws,
    Prior prior,
    PriorGroups groups,
    int evidenceRounds,
    double tolerance,
    DrawnLayers drawn) {
  public LaplaceOptions {
    if (draws < 1 || evidenceRounds < 0) {
      throw new IllegalArgumentException(
          "a Laplace fit needs at least one draw and no negative number of evidence rounds, not"
              + " %d and %d".formatted(draws, evidenceRounds));
    }
    if (drawn == DrawnLayers.LAST && structure == CurvatureStructure.FULL) {
      throw new IllegalArgumentException(
          "the full structure correlates the last layer with the others: draw all of them");
    }
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "the tolerance of the evidence rounds must not be negative, not " + tolerance);
    }
    if (prior instanceof Prior.ScaleMixture
        || prior instanceof Prior.Gaussian gaussian && gaussian.mean() != 0) {
      throw new IllegalArgumentException(
          "a Laplace fit needs a Gaussian prior around zero, not " + prior);
    }
  }

  /**
   * Kronecker structure, 50 draws, prior width 1 / sqrt(inputs) to start from, one precision for
   * each layer, up to 3 evidence rounds that end at changes below 1 %, draws of all layers.
   */
  public static LaplaceOptions defaults() {
    return new LaplaceOptions(
        CurvatureStructure.KRONECKER,
        50,
        Prior.perInput(1),
        PriorGroups.PER_LAYER,
        3,
        1e-2,
        DrawnLayers.ALL);
  }

  public LaplaceOptions withStructure(CurvatureStructure other) {
    return new LaplaceOptions(other, draws, prior, groups, evidenceRounds, tolerance, drawn);
  }

  public LaplaceOptions withDraws(int other) {
    return new LaplaceOptions(structure, other, prior, groups, evidenceRounds, tolerance, drawn);
  }

  public LaplaceOptions withPrior(Prior other) {
    return new LaplaceOptions(structure, draws, other, groups, evidenceRounds, tolerance, drawn);
  }

  public LaplaceOptions withGroups(PriorGroups other) {
    return new LaplaceOptions(structure, draws, prior, other, evidenceRounds, tolerance, drawn);
  }

  public LaplaceOptions withEvidence(int rounds, double relativeTolerance) {
    return new LaplaceOptions(structure, draws, prior, groups, rounds, relativeTolerance, drawn);
  }

  public LaplaceOptions withDrawn(DrawnLayers other) {
    return new LaplaceOptions(structure, draws, prior, groups, evidenceRounds, tolerance, other);
  }

  /** Whether the result is a Gaussian for each weight instead of draws. */
  public boolean isMeanField() {
    return structure == CurvatureStructure.DIAGONAL && drawn == DrawnLayers.ALL;
  }
}
