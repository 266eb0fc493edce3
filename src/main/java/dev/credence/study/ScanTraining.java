package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.calibration.RelativePrecision;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains the points of a scan that have a network shape and a training size in common: all label
 * noises and all repeats side by side as members of one program, where the method allows it. Every
 * member learns labels of its own.
 */
final class ScanTraining {
  static final int LARGEST_BATCH = 128;
  private static final int SMALLEST_BATCH = 32;

  /** Small training sets get smaller batches, down to the smallest. */
  private static final int BATCHES_PER_EPOCH = 16;

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
        options.process(), options.inputs(), options.validationPoints(), options.seed());
  }

  static AmplitudeSample testSample(UncertaintyOptions options) {
    return AmplitudeSample.test(
        options.process(), options.inputs(), options.testPoints(), options.seed());
  }

  /** The schedule of a training on this many points: as many steps, in whole epochs. */
  static TrainingOptions.Builder schedule(int points, int steps) {
    int batch = SMALLEST_BATCH;
    while (2 * batch <= Math.min(LARGEST_BATCH, points / BATCHES_PER_EPOCH)) {
      batch *= 2;
    }
    return TrainingOptions.builder()
        .epochs((int) Math.max(1, Math.round((double) steps * batch / points)))
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
    StandardRows rows = StandardRows.of(sample);
    long start = System.nanoTime();
    List<FittedNetwork> networks =
        contender.trainsSideBySide()
            ? sideBySide(contender, settings, sample, rows, progress)
            : oneByOne(contender, settings, sample, rows, progress);
    if (networks.isEmpty()) {
      return Optional.empty();
    }
    double seconds = (System.nanoTime() - start) / 1e9 / networks.size();
    List<Repeated> points = new ArrayList<>();
    List<Trained> first = new ArrayList<>();
    int shown = Math.min(TRAIN_DELTAS, sample.points());
    for (int s = 0; s < settings.size(); s++) {
      List<Findings> findings = new ArrayList<>();
      for (int r = 0; r < options.repeats(); r++) {
        FittedNetwork network = networks.get(s * options.repeats() + r);
        Trained trained = trained(contender, network, settings.get(s), sample, rows);
        if (r == 0) {
          first.add(trained);
        }
        double[] onTraining = deltas(trained.model(), sample, shown, backend);
        findings.add(Findings.of(trained.heldOut(), onTraining));
      }
      points.add(new Repeated(contender, settings.get(s), findings, seconds));
    }
    return Optional.of(new Scan(points, first));
  }

  /** All settings and repeats as members of one program; none where the listener stopped it. */
  private List<FittedNetwork> sideBySide(
      Contender contender,
      List<Setting> settings,
      AmplitudeSample sample,
      StandardRows rows,
      Progress progress) {
    List<float[]> targets = new ArrayList<>();
    for (Setting setting : settings) {
      float[] own = rows.targets(setting.labels(sample, options.seed()));
      targets.addAll(Collections.nCopies(options.repeats(), own));
    }
    TrainingData data = rows.data().withTargets(targets);
    TrainingListener listener = progress.next(work(contender, settings, options.repeats()));
    List<FittedNetwork> networks = new ArrayList<>();
    fit(contender, settings.get(0), sample, data, targets.size(), 0, listener)
        .ifPresent(
            all -> IntStream.range(0, targets.size()).forEach(m -> networks.add(all.member(m))));
    return networks;
  }

  /** One program for every setting and repeat; none where the listener stopped one. */
  private List<FittedNetwork> oneByOne(
      Contender contender,
      List<Setting> settings,
      AmplitudeSample sample,
      StandardRows rows,
      Progress progress) {
    List<FittedNetwork> networks = new ArrayList<>();
    for (Setting setting : settings) {
      float[] own = rows.targets(setting.labels(sample, options.seed()));
      TrainingData data = rows.data().withTargets(List.of(own));
      for (int r = 0; r < options.repeats(); r++) {
        TrainingListener listener = progress.next(contender.cost());
        Optional<FittedNetwork> one =
            fit(contender, setting, sample, data, contender.members(), r, listener);
        if (one.isEmpty()) {
          return List.of();
        }
        networks.add(one.get());
      }
    }
    return networks;
  }

  private Optional<FittedNetwork> fit(
      Contender contender,
      Setting shape,
      AmplitudeSample sample,
      TrainingData data,
      int members,
      int repeat,
      TrainingListener listener) {
    NetworkRecipe recipe = contender.recipe(shape.width());
    TrainingSet columns = sample.labelled(sample.truth());
    Network network = recipe.build(columns, contender.method());
    TrainingOptions training =
        schedule(shape.points(), options.steps())
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
      StandardRows rows) {
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
  static double[] deltas(TrainedModel model, AmplitudeSample sample, int points, Backend backend) {
    Prediction prediction = model.predict(sample.firstInputs(points), backend);
    double[] mean = new double[points];
    double[] truth = new double[points];
    for (int i = 0; i < points; i++) {
      mean[i] = Math.exp(prediction.mean(i, 0));
      truth[i] = Math.exp(sample.truth()[i]);
    }
    return RelativePrecision.deltas(mean, truth);
  }
}
