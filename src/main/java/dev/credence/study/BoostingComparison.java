package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.calibration.Estimate;
import dev.credence.calibration.PullSummary;
import dev.credence.model.Boosting;
import dev.credence.model.ModelTrainer;
import dev.credence.model.TrainedModel;
import dev.credence.model.TrainingResult;
import dev.credence.model.TrainingSet;
import dev.credence.physics.LabelSmearing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Boosted against unboosted training of the Bayesian network on exact labels. Every variant trains
 * as often, for as long, from the same initial values; they differ in the weights of examples
 * alone.
 *
 * @param trainings of every variant, one per repeat
 */
record BoostingComparison(Map<Variant, List<Deltas>> trainings) {
  /** Trainings after the first. */
  static final int ROUNDS = 2;

  /** What a chosen example gains in each round. */
  static final double STEP = 4;

  /** Pull above which an example is chosen. */
  static final double PULL_CUT = 2;

  /** Share of examples with the largest sigmaTot that is chosen. */
  static final double SHARE = 0.1;

  private static final int VALIDATION_SAMPLES = 2;

  /** How examples are weighted. */
  enum Variant {
    UNBOOSTED("unboosted", null),
    BY_PULL("boosted by pull", Boosting.byPull(PULL_CUT, STEP, ROUNDS)),
    BY_SIGMA_TOT("boosted by σ_{tot}", Boosting.bySigmaTot(SHARE, STEP, ROUNDS));

    private final String title;
    private final Boosting boosting;

    Variant(String title, Boosting boosting) {
      this.title = title;
      this.boosting = boosting;
    }

    String title() {
      return title;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whose Delta is looked at. */
  enum Part {
    TRAIN("training points", 1),
    TRAIN_LARGEST("largest 10 % of training points", 0.1),
    TRAIN_VERY_LARGEST("largest 1 % of training points", 0.01),
    TEST("test points", 1),
    TEST_LARGEST("largest 10 % of test points", 0.1),
    TEST_VERY_LARGEST("largest 1 % of test points", 0.01);

    private final String title;
    private final double share;

    Part(String title, double share) {
      this.title = title;
      this.share = share;
    }

    String title() {
      return title;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean ofTraining() {
      return compareTo(TEST) < 0;
    }
  }

  /** Delta of one trained network over every part. */
  record Deltas(Map<Part, double[]> values) {
    /** Half the 16-84 % interval. */
    double width(Part part) {
      return PullSummary.of(values.get(part)).robustWidth().value();
    }
  }

  /** Mean over repeats of the width of Delta. */
  Estimate width(Variant variant, Part part) {
    return Estimate.mean(trainings.get(variant).stream().mapToDouble(d -> d.width(part)).toArray());
  }

  /** Mean over repeats of this width over that of the unboosted training with the same seed. */
  Estimate ratio(Variant variant, Part part) {
    double[] ratios = new double[trainings.get(variant).size()];
    for (int r = 0; r < ratios.length; r++) {
      double own = trainings.get(variant).get(r).width(part);
      ratios[r] = own / trainings.get(Variant.UNBOOSTED).get(r).width(part);
    }
    return Estimate.mean(ratios);
  }

  /** Work of {@link #run}, in units of {@link Contender#cost}. */
  static long work(int repeats) {
    return (long) Variant.values().length * (1 + ROUNDS) * repeats * Contender.BAYESIAN.cost();
  }

  /** Trains all variants; nothing where the listener stopped one. */
  static Optional<BoostingComparison> run(
      UncertaintyOptions options, Progress progress, Backend backend) {
    LabelSmearing exact = new LabelSmearing(0, options.seed());
    AmplitudeSample sample = ScanTraining.trainingSample(options, options.points());
    AmplitudeSample held = ScanTraining.validationSample(options);
    AmplitudeSample test = ScanTraining.testSample(options);
    TrainingSet training = sample.labelled(sample.labels(exact));
    TrainingSet validation = held.labelled(held.labels(exact));
    Map<Variant, List<Deltas>> all = new EnumMap<>(Variant.class);
    for (Variant variant : Variant.values()) {
      all.put(variant, new ArrayList<>());
      for (int r = 0; r < options.repeats(); r++) {
        int repeat = r;
        UnaryOperator<ModelTrainer> settings =
            trainer ->
                trainer
                    .recipe(Contender.BAYESIAN.recipe(UncertaintyOptions.WIDTH))
                    .options(
                        ScanTraining.schedule(options.points(), options.steps())
                            .validationSamples(VALIDATION_SAMPLES)
                            .seed(options.seed() + repeat)
                            .build())
                    .listener(progress.next(Contender.BAYESIAN.cost()));
        TrainingResult result =
            variant.boosting == null
                ? unboosted(training, validation, settings, backend)
                : variant.boosting.train(training, validation, settings, backend);
        if (result.interrupted()) {
          return Optional.empty();
        }
        all.get(variant).add(deltas(result.model(), sample, test, backend));
      }
    }
    return Optional.of(new BoostingComparison(all));
  }

  /** As many trainings, each from where the last one ended, with all weights one. */
  private static TrainingResult unboosted(
      TrainingSet training,
      TrainingSet validation,
      UnaryOperator<ModelTrainer> settings,
      Backend backend) {
    TrainingResult result = null;
    for (int round = 0; round <= ROUNDS; round++) {
      ModelTrainer trainer = settings.apply(ModelTrainer.of(training).validation(validation));
      if (result != null) {
        trainer.startFrom(result.model().network());
      }
      result = trainer.train(backend);
      if (result.interrupted()) {
        return result;
      }
    }
    return result;
  }

  private static Deltas deltas(
      TrainedModel model, AmplitudeSample training, AmplitudeSample test, Backend backend) {
    double[] onTraining = ScanTraining.deltas(model, training, training.points(), backend);
    double[] onTest = ScanTraining.deltas(model, test, test.points(), backend);
    Map<Part, double[]> values = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      values.put(
          part,
          part.ofTraining()
              ? largest(onTraining, training.truth(), part.share)
              : largest(onTest, test.truth(), part.share));
    }
    return new Deltas(values);
  }

  /** The values of the share of points with the largest amplitudes, at least two points. */
  private static double[] largest(double[] values, double[] truth, double share) {
    double[] sorted = truth.clone();
    Arrays.sort(sorted);
    int wanted = Math.max(2, (int) Math.round(share * sorted.length));
    double limit = sorted[sorted.length - wanted];
    double[] kept = new double[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (truth[i] >= limit) {
        kept[count++] = values[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
