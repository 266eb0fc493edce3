package dev.credence.model;

import dev.credence.backend.Backend;
import dev.credence.data.DataException;
import dev.credence.data.Split;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Network;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * From raw rows to a model: splits, standardises on training rows, trains, and recalibrates the
 * error bars on validation rows.
 *
 * <pre>{@code
 * TrainingResult result = ModelTrainer.of(rows).seed(1).train(backend);
 * ModelFile.write(path, result.model());
 * }</pre>
 */
public final class ModelTrainer {
  private final TrainingSet data;
  private NetworkRecipe recipe;
  private TrainingOptions options;
  private long seed = 1;
  private double validationFraction = Defaults.VALIDATION_FRACTION;
  private TrainingSet validation;
  private boolean recalibrate = true;
  private int samples = Predictor.DEFAULT_SAMPLES;
  private FittedNetwork warmStart;
  private double relativeSigma;
  private Path checkpoint;
  private Duration interval = Duration.ofSeconds(Defaults.CHECKPOINT_SECONDS);
  private boolean resume;
  private Map<String, String> provenance = Map.of();
  private TrainingListener listener = TrainingListener.NONE;

  private ModelTrainer(TrainingSet data) {
    this.data = data;
    this.recipe = Defaults.recipe(data.rows());
  }

  /** A trainer with default settings. */
  public static ModelTrainer of(TrainingSet data) {
    return new ModelTrainer(data);
  }

  /** Structure of the network. */
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
   * Whether the error bars of a regression are recalibrated where at least {@value
   * Defaults#LEAST_RECALIBRATION_ROWS} validation rows allow it; true by default.
   */
  public ModelTrainer recalibrate(boolean recalibrate) {
    this.recalibrate = recalibrate;
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
   * @throws DataException where the data cannot be trained on
   * @throws ModelFileException where the checkpoint belongs to another run
   */
  public TrainingResult train(Backend backend) {
    if (data.rows() < 2) {
      throw new DataException("training needs at least two rows, and there is one");
    }
    TrainingSet training = data;
    TrainingSet held = validation;
    if (held == null && validationFraction != 0) {
      Split split = Split.of(data.rows(), validationFraction, 0, seed);
      if (split.validation().length > 0) {
        training = data.rows(split.train());
        held = data.rows(split.validation());
      }
    }
    Standardized standardized = Standardized.fit(training);
    Network network = recipe.build(data);
    TrainingOptions chosen = options != null ? options : Defaults.options(training.rows(), seed);
    TrainingData rows = standardized.apply(training);
    TrainingData heldRows = held == null ? null : standardized.apply(held);
    Fingerprint run = Fingerprint.of(network, chosen, rows, heldRows);
    try (VariationalInference inference =
        new VariationalInference(network, rows, heldRows, chosen, backend)) {
      if (warmStart != null) {
        inference.warmStart(warmStart, relativeSigma);
      }
      long resumedFrom = resumeFrom(inference, run);
      boolean interrupted = fit(inference, run);
      TrainedModel model = model(inference.fitted(), standardized);
      Optional<ValidationFigures> figures = Optional.empty();
      if (held != null && !interrupted) {
        Recalibrated delivered = recalibrate(model, held, backend);
        model = delivered.model;
        figures = Optional.of(delivered.figures);
      }
      return new TrainingResult(
          model,
          inference.history(),
          figures,
          interrupted,
          resumedFrom,
          training.rows(),
          held == null ? 0 : held.rows());
    }
  }

  private long resumeFrom(VariationalInference inference, Fingerprint run) {
    if (!resume || checkpoint == null || !Files.exists(checkpoint)) {
      return 0;
    }
    var state = CheckpointFile.read(checkpoint, run);
    try {
      inference.restore(state);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(checkpoint + ": " + e.getMessage(), e);
    }
    return state.step();
  }

  /** Returns whether the listener stopped the run. */
  private boolean fit(VariationalInference inference, Fingerprint run) {
    if (checkpoint == null) {
      inference.run(listener);
    } else {
      Runnable write = () -> CheckpointFile.write(checkpoint, inference.state(), run);
      inference.run(new CheckpointListener(listener, interval, write));
      write.run();
    }
    return !inference.finished();
  }

  private TrainedModel model(FittedNetwork fitted, Standardized standardized) {
    boolean classification = data.isClassification();
    return new TrainedModel(
        fitted,
        data.features(),
        data.targets(),
        data.classes(),
        standardized.inputs(),
        standardized.outputs(),
        classification ? null : Recalibration.identity(data.targets().size()),
        samples,
        provenance,
        Map.of());
  }

  private record Recalibrated(TrainedModel model, ValidationFigures figures) {}

  private Recalibrated recalibrate(TrainedModel model, TrainingSet held, Backend backend) {
    Prediction raw = model.predict(held.inputs(), backend);
    if (data.isClassification()
        || !recalibrate
        || held.rows() < Defaults.LEAST_RECALIBRATION_ROWS) {
      ValidationFigures figures = ValidationFigures.of(held, raw, raw);
      return new Recalibrated(model.withMetrics(figures.flat()), figures);
    }
    Recalibration recalibration = Recalibration.fit(raw, held.values());
    TrainedModel better = model.withRecalibration(recalibration);
    Prediction calibrated = raw.recalibrated(recalibration);
    ValidationFigures figures = ValidationFigures.of(held, raw, calibrated);
    return new Recalibrated(better.withMetrics(figures.flat()), figures);
  }
}
