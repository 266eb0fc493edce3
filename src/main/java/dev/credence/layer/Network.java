package dev.credence.layer;

import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A feed-forward network: structure only, no numbers.
 *
 * @param inputs number of input features
 * @param layers in order; the last one's outputs are what the likelihood reads
 * @param likelihood distribution of the targets given the outputs
 * @param targets number of regression targets, yes/no targets, or classes
 */
public record Network(int inputs, List<Layer> layers, Likelihood likelihood, int targets) {
  public Network {
    layers = List.copyOf(layers);
    if (inputs < 1 || targets < 1) {
      throw new IllegalArgumentException(
          "a network needs at least one input and one target, not %d and %d"
              .formatted(inputs, targets));
    }
    int width = inputs;
    for (Layer layer : layers) {
      width = layer.outputs(width);
    }
    if (width != likelihood.outputs(targets)) {
      throw new IllegalArgumentException(
          "the last layer has %d outputs, but %s for %d targets reads %d"
              .formatted(width, likelihood, targets, likelihood.outputs(targets)));
    }
  }

  /** Starts a network for this many input features. */
  public static Builder builder(int inputs) {
    return new Builder(inputs);
  }

  /** Whether different weight samples give different outputs. */
  public boolean isStochastic() {
    return layers.stream()
        .anyMatch(l -> l instanceof BayesianDense || l instanceof DropoutLayer d && d.rate() > 0);
  }

  /** Names and places of all parameters. */
  public ParameterLayout layout() {
    ParameterLayout.Builder parameters = new ParameterLayout.Builder();
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).declare(parameters, i, width);
      width = layers.get(i).outputs(width);
    }
    likelihood.declare(parameters, targets);
    return parameters.build();
  }

  /** Sets initial values from noise of the given seed. */
  public void initialize(ParameterBlock parameters, long seed) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).initialize(parameters, i, seed);
    }
    likelihood.initialize(parameters);
  }

  /** Records the layers; returns the raw outputs (R, B, C). */
  public Tensor record(Pass pass, Tensor x) {
    int output = outputLayer();
    Tensor activation = x;
    for (int i = 0; i < layers.size(); i++) {
      activation = layers.get(i).record(i < output ? pass : pass.keeping(), i, activation);
    }
    return activation;
  }

  /** The last layer but for dropout, which may hand its input on. */
  private int outputLayer() {
    int output = layers.size() - 1;
    while (output > 0 && layers.get(output) instanceof DropoutLayer) {
      output--;
    }
    return output;
  }

  /** Collects layers; the settings apply to the Bayesian layers added after them. */
  public static final class Builder {
    private final int inputs;
    private final List<Layer> layers = new ArrayList<>();
    private Estimator estimator = Estimator.FLIPOUT;
    private ScaleParameterization scale = ScaleParameterization.SOFTPLUS;
    private Bias bias = Bias.DETERMINISTIC;
    private Prior prior = Prior.gaussian(1);

    private Builder(int inputs) {
      this.inputs = inputs;
    }

    public Builder estimator(Estimator estimator) {
      this.estimator = estimator;
      return this;
    }

    public Builder scale(ScaleParameterization scale) {
      this.scale = scale;
      return this;
    }

    public Builder bias(Bias bias) {
      this.bias = bias;
      return this;
    }

    public Builder prior(Prior prior) {
      this.prior = prior;
      return this;
    }

    /** Adds a layer with Gaussian weights, under the current settings. */
    public Builder bayesian(int outputs) {
      return add(new BayesianDense(outputs, estimator, scale, bias, prior));
    }

    /** Adds a deterministic layer with bias. */
    public Builder dense(int outputs) {
      return add(new Dense(outputs, true));
    }

    public Builder activation(Activation function) {
      return add(new ActivationLayer(function));
    }

    public Builder dropout(double rate) {
      return add(new DropoutLayer(rate));
    }

    /** Adds any layer. */
    public Builder add(Layer layer) {
      layers.add(layer);
      return this;
    }

    /** Ends with a Bayesian layer of as many outputs as the likelihood reads. */
    public Network output(Likelihood likelihood, int targets) {
      bayesian(likelihood.outputs(targets));
      return build(likelihood, targets);
    }

    /** Ends with the layers as they are. */
    public Network build(Likelihood likelihood, int targets) {
      return new Network(inputs, layers, likelihood, targets);
    }
  }
}
