package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingOptions;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.predict.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BoostingTest {
  private static final Backend BACKEND = Backends.select(Backends.AUTO);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  @Test
  void raisesTheWeightsOfTheWorstExamplesOnly() {
    TrainingSet rows = spike(200, 1);
    TrainedModel model = trainer(ModelTrainer.of(rows)).train(BACKEND).model();
    Prediction p = model.predict(rows.inputs(), BACKEND);
    double[] byPull = Boosting.byPull(1.5, 2, 1).weights(rows, p);
    double[] bySigma = Boosting.bySigmaTot(0.1, 3, 1).weights(rows, p);
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int j = 0; j < rows.rows(); j++) {
      double pull = Math.abs(p.mean(j, 0) - rows.values()[j]) / p.sigmaTot(j, 0);
      assertThat(byPull[j]).isEqualTo(pull > 1.5 ? 3 : 1);
      double sigma = p.sigmaTot(j, 0);
      smallest = bySigma[j] > 1 ? Math.min(smallest, sigma) : smallest;
      largest = bySigma[j] > 1 ? largest : Math.max(largest, sigma);
    }
    assertThat(smallest).isGreaterThan(largest);
    assertThat(DoubleStream.of(bySigma).filter(w -> w == 4).count()).isEqualTo(20);
    assertThat(DoubleStream.of(byPull).filter(w -> w > 1).count()).isBetween(1L, 60L);
  }

  /**
   * A narrow spike that a first fit smooths out. The same number of trainings without boosting is
   * the control: a cut that nothing exceeds.
   */
  @Test
  void goesFromAFitTowardsAnInterpolation() {
    double control = meanSquaredError(Boosting.byPull(1e9, 5, 3));
    double boosted = meanSquaredError(Boosting.byPull(1.5, 5, 3));
    assertThat(boosted).isLessThan(0.8 * control);
  }

  /** On the training rows. */
  private static double meanSquaredError(Boosting boosting) {
    TrainingSet rows = spike(200, 1);
    List<ModelTrainer> rounds = new ArrayList<>();
    TrainingResult result =
        boosting.train(
            rows,
            spike(100, 2),
            t -> {
              rounds.add(t);
              return trainer(t);
            },
            BACKEND);
    assertThat(rounds).hasSize(1 + boosting.rounds());
    Prediction p = result.model().predict(rows.inputs(), BACKEND);
    double squares = 0;
    for (int j = 0; j < rows.rows(); j++) {
      squares += Math.pow(p.mean(j, 0) - rows.values()[j], 2) / rows.rows();
    }
    return squares;
  }

  /** Weights count over their mean, so that a step means the same in any unit. */
  @Test
  void stepsDoNotDependOnTheUnitOfWeights() {
    TrainingSet rows = spike(100, 1);
    double[] weights = new double[rows.rows()];
    Arrays.setAll(weights, j -> 1 + j % 2);
    double[] scaled = Arrays.stream(weights).map(w -> 0x1p-40 * w).toArray();
    Boosting boosting = Boosting.byPull(1, 2, 1);
    float[] plain = parameters(boosting, rows.withWeights(weights));
    assertThat(parameters(boosting, rows.withWeights(scaled))).containsExactly(plain);
    assertThat(parameters(Boosting.byPull(1, 1, 1), rows.withWeights(scaled))).isNotEqualTo(plain);
  }

  private static float[] parameters(Boosting boosting, TrainingSet rows) {
    return boosting
        .train(rows, spike(50, 2), t -> trainer(t).options(options(20)), BACKEND)
        .model()
        .network()
        .parameters();
  }

  @Test
  void refusesWhatCannotBoost() {
    assertThatThrownBy(() -> Boosting.byPull(0, 1, 1))
        .hasMessage("boosting by pull needs a positive pull, not 0.0");
    assertThatThrownBy(() -> Boosting.bySigmaTot(1.5, 1, 1))
        .hasMessage("boosting by sigma_tot needs a share above 0, at most 1, not 1.5");
    assertThatThrownBy(() -> Boosting.byPull(2, 0, 1)).hasMessageContaining("a positive step");
    TrainingSet classes =
        TrainingSet.classification(
            List.of("x"), "k", List.of("a", "b"), new double[] {1, 2}, new int[] {0, 1});
    assertThatThrownBy(() -> Boosting.byPull(2, 1, 1).train(classes, classes, t -> t, BACKEND))
        .hasMessage("only regressions have pulls and widths to boost by");
  }

  private static ModelTrainer trainer(ModelTrainer trainer) {
    return trainer
        .method(new Method.Ensemble())
        .members(2)
        .recipe(
            Defaults.recipe(100)
                .withHidden(List.of(32))
                .withLikelihood(new HomoscedasticLikelihood(0.2, false)))
        .options(options(200));
  }

  private static TrainingOptions options(int epochs) {
    return Defaults.options(200, epochs, 1).withMembers(2);
  }

  private static TrainingSet spike(int n, long seed) {
    Random random = new Random(seed);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 4 * random.nextDouble() - 2;
      y[i] = x[i] + 2 * Math.exp(-20 * x[i] * x[i]) + 0.05 * random.nextGaussian();
    }
    return TrainingSet.regression(List.of("x"), List.of("y"), x, y);
  }
}
