package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.calibration.Estimate;
import dev.credence.data.Split;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.model.Defaults;
import dev.credence.model.ModelTrainer;
import dev.credence.model.NetworkRecipe;
import dev.credence.model.TrainingResult;
import dev.credence.model.TrainingSet;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;
import dev.credence.predict.RegressionEvaluation;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Trains as {@code credence train} does without further options, on the training rows of a split,
 * of which a tenth validates and calibrates the error bars; then scores the test rows.
 *
 * @param name of the method
 * @param method with all its settings
 * @param recipe structure of the network
 * @param options how to train
 * @param rows to train on, some of which validate
 * @param test rows to score
 */
record SplitTraining(
    String name,
    Method method,
    NetworkRecipe recipe,
    TrainingOptions options,
    TrainingSet rows,
    TrainingSet test) {
  /** How many times shorter a quick training is. */
  private static final int QUICK = 10;

  private static final Recalibration.Kind RECALIBRATION = Recalibration.Kind.LIKELIHOOD;

  /** Chooses the settings. */
  static SplitTraining of(SplitTask task, UciOptions study) {
    TrainingSet rows = task.set().train(task.split());
    long seed = study.seed() + task.split();
    int training = Split.of(rows.rows(), Defaults.VALIDATION_FRACTION, 0, seed).train().length;
    Method method = task.method().usual(training);
    TrainingOptions options = Defaults.options(training, seed);
    if (study.quick()) {
      int epochs = Math.max(1, options.epochs() / QUICK);
      options = Defaults.options(training, epochs, seed);
      method = Shortened.by(QUICK, method);
    }
    options = options.withMembers(Defaults.members(method));
    TrainingSet test = task.set().test(task.split());
    return new SplitTraining(
        task.method().toString(),
        method,
        Defaults.recipe(method, rows.rows()),
        options,
        rows,
        test);
  }

  /** Everything that the result depends on, rows by their digest. */
  String settings() {
    return "%s %s %s %s %s %s %s"
        .formatted(name, method, recipe, options, RECALIBRATION, digest(rows), digest(test));
  }

  private static String digest(TrainingSet set) {
    return Integer.toHexString(
        Objects.hash(set.rows(), Arrays.hashCode(set.inputs()), Arrays.hashCode(set.values())));
  }

  /** Trains and scores; nothing where the listener stops the training. */
  Optional<SplitResult> run(TrainingListener listener, Backend backend) {
    double start = processorSeconds();
    TrainingResult result =
        ModelTrainer.of(rows)
            .method(method)
            .recipe(recipe)
            .options(options)
            .recalibration(RECALIBRATION)
            .seed(options.seed())
            .listener(listener)
            .train(backend);
    if (result.interrupted()) {
      return Optional.empty();
    }
    RegressionEvaluation evaluation;
    try (Predictor predictor = result.model().predictor(backend)) {
      evaluation =
          RegressionEvaluation.of(predictor, test.inputs(), test.targets().get(0), test.values());
    }
    List<Double> coverage =
        Arrays.stream(evaluation.coverage(SplitResult.LEVELS).observed())
            .map(Estimate::value)
            .toList();
    return Optional.of(
        SplitResult.of(
            evaluation.metrics(),
            coverage,
            processorSeconds() - start,
            result.diagnostics().warnings()));
  }

  /** Of this thread, which alone computes where a backend has one thread. */
  private static double processorSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
