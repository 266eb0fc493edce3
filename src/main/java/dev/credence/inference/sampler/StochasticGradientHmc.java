package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;

/**
 * Stochastic gradient Hamiltonian Monte Carlo (Chen et al. 2014) with unit mass: p -= eps dU + eps
 * C p + N(0, 2 C eps T), theta += eps p. The friction C outweighs the noise of the gradients, which
 * is not estimated.
 */
public final class StochasticGradientHmc extends StochasticGradientSampler {
  /**
   * Settings.
   *
   * @param sampling what all samplers share
   * @param stepSize schedule of eps
   * @param friction C; eps C must stay below 1
   */
  public record Options(SamplingOptions sampling, LearningRate stepSize, double friction) {
    public Options {
      if (!(friction > 0)) {
        throw new IllegalArgumentException("the friction must be positive, not " + friction);
      }
      double largest = stepSize.at(0, 0) * friction;
      if (!(largest <= 1)) {
        throw new IllegalArgumentException(
            "step size times friction must not exceed 1, but it is " + largest);
      }
    }

    /** The same settings for other chains. */
    public Options withSampling(SamplingOptions other) {
      return new Options(other, stepSize, friction);
    }
  }

  private final double friction;

  /**
   * Prepares chains from the network's initial values, at rest.
   *
   * @param validation rows whose predictions are followed, or null for the first of the data
   */
  public StochasticGradientHmc(
      Network network,
      TrainingData data,
      TrainingData validation,
      Options options,
      Backend backend) {
    super(network, data, validation, options.sampling(), options.stepSize(), backend);
    this.friction = options.friction();
  }

  @Override
  void setKick(Coefficients kick, double stepSize) {
    double loss = friction * stepSize;
    double spread = Math.sqrt(2 * loss * options.temperature());
    kick.set(0, 1 - loss, -stepSize * energy.rows(), spread);
  }

  @Override
  double distance(double stepSize) {
    return stepSize;
  }
}
