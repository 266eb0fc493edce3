package dev.credence.model;

import dev.credence.backend.Backend;
import dev.credence.data.DataException;
import dev.credence.data.RowsException;
import dev.credence.data.Split;
import dev.credence.inference.Diagnostics;
import dev.credence.inference.Fit;
import dev.credence.inference.Fits;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Network;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From raw rows to a model: splits, standardises on training rows, trains, and recalibrates the
 * error bars on validation rows. Example weights are relative: all are divided by the mean weight
 * of the training rows, so that common factors do not matter.
 *
 * <pre>{@code
 * TrainingResult result = ModelTrainer.of(rows).seed(1).train(backend);
 * ModelFile.write(path, result.model());
 * }</pre>
 */
public final class ModelTrainer {
  /** Most parameters of all networks together. */
  private static final long MOST_NUMBERS = 1L << 30;

  private final TrainingSet data;
  private Method method = new Method.Variational();
  private NetworkRecipe recipe;
  private TrainingOptions options;
  private int members;
  private long seed = 1;
  private double validationFraction = Defaults.VALIDATION_FRACTION;
  private TrainingSet validation;
  private Recalibration.Kind recalibration = Recalibration.Kind.LIKELIHOOD;
  private int samples = Predictor.DEFAULT_SAMPLES;
  private FittedNetwork warmStart;
  private double relativeSigma;
  private FittedNetwork start;
  private Path checkpoint;
  private Duration interval = Duration.ofSeconds(Defaults.CHECKPOINT_SECONDS);
  private boolean resume;
  private Map<String, String> provenance = Map.of();
  private TrainingListener listener = TrainingListener.NONE;

  private ModelTrainer(TrainingSet data) {
    this.data = data;
  }

  /** A trainer with default settings. */
  public static ModelTrainer of(TrainingSet data) {
    return new ModelTrainer(data);
  }

  /** How weights are inferred; variational inference unless said otherwise. */
  public ModelTrainer method(Method method) {
    this.method = method;
    return this;
  }

  /** Networks side by side, instead of what the options or the method's default say. */
  public ModelTrainer members(int members) {
    if (members < 1) {
      throw new IllegalArgumentException("there must be at least one member, not " + members);
    }
    this.members = members;
    return this;
  }

  /** Structure of the network, instead of {@link Defaults#recipe(Method, int)}. */
  public ModelTrainer recipe(NetworkRecipe recipe) {
    this.recipe = recipe;
    return this;
  }

  /** How to train, instead of {@link Defaults#options}; brings its own seed for training. */
  public ModelTrainer options(TrainingOptions options) {
    this.options = options;
    return this;
  }

  /** Seed of the split and, with default options, of training. */
  public ModelTrainer seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Share of the rows to validate on, chosen by the seed; 0 for none. */
  public ModelTrainer validationFraction(double fraction) {
    this.validationFraction = fraction;
    return this;
  }

  /** Rows to validate on, instead of a share of the data. */
  public ModelTrainer validation(TrainingSet rows) {
    if (!rows.features().equals(data.features())
        || !rows.targets().equals(data.targets())
        || !rows.classes().equals(data.classes())) {
      throw new IllegalArgumentException("validation rows have other columns than training rows");
    }
    this.validation = rows;
    return this;
  }

  /**
   * How the error bars of a regression are recalibrated where at least {@value
   * Defaults#LEAST_RECALIBRATION_ROWS} validation rows allow it; by the most likely factor unless
   * said otherwise.
   */
  public ModelTrainer recalibration(Recalibration.Kind kind) {
    this.recalibration = kind;
    return this;
  }

  /** Weight samples of each ensemble member in a prediction. */
  public ModelTrainer samples(int samples) {
    this.samples = samples;
    return this;
  }

  /** Starts from a deterministic network: mu from its weights, sigma = relativeSigma |weight|. */
  public ModelTrainer warmStart(FittedNetwork deterministic, double relativeSigma) {
    this.warmStart = deterministic;
    this.relativeSigma = relativeSigma;
    return this;
  }

  /** Goes on from the numbers of a network of the same structure, with a schedule of its own. */
  public ModelTrainer startFrom(FittedNetwork fitted) {
    this.start = fitted;
    return this;
  }

  /** Writes checkpoints there now and then, when the listener stops training, and at the end. */
  public ModelTrainer checkpoint(Path path) {
    this.checkpoint = path;
    return this;
  }

  /** Least time between checkpoints. */
  public ModelTrainer checkpointInterval(Duration interval) {
    this.interval = interval;
    return this;
  }

  /** Whether to go on from the checkpoint where its file exists. */
  public ModelTrainer resume(boolean resume) {
    this.resume = resume;
    return this;
  }

  /** How the model came about, to be kept in its file. */
  public ModelTrainer provenance(Map<String, String> provenance) {
    this.provenance = provenance;
    return this;
  }

  /** Watches training and may stop it. */
  public ModelTrainer listener(TrainingListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Trains.
   *
   * @throws DataException where the data cannot be trained on; a {@link
   *     dev.credence.data.RowsException} where a row or column of them is at fault
   * @throws ModelFileException where the checkpoint belongs to another run
   */
  public TrainingResult train(Backend backend) {
    if (data.rows() < 2) {
      throw new DataException("training needs at least two rows, and there is one");
    }
    Split split = Split.of(data.rows(), validation == null ? validationFraction : 0, 0, seed);
    Standardized standardized = Standardized.fit(data, split.train());
    RelativeWeights weights = RelativeWeights.to(data, split.train());
    TrainingSet all = usable(data, standardized, weights);
    TrainingSet training = all;
    TrainingSet held = validation == null ? null : usable(validation, standardized, weights);
    if (split.validation().length > 0) {
      training = all.rows(split.train());
      held = all.rows(split.validation());
    }
    checkWeights(held);
    NetworkRecipe recipe = this.recipe != null ? this.recipe : Defaults.recipe(method, data.rows());
    Network network = recipe.build(training, method);
    TrainingOptions chosen = chosenOptions(training.rows());
    TrainingData rows = standardized.apply(training);
    TrainingData heldRows = held == null ? null : standardized.apply(held);
    Prior prior = recipe.prior();
    checkSize(network, chosen);
    Fingerprint run = Fingerprint.of(method, network, prior, chosen, rows, heldRows);
    try (Fit fit = Fits.start(method, network, prior, rows, heldRows, chosen, backend)) {
      setStart(fit);
      long resumedFrom = resumeFrom(fit, run);
      boolean interrupted = run(fit, run);
      Diagnostics diagnostics = interrupted ? Diagnostics.NONE : fit.diagnostics();
      TrainedModel model = model(fit.fitted(), standardized).withMetrics(diagnostics.figures());
      Optional<ValidationFigures> figures = Optional.empty();
      if (held != null && !interrupted) {
        Recalibrated delivered = recalibrate(model, held, backend);
        model = delivered.model;
        figures = Optional.of(delivered.figures);
      }
      return new TrainingResult(
          model,
          fit.history(),
          figures,
          interrupted,
          resumedFrom,
          diagnostics,
          training.rows(),
          held == null ? 0 : held.rows());
    }
  }

  /** Rows that training and prediction can compute with, named by the numbers that they have. */
  private static TrainingSet usable(
      TrainingSet set, Standardized standardized, RelativeWeights weights) {
    standardized.check(set);
    return weights.apply(set);
  }

  private static void checkWeights(TrainingSet held) {
    if (held != null
        && held.weights() != null
        && Arrays.stream(held.weights()).noneMatch(weight -> (float) weight > 0)) {
      throw RowsException.ofAll(
          "all example weights of the validation rows are zero: choose other rows by another seed,"
              + " or none (--validation 0)");
    }
  }

  /** Before the work: a result that no file can hold would be lost. */
  private void checkSize(Network network, TrainingOptions chosen) {
    long networks = method.networks(chosen);
    long parameters = network.layout().size();
    if (networks > ModelFile.MOST_MEMBERS || networks * parameters > MOST_NUMBERS) {
      throw new IllegalArgumentException(
          "%d networks of %d parameters are more than a model can hold: ask for fewer"
              .formatted(networks, parameters));
    }
  }

  private TrainingOptions chosenOptions(int rows) {
    TrainingOptions chosen =
        options != null
            ? options
            : Defaults.options(rows, seed).withMembers(Defaults.members(method));
    return members == 0 ? chosen : chosen.withMembers(members);
  }

  private void setStart(Fit fit) {
    if (warmStart != null) {
      if (!(fit instanceof VariationalInference inference)) {
        throw new IllegalArgumentException(
            "a warm start sets error bars of weights, which %s does not have"
                .formatted(method.name()));
      }
      inference.warmStart(warmStart, relativeSigma);
    }
    if (start != null) {
      FittedNetwork own = fit.fitted();
      if (!start.network().equals(own.network()) || start.members() != own.members()) {
        throw new IllegalArgumentException("the network to start from has another structure");
      }
      fit.restore(fit.state().withParameters(start.parameters()));
    }
  }

  private long resumeFrom(Fit fit, Fingerprint run) {
    if (!resume || checkpoint == null || !Files.exists(checkpoint)) {
      return 0;
    }
    var state = CheckpointFile.read(checkpoint, run);
    try {
      fit.restore(state);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(checkpoint + ": " + e.getMessage(), e);
    }
    return state.step();
  }

  /** Returns whether the listener stopped the run. */
  private boolean run(Fit fit, Fingerprint run) {
    if (checkpoint == null) {
      fit.run(listener);
    } else {
      Runnable write = () -> CheckpointFile.write(checkpoint, fit.state(), run);
      fit.run(new CheckpointListener(listener, interval, write));
      write.run();
    }
    return !fit.finished();
  }

  private TrainedModel model(FittedNetwork fitted, Standardized standardized) {
    boolean classification = data.isClassification();
    Map<String, String> origin = new LinkedHashMap<>(provenance);
    origin.put("method", method.name());
    return new TrainedModel(
        fitted,
        data.features(),
        data.targets(),
        data.classes(),
        standardized.inputs(),
        standardized.outputs(),
        classification ? null : Recalibration.identity(data.targets().size()),
        samples,
        origin,
        Map.of());
  }

  private record Recalibrated(TrainedModel model, ValidationFigures figures) {}

  private Recalibrated recalibrate(TrainedModel model, TrainingSet held, Backend backend) {
    Prediction raw = model.predict(held.inputs(), backend);
    if (data.isClassification()
        || recalibration == Recalibration.Kind.NONE
        || held.rows() < Defaults.LEAST_RECALIBRATION_ROWS) {
      ValidationFigures figures = ValidationFigures.of(held, raw, raw);
      return new Recalibrated(withFigures(model, figures), figures);
    }
    Recalibration fitted =
        recalibration == Recalibration.Kind.LIKELIHOOD
            ? MostLikelyFactors.fit(model, held, backend)
            : Recalibration.fit(raw, held.values(), held.weights());
    Prediction calibrated = raw.recalibrated(fitted);
    if (recalibration == Recalibration.Kind.ISOTONIC) {
      fitted =
          fitted.withShapes(DistributionShapes.fit(model.withRecalibration(fitted), held, backend));
    }
    TrainedModel better = model.withRecalibration(fitted);
    ValidationFigures figures = ValidationFigures.of(held, raw, calibrated);
    return new Recalibrated(withFigures(better, figures), figures);
  }

  /** What training said about itself stays beside the figures of the validation. */
  private static TrainedModel withFigures(TrainedModel model, ValidationFigures figures) {
    Map<String, Double> all = new LinkedHashMap<>(model.metrics());
    all.putAll(figures.flat());
    return model.withMetrics(all);
  }
}
