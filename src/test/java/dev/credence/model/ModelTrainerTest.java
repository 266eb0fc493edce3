package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.data.DataException;
import dev.credence.data.RowsException;
import dev.credence.data.Split;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.loss.Likelihood;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTrainerTest {
  private static final Backend BACKEND = new ScalarBackend();
  private static final NetworkRecipe SMALL = Defaults.recipe(100).withHidden(List.of(8));

  @TempDir Path folder;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  @Test
  void learnsALineInItsOwnUnitsWithHonestErrorBars() {
    TrainingSet rows = line(300, 3);
    TrainingResult result =
        ModelTrainer.of(rows).recipe(SMALL).options(options(150)).train(BACKEND);

    TrainingSet test = line(400, 4);
    Prediction p = result.model().predict(test.inputs(), BACKEND);
    double squares = 0;
    double pulls = 0;
    for (int i = 0; i < 400; i++) {
      double residual = p.mean(i, 0) - test.values()[i];
      squares += residual * residual / 400;
      pulls += Math.pow(residual / p.sigmaTot(i, 0), 2) / 400;
    }
    // Label noise is 2; the mean of 400 squared pulls scatters by sqrt(2 / 400) = 0.07 and the
    // factor that 30 validation rows fit by sqrt(2 / 30) = 0.26: five of both are allowed.
    assertThat(Math.sqrt(squares)).isBetween(1.7, 2.5);
    assertThat(pulls).isBetween(0.4, 2.4);
    assertThat(result.validationRows()).isEqualTo(30);
    assertThat(result.trainingRows()).isEqualTo(270);
    assertThat(result.history()).hasSize(150);
    assertThat(result.validation().orElseThrow().calibrated().get("y").get("n").value())
        .isEqualTo(30);
    assertThat(result.model().recalibration().factor(0)).isNotEqualTo(1).isBetween(0.3, 3.0);
  }

  @Test
  void fitsTheFactorThatMakesValidationPullsOfUnitMeanSquare() {
    TrainingResult result =
        ModelTrainer.of(line(200, 3)).recipe(SMALL).options(options(20)).train(BACKEND);
    TrainingSet own = line(200, 3);
    Prediction p = result.model().predict(own.inputs(), BACKEND);
    var refitted = Recalibration.fit(p, own.values(), null);
    double pulls = 0;
    Prediction calibrated = p.recalibrated(refitted);
    for (int i = 0; i < 200; i++) {
      pulls += Math.pow((p.mean(i, 0) - own.values()[i]) / calibrated.sigmaTot(i, 0), 2) / 200;
    }
    assertThat(pulls).isBetween(1 - 1e-12, 1 + 1e-12);
  }

  @Test
  void recalibratesByTheMostLikelyFactorUnlessToldOtherwise() {
    TrainingSet held = line(100, 5);
    TrainedModel model =
        ModelTrainer.of(line(200, 3))
            .validation(held)
            .recipe(SMALL)
            .options(options(20))
            .train(BACKEND)
            .model();
    assertThat(model.recalibration().factor(0)).isEqualTo(mostLikely(model, held));
  }

  /** The second half of the rows is noisier, so that rows of the first alone would be seen. */
  @Test
  void largeValidationSetsGiveTheirFactorByRowsFromTheWholeSet() {
    TrainingSet held = line(12_000, 5);
    for (int i = held.rows() / 2; i < held.rows(); i++) {
      held.values()[i] += 20 * (i % 2 == 0 ? 1 : -1);
    }
    TrainedModel model =
        ModelTrainer.of(line(200, 3))
            .validation(held)
            .samples(8)
            .recipe(SMALL)
            .options(options(20))
            .train(BACKEND)
            .model();
    double all = mostLikely(model, held);
    // 8192 of 12 000 rows leave the factor an error below 1 / sqrt(2 8192): five of these.
    assertThat(model.recalibration().factor(0)).isCloseTo(all, within(0.04 * all));
  }

  /** Twenty different rows and three labels, of which a density may be as sure as it likes. */
  @Test
  void claimsNoMoreThanRoundedLabelsSay() {
    double[] x = new double[400];
    double[] y = new double[400];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 20;
      y[i] = 100 + 5 * (i % 20 / 7);
    }
    TrainingSet rows = TrainingSet.regression(List.of("x"), List.of("y"), x, y);
    double roundingOfFive = 5 / Math.sqrt(12);
    assertThat(narrowest(rows, SMALL)).isGreaterThan(0.999 * roundingOfFive);
    assertThat(narrowest(rows, SMALL.withLikelihood(Likelihood.gaussian())))
        .isLessThan(0.9 * roundingOfFive);
  }

  private static double narrowest(TrainingSet rows, NetworkRecipe recipe) {
    Prediction p =
        ModelTrainer.of(rows)
            .method(new Method.Ensemble())
            .members(2)
            .recipe(recipe)
            .recalibration(Recalibration.Kind.NONE)
            .options(options(300))
            .train(BACKEND)
            .model()
            .predict(rows.inputs(), BACKEND);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rows.rows(); i++) {
      least = Math.min(least, p.sigmaSyst(i, 0));
    }
    return least;
  }

  private static double mostLikely(TrainedModel model, TrainingSet held) {
    try (Predictor predictor =
        model.withRecalibration(Recalibration.identity(1)).predictor(BACKEND)) {
      Prediction p = predictor.newPrediction(held.rows(), true);
      predictor.predict(held.inputs(), held.rows(), p);
      return Recalibration.mostLikely(p, held.values(), null).factor(0);
    }
  }

  @Test
  void tellsThreeClassesApart() {
    Random random = new Random(7);
    double[] x = new double[2 * 240];
    int[] y = new int[240];
    for (int i = 0; i < 240; i++) {
      y[i] = i % 3;
      x[2 * i] = 100 + 30 * Math.cos(2 * Math.PI * y[i] / 3) + 4 * random.nextGaussian();
      x[2 * i + 1] = 0.3 * Math.sin(2 * Math.PI * y[i] / 3) + 0.04 * random.nextGaussian();
    }
    TrainingSet rows =
        TrainingSet.classification(
            List.of("a", "b"), "kind", List.of("red", "green", "blue"), x, y);
    TrainingResult result = ModelTrainer.of(rows).recipe(SMALL).options(options(60)).train(BACKEND);
    Prediction p = result.model().predict(x, BACKEND);
    int right = 0;
    for (int i = 0; i < 240; i++) {
      right += p.probability(i, y[i]) > 0.5 ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(235);
    assertThat(result.validation().orElseThrow().raw().get("kind")).containsKey("accuracy");
  }

  @Test
  void goesOnFromACheckpointBitForBit() {
    Path checkpoint = folder.resolve("run.checkpoint");
    TrainingSet rows = line(100, 3);
    TrainingOptions options = options(6);
    TrainingResult whole = ModelTrainer.of(rows).recipe(SMALL).options(options).train(BACKEND);

    TrainingResult first =
        ModelTrainer.of(rows)
            .recipe(SMALL)
            .options(options)
            .checkpoint(checkpoint)
            .checkpointInterval(Duration.ZERO)
            .listener(stopAfter(7))
            .train(BACKEND);
    assertThat(first.interrupted()).isTrue();
    assertThat(first.validation()).isEmpty();
    TrainingResult second =
        ModelTrainer.of(rows)
            .recipe(SMALL)
            .options(options)
            .checkpoint(checkpoint)
            .resume(true)
            .train(BACKEND);

    assertThat(second.resumedFrom()).isEqualTo(7);
    assertThat(second.interrupted()).isFalse();
    assertThat(second.history()).isEqualTo(whole.history());
    assertThat(second.model().network().parameters())
        .isEqualTo(whole.model().network().parameters());
    assertThat(second.model().recalibration().factors())
        .isEqualTo(whole.model().recalibration().factors());

    TrainingResult third =
        ModelTrainer.of(rows)
            .recipe(SMALL)
            .options(options)
            .checkpoint(checkpoint)
            .resume(true)
            .train(BACKEND);
    assertThat(third.resumedFrom()).isEqualTo(whole.history().size() * 90L / 64 + 1);
    assertThat(third.model().network().parameters())
        .isEqualTo(whole.model().network().parameters());
  }

  @Test
  void refusesACheckpointOfAnotherRunInOneSentence() {
    Path checkpoint = folder.resolve("run.checkpoint");
    TrainingSet rows = line(50, 3);
    ModelTrainer.of(rows).recipe(SMALL).options(options(2)).checkpoint(checkpoint).train(BACKEND);
    assertThatThrownBy(() -> resumed(rows, SMALL, options(3), checkpoint))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("run.checkpoint belongs to a run with other training options");
    assertThatThrownBy(() -> resumed(line(50, 4), SMALL, options(2), checkpoint))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("other data");
    NetworkRecipe wider = SMALL.withHidden(List.of(9));
    assertThatThrownBy(() -> resumed(rows, wider, options(2), checkpoint))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("another network");
  }

  @Test
  void saysInOneSentenceWhyItCannotTrain() {
    TrainingSet one =
        TrainingSet.regression(List.of("x"), List.of("y"), new double[1], new double[1]);
    assertThatThrownBy(() -> ModelTrainer.of(one).train(BACKEND))
        .isInstanceOf(DataException.class)
        .hasMessage("training needs at least two rows, and there is one");
    double[] bad = {1, 2, Double.NaN};
    assertThatThrownBy(() -> TrainingSet.regression(List.of("x"), List.of("y"), bad, new double[3]))
        .isInstanceOf(DataException.class)
        .hasMessage("row index 2, column 'x': NaN is not a finite number");
    assertThatThrownBy(
            () ->
                TrainingSet.classification(
                    List.of("x"), "c", List.of("a", "b"), new double[2], new int[] {0, 2}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row index 1, column 'c'");
  }

  @Test
  void namesTheOutlierByTheRowOfTheSetThatItCameIn() {
    for (int row = 0; row < 40; row++) {
      TrainingSet far = line(40, 3);
      far.inputs()[row] = 1e9;
      ModelTrainer trainer = ModelTrainer.of(far).recipe(SMALL).options(options(1));
      if (Arrays.binarySearch(Split.of(40, 0.1, 0, 1).validation(), row) < 0) {
        assertThat(trainer.train(BACKEND).validation()).isPresent();
      } else {
        assertThatThrownBy(() -> trainer.train(BACKEND))
            .isInstanceOf(RowsException.class)
            .hasMessageStartingWith("row index %d, column 'x': 1.0E9 is too far from", row);
      }
    }
    TrainingSet held = line(30, 4);
    held.values()[17] = -1e9;
    assertThatThrownBy(() -> ModelTrainer.of(line(40, 3)).validation(held).train(BACKEND))
        .hasMessageStartingWith("row index 17, column 'y': -1.0E9 is too far from");
  }

  @Test
  void trainsOnTwoRowsAndOnAConstantColumn() {
    double[] x = {1, 7, 2, 7};
    TrainingSet two =
        TrainingSet.regression(List.of("x", "c"), List.of("y"), x, new double[] {3, 4});
    TrainingResult result = ModelTrainer.of(two).recipe(SMALL).options(options(3)).train(BACKEND);
    assertThat(result.trainingRows()).isEqualTo(2);
    assertThat(result.model().recalibration().factor(0)).isEqualTo(1);
    Prediction p = result.model().predict(x, BACKEND);
    assertThat(p.mean(0, 0)).isFinite();
    assertThat(p.sigmaTot(1, 0)).isPositive();
  }

  @Test
  void defaultsGiveSmallSetsManyEpochsAndLargeSetsFew() {
    assertThat(Defaults.epochs(10)).isGreaterThan(Defaults.epochs(100_000));
    for (int n : new int[] {2, 31, 32, 500, 5000, 300_000}) {
      assertThat(Defaults.batchSize(n)).isBetween(32, 1024);
    }
  }

  @Test
  void keepsProvenanceAndFigures() {
    TrainingResult result =
        ModelTrainer.of(line(300, 3))
            .recipe(SMALL)
            .options(options(2))
            .provenance(Map.of("command", "credence train"))
            .train(BACKEND);
    Path file = folder.resolve("m.credence");
    ModelFile.write(file, result.model());
    TrainedModel read = ModelFile.read(file);
    assertThat(read.provenance()).containsEntry("command", "credence train");
    assertThat(read.metrics()).isEqualTo(result.model().metrics());
    assertThat(read.metrics()).containsKey("validation.y.pull_width");
  }

  private static TrainingResult resumed(
      TrainingSet rows, NetworkRecipe recipe, TrainingOptions options, Path checkpoint) {
    return ModelTrainer.of(rows)
        .recipe(recipe)
        .options(options)
        .checkpoint(checkpoint)
        .resume(true)
        .train(BACKEND);
  }

  private static TrainingOptions options(int epochs) {
    return Defaults.options(90, epochs, 9);
  }

  private static TrainingListener stopAfter(long steps) {
    return new TrainingListener() {
      private long done;

      @Override
      public void onStep(long step, long total, double negativeLogLikelihood, double klTerm) {
        done = step;
      }

      @Override
      public boolean stopRequested() {
        return done >= steps;
      }
    };
  }

  /** y = 1000 + 5 x + N(0, 2^2), x in [0, 10]. */
  private static TrainingSet line(int rows, long seed) {
    Random random = new Random(seed);
    double[] x = new double[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = 10 * random.nextDouble();
      y[i] = 1000 + 5 * x[i] + 2 * random.nextGaussian();
    }
    return TrainingSet.regression(List.of("x"), List.of("y"), x, y);
  }
}
