package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;

/**
 * Stochastic gradient Langevin dynamics (Welling and Teh 2011), with eps for half of their step
 * size: theta -= eps dU + N(0, 2 eps T).
 */
public final class StochasticGradientLangevin extends StochasticGradientSampler {
  /**
   * Settings.
   *
   * @param sampling what all samplers share
   * @param stepSize schedule of eps
   */
  public record Options(SamplingOptions sampling, LearningRate stepSize) {
    /** The same settings for other chains. */
    public Options withSampling(SamplingOptions other) {
      return new Options(other, stepSize);
    }
  }

  /**
   * Prepares chains from the network's initial values.
   *
   * @param validation rows whose predictions are followed, or null for the first of the data
   */
  public StochasticGradientLangevin(
      Network network,
      TrainingData data,
      TrainingData validation,
      Options options,
      Backend backend) {
    super(network, data, validation, options.sampling(), options.stepSize(), backend);
  }

  /** With a fresh momentum in every step, one leapfrog step is a Langevin step (Neal 2011). */
  @Override
  void setKick(Coefficients kick, double stepSize) {
    double half = -0.5 * distance(stepSize) * energy.rows();
    kick.set(0, 0, half, Math.sqrt(options.temperature()));
  }

  @Override
  double distance(double stepSize) {
    return Math.sqrt(2 * stepSize);
  }
}
