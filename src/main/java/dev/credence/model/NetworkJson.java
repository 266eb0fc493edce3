package dev.credence.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.layer.ActivationLayer;
import dev.credence.layer.BayesianDense;
import dev.credence.layer.Bias;
import dev.credence.layer.Dense;
import dev.credence.layer.DropoutLayer;
import dev.credence.layer.Estimator;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.CategoricalLikelihood;
import dev.credence.loss.GaussianLikelihood;
import dev.credence.loss.GaussianMixtureLikelihood;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.loss.StudentTLikelihood;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import java.util.List;
import java.util.function.Function;

/** The structure of a network as JSON: every kind by a declared name, nothing else. */
final class NetworkJson {
  /** Widest layer. */
  private static final int WIDEST = 1 << 20;

  private static final int MOST_LAYERS = 4096;

  /** Most numbers of one network: what fits into one Java array. */
  private static final long MOST_PARAMETERS = Integer.MAX_VALUE - 1024L * MOST_LAYERS;

  private static final Names<Activation> ACTIVATIONS =
      new Names<Activation>()
          .with("relu", Activation.RELU)
          .with("leaky_relu", Activation.LEAKY_RELU)
          .with("tanh", Activation.TANH)
          .with("gelu", Activation.GELU)
          .with("elu", Activation.ELU)
          .with("silu", Activation.SILU)
          .with("sigmoid", Activation.SIGMOID)
          .with("softplus", Activation.SOFTPLUS);

  private static final Names<Estimator> ESTIMATORS =
      new Names<Estimator>()
          .with("flipout", Estimator.FLIPOUT)
          .with("local_reparameterized", Estimator.LOCAL_REPARAMETERIZED)
          .with("reparameterized", Estimator.REPARAMETERIZED);

  private static final Names<ScaleParameterization> SCALES =
      new Names<ScaleParameterization>()
          .with("softplus", ScaleParameterization.SOFTPLUS)
          .with("log_variance", ScaleParameterization.LOG_VARIANCE);

  private static final Names<Bias> BIASES =
      new Names<Bias>()
          .with("none", Bias.NONE)
          .with("deterministic", Bias.DETERMINISTIC)
          .with("gaussian", Bias.GAUSSIAN);

  private static final Names<Function<Fields, Layer>> LAYERS =
      new Names<Function<Fields, Layer>>()
          .with("bayesian_dense", NetworkJson::bayesianDense)
          .with("dense", f -> new Dense(width(f), f.truth("bias")))
          .with("activation", f -> new ActivationLayer(f.oneOf("function", ACTIVATIONS)))
          .with("dropout", f -> new DropoutLayer(f.number("rate")));

  private static final Names<Function<Fields, Prior>> PRIORS =
      new Names<Function<Fields, Prior>>()
          .with(
              "gaussian",
              f -> new Prior.Gaussian(f.number("mean"), f.number("sigma"), f.truth("calibrated")))
          .with("per_input", f -> new Prior.PerInput(f.number("width")))
          .with(
              "scale_mixture",
              f -> new Prior.ScaleMixture(f.number("pi"), f.number("sigma1"), f.number("sigma2")));

  private static final Names<Function<Fields, Likelihood>> LIKELIHOODS =
      new Names<Function<Fields, Likelihood>>()
          .with("gaussian", f -> new GaussianLikelihood(f.number("min_log_variance"), maximum(f)))
          .with(
              "homoscedastic",
              f -> new HomoscedasticLikelihood(f.number("sigma"), f.truth("learned")))
          .with(
              "gaussian_mixture",
              f ->
                  new GaussianMixtureLikelihood(
                      f.integer("components", 1, WIDEST / 3),
                      f.number("min_log_variance"),
                      maximum(f)))
          .with(
              "student_t",
              f ->
                  new StudentTLikelihood(
                      degreesOfFreedom(f), f.number("min_log_variance"), maximum(f)))
          .with("bernoulli", f -> new BernoulliLikelihood())
          .with("categorical", f -> new CategoricalLikelihood());

  private NetworkJson() {}

  /** The structure as text. */
  static String write(Network network) {
    ObjectNode json = Fields.JSON.createObjectNode();
    json.put("inputs", network.inputs());
    json.put("targets", network.targets());
    write(network.likelihood(), json.putObject("likelihood"));
    ArrayNode layers = json.putArray("layers");
    network.layers().forEach(layer -> write(layer, layers.addObject()));
    return json.toString();
  }

  /**
   * The structure that a text describes.
   *
   * @throws ModelFileException with one sentence, before anything of the described size is made
   */
  static Network read(String where, String text) {
    Network network = Fields.parse(where, text).read(NetworkJson::network);
    long parameters = parameters(network);
    if (parameters > MOST_PARAMETERS) {
      throw new ModelFileException(
          where + " describes a network of " + parameters + " parameters, more than can be held");
    }
    return network;
  }

  private static Network network(Fields f) {
    int inputs = f.integer("inputs", 1, WIDEST);
    int targets = f.integer("targets", 1, WIDEST / 2);
    Likelihood likelihood = f.object("likelihood", l -> l.oneOf("kind", LIKELIHOODS).apply(l));
    List<Layer> layers = f.objects("layers", MOST_LAYERS, l -> l.oneOf("kind", LAYERS).apply(l));
    return new Network(inputs, layers, likelihood, targets);
  }

  private static long parameters(Network network) {
    long total = network.targets();
    long width = network.inputs();
    for (Layer layer : network.layers()) {
      int outputs = layer.outputs((int) width);
      boolean weights = layer instanceof BayesianDense || layer instanceof Dense;
      total += weights ? 2 * (width + 1) * outputs : 0;
      width = outputs;
    }
    return total;
  }

  private static Layer bayesianDense(Fields f) {
    return new BayesianDense(
        width(f),
        f.oneOf("estimator", ESTIMATORS),
        f.oneOf("scale", SCALES),
        f.oneOf("bias", BIASES),
        f.object("prior", p -> p.oneOf("kind", PRIORS).apply(p)));
  }

  private static int width(Fields f) {
    return f.integer("outputs", 1, WIDEST);
  }

  private static double maximum(Fields f) {
    double minimum = f.number("min_log_variance");
    double maximum = f.number("max_log_variance");
    if (!(minimum < maximum)) {
      throw new IllegalArgumentException("min_log_variance must be below max_log_variance");
    }
    return maximum;
  }

  private static double degreesOfFreedom(Fields f) {
    double nu = f.number("degrees_of_freedom");
    if (!(nu > 2)) {
      throw new IllegalArgumentException("degrees_of_freedom must be above 2, not " + nu);
    }
    return nu;
  }

  private static void write(Layer layer, ObjectNode json) {
    if (layer instanceof BayesianDense l) {
      json.put("kind", "bayesian_dense");
      json.put("outputs", l.outputs());
      json.put("estimator", ESTIMATORS.name(l.estimator()));
      json.put("scale", SCALES.name(l.scale()));
      json.put("bias", BIASES.name(l.bias()));
      write(l.prior(), json.putObject("prior"));
    } else if (layer instanceof Dense l) {
      json.put("kind", "dense").put("outputs", l.outputs()).put("bias", l.bias());
    } else if (layer instanceof ActivationLayer l) {
      json.put("kind", "activation").put("function", ACTIVATIONS.name(l.function()));
    } else if (layer instanceof DropoutLayer l) {
      json.put("kind", "dropout").put("rate", l.rate());
    } else {
      throw new IllegalStateException("a layer without a name for files: " + layer);
    }
  }

  private static void write(Prior prior, ObjectNode json) {
    if (prior instanceof Prior.Gaussian p) {
      json.put("kind", "gaussian").put("mean", p.mean()).put("sigma", p.sigma());
      json.put("calibrated", p.calibrated());
    } else if (prior instanceof Prior.PerInput p) {
      json.put("kind", "per_input").put("width", p.width());
    } else if (prior instanceof Prior.ScaleMixture p) {
      json.put("kind", "scale_mixture").put("pi", p.pi());
      json.put("sigma1", p.sigma1()).put("sigma2", p.sigma2());
    } else {
      throw new IllegalStateException("a prior without a name for files: " + prior);
    }
  }

  private static void write(Likelihood likelihood, ObjectNode json) {
    if (likelihood instanceof GaussianLikelihood l) {
      json.put("kind", "gaussian");
      range(json, l.minLogVariance(), l.maxLogVariance());
    } else if (likelihood instanceof HomoscedasticLikelihood l) {
      json.put("kind", "homoscedastic").put("sigma", l.sigma()).put("learned", l.learned());
    } else if (likelihood instanceof GaussianMixtureLikelihood l) {
      json.put("kind", "gaussian_mixture").put("components", l.components());
      range(json, l.minLogVariance(), l.maxLogVariance());
    } else if (likelihood instanceof StudentTLikelihood l) {
      json.put("kind", "student_t").put("degrees_of_freedom", l.degreesOfFreedom());
      range(json, l.minLogVariance(), l.maxLogVariance());
    } else if (likelihood instanceof BernoulliLikelihood) {
      json.put("kind", "bernoulli");
    } else if (likelihood instanceof CategoricalLikelihood) {
      json.put("kind", "categorical");
    } else {
      throw new IllegalStateException("a likelihood without a name for files: " + likelihood);
    }
  }

  private static void range(ObjectNode json, double minimum, double maximum) {
    json.put("min_log_variance", minimum).put("max_log_variance", maximum);
  }
}
