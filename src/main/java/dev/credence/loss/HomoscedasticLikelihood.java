package dev.credence.loss;

import dev.credence.autodiff.Tape;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.op.MeanSquaredError;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Tensor;
import java.util.Arrays;

/**
 * One width for all examples.
 *
 * @param sigma width of a standardised target, or its starting value
 * @param learned whether the width is learned, one per target
 */
public record HomoscedasticLikelihood(double sigma, boolean learned) implements Likelihood {
  /** Name of the parameter that holds the log variances. */
  public static final String LOG_VARIANCE = "likelihood.logVariance";

  public HomoscedasticLikelihood {
    if (!(sigma > 0) || !Double.isFinite(sigma)) {
      throw new IllegalArgumentException("the width of a target must be positive, not " + sigma);
    }
  }

  @Override
  public int outputs(int targets) {
    return targets;
  }

  @Override
  public void declare(ParameterLayout.Builder parameters, int targets) {
    parameters.declare(LOG_VARIANCE, 1, targets);
  }

  @Override
  public void initialize(ParameterBlock parameters) {
    Tensor logVariance = parameters.get(LOG_VARIANCE);
    float[] values = new float[(int) logVariance.shape().elements()];
    Arrays.fill(values, (float) (2 * Math.log(sigma)));
    logVariance.write(values);
  }

  @Override
  public Head head(ParameterBlock parameters) {
    return new Head.Homoscedastic(parameters.get(LOG_VARIANCE));
  }

  @Override
  public LossOp record(
      Tape tape,
      ParameterBlock parameters,
      Tensor prediction,
      Tensor target,
      Tensor weight,
      float gradientScale) {
    Tensor logVariance = parameters.get(LOG_VARIANCE);
    return tape.loss(
        gradients -> {
          LossTensors out = LossTensors.of(tape, gradients, prediction);
          return new MeanSquaredError(
              prediction,
              target,
              weight,
              logVariance,
              out.loss(),
              out.perExample(),
              out.gradient(),
              gradientScale,
              learned ? gradients.claim(logVariance) : null);
        });
  }
}
