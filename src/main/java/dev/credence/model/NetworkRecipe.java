package dev.credence.model;

import dev.credence.data.LabelSteps;
import dev.credence.data.Standardizer;
import dev.credence.inference.Method;
import dev.credence.layer.BayesianDense;
import dev.credence.layer.Bias;
import dev.credence.layer.Dense;
import dev.credence.layer.Estimator;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.CategoricalLikelihood;
import dev.credence.loss.GaussianLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What kind of network to build once the data and the method are known. Estimator and scale serve
 * Gaussian weights alone; weights that are numbers have a bias unless there is to be none.
 *
 * @param hidden widths of the hidden layers
 * @param activation after every hidden layer
 * @param estimator how training estimates the expectation over weights
 * @param scale how sigma follows from rho
 * @param bias kind of bias
 * @param prior prior of every weight
 * @param likelihood distribution of the targets; null for categorical, or a heteroscedastic
 *     Gaussian that is nowhere narrower than what rounding took from labels of few values ({@link
 *     LabelSteps})
 */
public record NetworkRecipe(
    List<Integer> hidden,
    Activation activation,
    Estimator estimator,
    ScaleParameterization scale,
    Bias bias,
    Prior prior,
    Likelihood likelihood) {
  public NetworkRecipe {
    hidden = List.copyOf(hidden);
  }

  public NetworkRecipe withHidden(List<Integer> other) {
    return new NetworkRecipe(other, activation, estimator, scale, bias, prior, likelihood);
  }

  public NetworkRecipe withActivation(Activation other) {
    return new NetworkRecipe(hidden, other, estimator, scale, bias, prior, likelihood);
  }

  public NetworkRecipe withEstimator(Estimator other) {
    return new NetworkRecipe(hidden, activation, other, scale, bias, prior, likelihood);
  }

  public NetworkRecipe withScale(ScaleParameterization other) {
    return new NetworkRecipe(hidden, activation, estimator, other, bias, prior, likelihood);
  }

  public NetworkRecipe withBias(Bias other) {
    return new NetworkRecipe(hidden, activation, estimator, scale, other, prior, likelihood);
  }

  public NetworkRecipe withPrior(Prior other) {
    return new NetworkRecipe(hidden, activation, estimator, scale, bias, other, likelihood);
  }

  public NetworkRecipe withLikelihood(Likelihood other) {
    return new NetworkRecipe(hidden, activation, estimator, scale, bias, prior, other);
  }

  /**
   * The network for these data and this method.
   *
   * @throws IllegalArgumentException where the likelihood does not fit the task
   */
  public Network build(TrainingSet data, Method method) {
    Likelihood chosen =
        likelihood != null
            ? likelihood
            : data.isClassification() ? new CategoricalLikelihood() : gaussian(data);
    if (chosen.isClassification() != data.isClassification()) {
      throw new IllegalArgumentException(
          "%s does not fit a %s"
              .formatted(chosen, data.isClassification() ? "classification" : "regression"));
    }
    boolean yesOrNo = chosen instanceof BernoulliLikelihood;
    if (yesOrNo && data.classes().size() != 2) {
      throw new IllegalArgumentException(
          "one yes/no answer cannot tell %d classes apart".formatted(data.classes().size()));
    }
    int targets =
        !data.isClassification() ? data.targets().size() : yesOrNo ? 1 : data.classes().size();
    Network.Builder network = Network.builder(data.features().size());
    for (int width : hidden) {
      network.add(layer(width, method)).activation(activation);
      if (method instanceof Method.Dropout dropout) {
        network.dropout(dropout.rate());
      }
    }
    return network.add(layer(chosen.outputs(targets), method)).build(chosen, targets);
  }

  private static Likelihood gaussian(TrainingSet data) {
    int targets = data.targets().size();
    double[] steps =
        IntStream.range(0, targets)
            .mapToDouble(d -> LabelSteps.of(data.values(), targets, d))
            .toArray();
    if (Arrays.stream(steps).anyMatch(step -> step == 0)) {
      return Likelihood.gaussian();
    }
    int[] rows = IntStream.range(0, data.rows()).toArray();
    double[] scales = Standardizer.fit(data.values(), targets, rows).scales();
    double least =
        IntStream.range(0, targets)
            .mapToDouble(d -> 2 * Math.log(LabelSteps.width(steps[d]) / scales[d]))
            .min()
            .orElseThrow();
    return new GaussianLikelihood(
        Math.max(Likelihood.MIN_LOG_VARIANCE, least), Likelihood.MAX_LOG_VARIANCE);
  }

  private Layer layer(int outputs, Method method) {
    return switch (method.weights()) {
      case GAUSSIAN -> new BayesianDense(outputs, estimator, scale, bias, prior);
      case POINT, DROPOUT -> new Dense(outputs, bias != Bias.NONE);
    };
  }
}
