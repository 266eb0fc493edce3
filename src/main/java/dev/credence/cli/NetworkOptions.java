package dev.credence.cli;

import dev.credence.data.Split;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Estimator;
import dev.credence.model.Defaults;
import dev.credence.model.NetworkRecipe;
import dev.credence.model.StandardMethod;
import dev.credence.model.TrainingSet;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import dev.credence.predict.Recalibration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Structure of the network and how to train it; what is not given comes from {@link Defaults}. */
final class NetworkOptions {
  @Option(
      names = "--estimator",
      paramLabel = "NAME",
      converter = Converters.EstimatorName.class,
      description = "vi: weight noise in training, flipout, local or reparam (default: flipout).")
  private Estimator estimator;

  @Option(
      names = "--hidden",
      split = ",",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Widths of the hidden layers (default: 64,64 below 5000 rows and for hmc and adam-mcmc, else"
              + " 128,128,128).")
  private List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      converter = Converters.ActivationName.class,
      description = "relu, leaky-relu, tanh, gelu, elu, silu, sigmoid or softplus (default: gelu).")
  private Activation activation;

  @Option(
      names = "--prior-width",
      paramLabel = "X",
      converter = Converters.Positive.class,
      description =
          "Width of the Gaussian prior of a weight times the root of its layer's inputs (default: 2"
              + " of hmc, else 1).")
  private Double priorWidth;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Passes over the training rows; of hmc and adam-mcmc, in the search for where their chains"
              + " begin (default: by number of rows).")
  private Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "Rows per step (default: by number of rows; all for adam-mcmc, always for hmc).")
  Integer batch;

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Converters.Count.class,
      description =
          "vi, mc-dropout: weight samples per step (default: 1); laplace: networks drawn (default:"
              + " 50); chains: states kept of each (default: 50 of hmc and adam-mcmc, else 100).")
  Integer samples;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      converter = Converters.Positive.class,
      description =
          "Highest learning rate of the schedule (default: 0.01); adam-mcmc: the rate (default:"
              + " 0.00001).")
  Double learningRate;

  @Option(
      names = "--kl-weight",
      paramLabel = "X",
      converter = Converters.NotNegative.class,
      description = "Weight of what the prior costs, the temperature; 1 is Bayes (default: 1).")
  private Double klWeight;

  @Option(
      names = "--validation",
      paramLabel = "FRACTION",
      converter = Converters.Fraction.class,
      description = "Share of the rows that validates, 0 for none (default: 0.1).")
  double validation = Defaults.VALIDATION_FRACTION;

  @Option(
      names = "--recalibration",
      paramLabel = "KIND",
      converter = Converters.RecalibrationName.class,
      description =
          "Error bars of a regression after validation: likelihood, the most likely factor; scale,"
              + " the factor of unit pulls; isotonic, that and a shape; none (default: likelihood,"
              + " where 20 rows validate).")
  private Recalibration.Kind recalibration;

  /** The structure. */
  NetworkRecipe recipe(Method method, int rows) {
    NetworkRecipe recipe = Defaults.recipe(method, rows);
    recipe = estimator == null ? recipe : recipe.withEstimator(estimator);
    recipe = hidden == null ? recipe : recipe.withHidden(hidden);
    recipe = activation == null ? recipe : recipe.withActivation(activation);
    return priorWidth == null ? recipe : recipe.withPrior(Prior.perInput(priorWidth));
  }

  /** How to recalibrate; what the rows do not allow is refused where it was asked for. */
  Recalibration.Kind recalibration(CommandLine command, TrainingSet rows, long seed) {
    if (recalibration == null) {
      return Recalibration.Kind.LIKELIHOOD;
    }
    if (recalibration == Recalibration.Kind.NONE) {
      return recalibration;
    }
    if (rows.isClassification()) {
      throw new ParameterException(
          command, "--recalibration: %s is for regressions".formatted(recalibration));
    }
    int held = Split.of(rows.rows(), validation, 0, seed).validation().length;
    if (held < Defaults.LEAST_RECALIBRATION_ROWS) {
      throw new ParameterException(
          command,
          "--recalibration: %s needs at least %d rows that validate, and there are %d"
              .formatted(recalibration, Defaults.LEAST_RECALIBRATION_ROWS, held));
    }
    return recalibration;
  }

  /** Refuses options that belong to other methods. */
  void checkMethod(CommandLine command, MethodOptions method) {
    StandardMethod[] weighted = {
      StandardMethod.VI,
      StandardMethod.MC_DROPOUT,
      StandardMethod.ENSEMBLE,
      StandardMethod.REPULSIVE
    };
    StandardMethod[] sampled = {
      StandardMethod.VI,
      StandardMethod.MC_DROPOUT,
      StandardMethod.LAPLACE,
      StandardMethod.HMC,
      StandardMethod.SGLD,
      StandardMethod.SGHMC,
      StandardMethod.ADAM_MCMC
    };
    method.requireOneOf(command, "--estimator", estimator, StandardMethod.VI);
    method.requireOneOf(command, "--kl-weight", klWeight, weighted);
    method.requireOneOf(command, "--samples", samples, sampled);
    method.requireAnyBut(command, "--epochs", epochs, StandardMethod.SGLD, StandardMethod.SGHMC);
    method.requireAnyBut(command, "--batch", batch, StandardMethod.HMC);
    method.requireAnyBut(
        command,
        "--learning-rate",
        learningRate,
        StandardMethod.HMC,
        StandardMethod.SGLD,
        StandardMethod.SGHMC);
  }

  /** Rows to train on, of a table of this many rows, of which some validate. */
  int trainingRows(CommandLine command, int rows, long seed) {
    if (Math.round(rows * validation) >= rows) {
      throw new ParameterException(
          command,
          "--validation: %s of %d rows leaves none to train on".formatted(validation, rows));
    }
    return Split.of(rows, validation, 0, seed).train().length;
  }

  /** Options for this many rows to train on. */
  TrainingOptions trainingOptions(Method method, int training, int members, long seed) {
    boolean perStep = method.weights() != Method.Weights.POINT;
    TrainingOptions usual =
        epochs == null
            ? Defaults.options(training, seed)
            : Defaults.options(training, epochs, seed);
    return new TrainingOptions(
        usual.epochs(),
        batch == null ? usual.batchSize() : batch,
        samples == null || !perStep ? usual.samples() : samples,
        members,
        learningRate == null || method instanceof Method.Chains
            ? usual.learningRate()
            : withRate(usual.learningRate()),
        klWeight == null ? usual.kl() : new KlSchedule(klWeight, usual.kl().warmup()),
        usual.optimizer(),
        usual.clipNorm(),
        usual.patience(),
        usual.validationSamples(),
        seed);
  }

  private LearningRate withRate(LearningRate usual) {
    if (usual instanceof LearningRate.Cosine cosine) {
      return new LearningRate.Cosine(learningRate, cosine.warmup(), cosine.finalFraction());
    }
    if (usual instanceof LearningRate.OneCycle cycle) {
      return new LearningRate.OneCycle(learningRate, cycle.rise());
    }
    if (usual instanceof LearningRate.Plateau plateau) {
      return new LearningRate.Plateau(
          learningRate, plateau.factor(), plateau.patience(), plateau.minimum());
    }
    return new LearningRate.Constant(learningRate);
  }
}
