package dev.credence.inference.laplace;

import dev.credence.inference.FittedNetwork;
import dev.credence.layer.BayesianDense;
import dev.credence.layer.Bias;
import dev.credence.layer.Dense;
import dev.credence.layer.Estimator;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.layer.Streams;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.noise.Normals;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A Gaussian of all weights of a network around their maximum a posteriori. Weights are counted
 * layer by layer, each (inputs, outputs) row-major and then its biases.
 */
public final class LaplacePosterior {
  private static final ScaleParameterization SCALE = ScaleParameterization.SOFTPLUS;

  private final FittedNetwork map;
  private final List<WeightLayer> layers;
  private final double[] mean;
  private final WeightPosterior gaussian;
  private final Evidence evidence;

  LaplacePosterior(
      FittedNetwork map,
      List<WeightLayer> layers,
      double[] mean,
      WeightPosterior gaussian,
      Evidence evidence) {
    this.map = map;
    this.layers = layers;
    this.mean = mean;
    this.gaussian = gaussian;
    this.evidence = evidence;
  }

  /** The network at the maximum. */
  public FittedNetwork map() {
    return map;
  }

  /** Evidence and effective number of parameters. */
  public Evidence evidence() {
    return evidence;
  }

  /** The maximum (P). */
  public double[] mean() {
    return mean.clone();
  }

  /** Marginal variance of every weight (P). */
  public double[] variances() {
    return gaussian.variances().clone();
  }

  /** Variance of the product of the weights with a vector (P). */
  public double variance(double[] direction) {
    if (direction.length != mean.length) {
      throw new IllegalArgumentException(
          "a direction of %d numbers does not fit %d weights"
              .formatted(direction.length, mean.length));
    }
    return gaussian.variance(direction);
  }

  /**
   * One draw of all weights (P).
   *
   * @param number draws of the same number are the same
   */
  public double[] draw(int number) {
    float[] normals = new float[mean.length];
    Normals.fill(map.seed(), Streams.POSTERIOR_DRAWS, 0, number, 0, normals, 0, normals.length);
    double[] weights = new double[mean.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = normals[i];
    }
    gaussian.draw(weights);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += mean[i];
    }
    return weights;
  }

  /** Draws as the members of one deterministic network, for a predictor to average over. */
  public FittedNetwork draws(int count) {
    return draws(count, DrawnLayers.ALL);
  }

  /** As {@link #draws(int)}, of some layers. */
  FittedNetwork draws(int count, DrawnLayers drawn) {
    List<WeightLayer> own =
        drawn == DrawnLayers.LAST ? layers.subList(layers.size() - 1, layers.size()) : layers;
    int size = map.network().layout().size();
    float[] parameters = new float[Math.multiplyExact(count, size)];
    IntStream.range(0, count)
        .parallel()
        .forEach(
            m -> {
              System.arraycopy(map.parameters(), 0, parameters, m * size, size);
              double[] weights = draw(m);
              own.forEach(layer -> layer.write(weights, parameters, m * size));
            });
    Map<String, float[]> priors = new LinkedHashMap<>();
    map.priors().forEach((name, prior) -> priors.put(name, repeated(prior, count)));
    return new FittedNetwork(map.network(), count, parameters, priors, map.seed());
  }

  /** The marginals alone, as a Bayesian network of independent Gaussian weights and biases. */
  public FittedNetwork meanField() {
    Network bayesian = bayesian();
    ParameterLayout layout = bayesian.layout();
    float[] parameters = new float[layout.size()];
    double[] variances = gaussian.variances();
    for (WeightLayer layer : layers) {
      int matrix = layer.inputs() * layer.outputs();
      int i = layer.index();
      for (int w = 0; w < layer.size(); w++) {
        boolean bias = w >= matrix;
        int place = bias ? w - matrix : w;
        String mu = bias ? WeightLayer.biasName(i) : WeightLayer.weightName(i);
        String rho = bias ? i + ".biasRho" : i + ".rho";
        double sigma = Math.sqrt(variances[layer.start() + w]);
        parameters[layout.slot(mu).start() + place] = (float) mean[layer.start() + w];
        parameters[layout.slot(rho).start() + place] = (float) SCALE.rho(sigma);
      }
    }
    if (layout.has(HomoscedasticLikelihood.LOG_VARIANCE)) {
      int from = map.network().layout().slot(HomoscedasticLikelihood.LOG_VARIANCE).start();
      ParameterLayout.Slot to = layout.slot(HomoscedasticLikelihood.LOG_VARIANCE);
      System.arraycopy(map.parameters(), from, parameters, to.start(), to.columns());
    }
    return new FittedNetwork(bayesian, 1, parameters, map.priors(), map.seed());
  }

  private Network bayesian() {
    List<Layer> all = new ArrayList<>(map.network().layers());
    for (WeightLayer place : layers) {
      Dense dense = (Dense) all.get(place.index());
      double width = map.priors().get(WeightLayer.weightName(place.index()))[1];
      Bias bias = dense.bias() ? Bias.GAUSSIAN : Bias.NONE;
      all.set(
          place.index(),
          new BayesianDense(
              dense.outputs(), Estimator.FLIPOUT, SCALE, bias, Prior.gaussian(width)));
    }
    Network network = map.network();
    return new Network(network.inputs(), all, network.likelihood(), network.targets());
  }

  private static float[] repeated(float[] values, int times) {
    float[] out = new float[values.length * times];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i % values.length];
    }
    return out;
  }
}
