package dev.credence.inference.sampler;

import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Priors of all parameters of a network; each weight matrix and each bias is a group.
 *
 * @param weights prior of weight matrices
 * @param biases prior of biases
 * @param others priors of single groups by name, such as {@code 2.bias}
 * @param noiseShape shape a of the hyperprior InverseGamma(a, a sigma^2) of a learned homoscedastic
 *     variance, which is then drawn from its conditional; infinite to sample its logarithm with the
 *     weights instead, under a normal prior of width {@value #LOG_VARIANCE_WIDTH} about its start
 */
public record WeightPriors(
    GroupPrior weights, GroupPrior biases, Map<String, GroupPrior> others, double noiseShape) {
  /** Width of the prior of a log variance that is sampled with the weights. */
  static final double LOG_VARIANCE_WIDTH = 2;

  public WeightPriors {
    // Sorted: the text of equal priors is the same in every process.
    others = Collections.unmodifiableMap(new TreeMap<>(others));
    if (!(noiseShape > 0)) {
      throw new IllegalArgumentException(
          "the shape of a prior on the noise must be positive, not " + noiseShape);
    }
  }

  /** Known widths: per input for weights, 1 for biases. */
  public static WeightPriors standard() {
    return fixed(Prior.perInput(1), Prior.gaussian(1));
  }

  /** Known widths. */
  public static WeightPriors fixed(Prior weights, Prior biases) {
    return new WeightPriors(
        GroupPrior.fixed(weights), GroupPrior.fixed(biases), Map.of(), Double.POSITIVE_INFINITY);
  }

  /** The same hyperpriors about other widths of all groups that have no prior of their own. */
  public WeightPriors about(Prior prior) {
    return new WeightPriors(
        new GroupPrior(prior, weights.shape()),
        new GroupPrior(prior, biases.shape()),
        others,
        noiseShape);
  }

  /** The prior of a weight matrix or bias. */
  GroupPrior of(ParameterLayout.Slot slot) {
    return others.getOrDefault(slot.name(), slot.name().endsWith(".bias") ? biases : weights);
  }

  void check(ParameterLayout layout) {
    others.keySet().forEach(layout::slot);
  }
}
