package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.calibration.RelativePrecision;
import dev.credence.data.Standardizer;
import dev.credence.inference.Fit;
import dev.credence.inference.Fits;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Network;
import dev.credence.model.NetworkRecipe;
import dev.credence.model.TrainedModel;
import dev.credence.model.TrainingSet;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the points of a scan that have a network shape and a training size in common: all label
 * noises and all repeats side by side as members of one program, where the method allows it. Every
 * member learns labels of its own.
 */
final class ScanTraining {
  private static final int LARGEST_BATCH = 256;
  private static final int SMALLEST_BATCH = 32;

  /** A batch is at most this share of the points. */
  private static final int BATCHES_PER_EPOCH = 16;

  private static final int MOST_EPOCHS = 200;
  private static final double LEARNING_RATE = 1e-2;
  private static final double RISE = 0.3;

  /** Small error bars make steep losses: without a limit one bad batch can end a training. */
  private static final double CLIP_NORM = 1;

  /** Training points whose Delta is looked at. */
  private static final int TRAIN_DELTAS = 5000;

  private final UncertaintyOptions options;
  private final Map<String, String> provenance;
  private final Backend backend;
  private final AmplitudeSample validation;
  private final AmplitudeSample test;

  ScanTraining(UncertaintyOptions options, Map<String, String> provenance, Backend backend) {
    this.options = options;
    this.provenance = provenance;
    this.backend = backend;
    this.validation = validationSample(options);
    this.test = testSample(options);
  }

  static AmplitudeSample trainingSample(UncertaintyOptions options, int points) {
    return AmplitudeSample.training(options.process(), options.inputs(), points, options.seed());
  }

  static AmplitudeSample validationSample(UncertaintyOptions options) {
    return AmplitudeSample.validation(
        options.process(),
        options.inputs(),
        UncertaintyOptions.VALIDATION_POINTS,
        options.seed());
  }

  static AmplitudeSample testSample(UncertaintyOptions options) {
    return AmplitudeSample.test(
        options.process(), options.inputs(), UncertaintyOptions.TEST_POINTS, options.seed());
  }

  /** The schedule of a training on this many points. */
  static TrainingOptions.Builder schedule(int points, int passes) {
    int batch = SMALLEST_BATCH;
    while (2 * batch <= Math.min(LARGEST_BATCH, points / BATCHES_PER_EPOCH)) {
      batch *= 2;
    }
    return TrainingOptions.builder()
        .epochs(Math.max(1, Math.min(MOST_EPOCHS, passes / points)))
        .batchSize(batch)
        .learningRate(new LearningRate.OneCycle(LEARNING_RATE, RISE))
        .kl(new KlSchedule(1, 0))
        .clipNorm(CLIP_NORM);
  }

  /** Work of {@link #run}, in units of {@link Contender#cost}. */
  static long work(Contender contender, List<Setting> settings, int repeats) {
    return (long) settings.size() * repeats * contender.cost();
  }

  /**
   * One training.
   *
   * @param model with recalibrated error bars
   * @param heldOut what it predicts for the test points
   */
  record Trained(TrainedModel model, HeldOut heldOut) {}

  /**
   * What came of the scan.
   *
   * @param points in the order of the settings
   * @param first the first training of every setting
   */
  record Scan(List<Repeated> points, List<Trained> first) {}

  /**
   * Trains every setting as often as the options say.
   *
   * @param settings of one width and one number of points
   * @return nothing where the listener stopped it
   */
  Optional<Scan> run(Contender contender, List<Setting> settings, Progress progress) {
    AmplitudeSample sample = trainingSample(options, settings.get(0).points());
    Batchwise rows = Batchwise.of(sample);
    List<Repeated> points = new ArrayList<>();
    List<Trained> first = new ArrayList<>();
    int repeats = options.repeats();
    List<FittedNetwork> networks = new ArrayList<>();
    long start = System.nanoTime();
    if (contender.trainsSideBySide()) {
      List<float[]> targets = new ArrayList<>();
      for (Setting setting : settings) {
        float[] own = rows.targets(setting.labels(sample, options.seed()));
        targets.addAll(Collections.nCopies(repeats, own));
      }
      TrainingListener listener = progress.next(work(contender, settings, repeats));
      Optional<FittedNetwork> all =
          fit(contender, settings.get(0), sample, rows.data().withTargets(targets), 0, listener);
      if (all.isEmpty()) {
        return Optional.empty();
      }
      for (int m = 0; m < targets.size(); m++) {
        networks.add(all.get().member(m));
      }
    } else {
      for (Setting setting : settings) {
        float[] own = rows.targets(setting.labels(sample, options.seed()));
        for (int r = 0; r < repeats; r++) {
          TrainingListener listener = progress.next(contender.cost());
          TrainingData data = rows.data().withTargets(List.of(own));
          Optional<FittedNetwork> one = fit(contender, setting, sample, data, r, listener);
          if (one.isEmpty()) {
            return Optional.empty();
          }
          networks.add(one.get());
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9 / networks.size();
    for (int s = 0; s < settings.size(); s++) {
      List<Findings> findings = new ArrayList<>();
      for (int r = 0; r < repeats; r++) {
        Trained trained = trained(contender, networks.get(s * repeats + r), settings.get(s), sample, rows);
        if (r == 0) {
          first.add(trained);
        }
        findings.add(Findings.of(trained.heldOut(), deltas(trained.model(), sample, Math.min(TRAIN_DELTAS, sample.points()), backend)));
      }
      points.add(new Repeated(contender, settings.get(s), findings, seconds));
    }
    return Optional.of(new Scan(points, first));
  }

  private Optional<FittedNetwork> fit(
      Contender contender,
      Setting shape,
      AmplitudeSample sample,
      TrainingData data,
      int repeat,
      TrainingListener listener) {
    NetworkRecipe recipe = contender.recipe(shape.width());
    TrainingSet columns = sample.labelled(sample.truth());
    Network network = recipe.build(columns, contender.method());
    int members = contender.trainsSideBySide() ? data.targetSets() : contender.members();
    TrainingOptions training =
        schedule(shape.points(), options.passes())
            .members(members)
            .seed(options.seed() + repeat)
            .build();
    try (Fit fit =
        Fits.start(contender.method(), network, recipe.prior(), data, null, training, backend)) {
      fit.run(listener);
      return fit.finished() ? Optional.of(fit.fitted()) : Optional.empty();
    }
  }

  private Trained trained(
      Contender contender,
      FittedNetwork network,
      Setting setting,
      AmplitudeSample sample,
      Batchwise rows) {
    TrainingSet columns = sample.labelled(sample.truth());
    TrainedModel raw =
        new TrainedModel(
            network,
            columns.features(),
            columns.targets(),
            List.of(),
            rows.inputs(),
            rows.outputs(),
            Recalibration.identity(1),
            Predictor.DEFAULT_SAMPLES,
            provenance(contender, setting),
            Map.of());
    double[] labels = setting.labels(validation, options.seed());
    Prediction predicted = raw.predict(validation.inputs(), backend);
    TrainedModel model = raw.withRecalibration(Recalibration.fit(predicted, labels, null));
    return new Trained(
        model, HeldOut.of(model, test, setting.labels(test, options.seed()), backend));
  }

  private Map<String, String> provenance(Contender contender, Setting setting) {
    Map<String, String> all = new LinkedHashMap<>(provenance);
    all.put("method", contender.method().name());
    all.put("noise", Double.toString(setting.noise()));
    return all;
  }

  /** Delta of the first points of a sample, against the exact amplitude. */
  static double[] deltas(
      TrainedModel model, AmplitudeSample sample, int points, Backend backend) {
    Prediction prediction = model.predict(sample.firstInputs(points), backend);
    double[] mean = new double[points];
    double[] truth = new double[points];
    for (int i = 0; i < points; i++) {
      mean[i] = Math.exp(prediction.mean(i, 0));
      truth[i] = Math.exp(sample.truth()[i]);
    }
    return RelativePrecision.deltas(mean, truth);
  }

  /**
   * Training points as programs take them.
   *
   * @param data standardised rows, with the exact log A as targets
   * @param inputs standardisation of the inputs
   * @param outputs standardisation of log A, the same for every label noise
   */
  private record Batchwise(TrainingData data, Standardizer inputs, Standardizer outputs) {
    static Batchwise of(AmplitudeSample sample) {
      int n = sample.points();
      int columns = sample.data().columns();
      float[] x = sample.data().inputs().clone();
      Standardizer inputs = Standardizer.fit(x, n, columns, columns);
      inputs.apply(x, n, columns);
      double mean = Arrays.stream(sample.truth()).average().orElseThrow();
      double variance =
          Arrays.stream(sample.truth()).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
      Standardizer outputs =
          Standardizer.of(new double[] {mean}, new double[] {Math.sqrt(variance)});
      return new Batchwise(
          new TrainingData(n, x, standardised(outputs, sample.truth()), null), inputs, outputs);
    }

    float[] targets(double[] labels) {
      return standardised(outputs, labels);
    }

    private static float[] standardised(Standardizer outputs, double[] values) {
      double mean = outputs.means()[0];
      double scale = outputs.scales()[0];
      float[] result = new float[values.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = (float) ((values[i] - mean) / scale);
      }
      return result;
    }
  }
}
