package dev.credence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.layer.Bias;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.GaussianMixtureLikelihood;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.loss.StudentTLikelihood;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VariationalInferenceTest {
  private static final Backend BACKEND = new ScalarBackend();
  private static final TrainingData DATA = Runs.wave(60, 0.1, 1);
  private static final TrainingData VALIDATION = Runs.wave(40, 0.1, 2);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  static Stream<Network> networks() {
    List<Network> networks = new ArrayList<>();
    for (Estimator estimator : Estimator.values()) {
      for (ScaleParameterization scale : ScaleParameterization.values()) {
        for (Bias bias : Bias.values()) {
          networks.add(
              base()
                  .estimator(estimator)
                  .scale(scale)
                  .bias(bias)
                  .bayesian(8)
                  .activation(Activation.GELU)
                  .output(Likelihood.gaussian(), 1));
        }
      }
    }
    for (Likelihood likelihood :
        List.of(
            new HomoscedasticLikelihood(0.5, true),
            new GaussianMixtureLikelihood(2, -8, 4),
            new StudentTLikelihood(5, -8, 4))) {
      networks.add(base().bayesian(8).activation(Activation.SILU).output(likelihood, 1));
    }
    networks.add(
        base()
            .prior(new Prior.ScaleMixture(0.5, 1, 0.1))
            .bayesian(8)
            .activation(Activation.ELU)
            .output(Likelihood.gaussian(), 1));
    networks.add(
        base()
            .dense(16)
            .activation(Activation.TANH)
            .dropout(0.1)
            .dense(2)
            .build(Likelihood.gaussian(), 1));
    return networks.stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyKindOfNetworkLearns(Network network) {
    TrainingOptions options = adam(60).learningRate(new LearningRate.Constant(0.02)).build();
    try (VariationalInference run =
        new VariationalInference(network, DATA, VALIDATION, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      List<EpochReport> history = run.history();
      assertThat(history.get(59).loss()).isLessThan(history.get(0).loss() - 0.2);
      double best = history.stream().mapToDouble(EpochReport::validation).min().orElseThrow();
      assertThat(best).isLessThan(history.get(0).validation() - 0.02);
    }
  }

  @Test
  void reportsBothTermsOfTheLoss() {
    TrainingOptions options = adam(4).kl(new KlSchedule(2, 0.5)).build();
    List<Double> klTerms = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
            assertThat(steps).isEqualTo(15);
            assertThat(negativeLogLikelihood).isFinite();
            klTerms.add(klTerm);
          }
        };
    try (VariationalInference run = run(options)) {
      run.run(listener);
      List<EpochReport> history = run.history();
      assertThat(history).hasSize(4);
      for (EpochReport report : history) {
        assertThat(report.kl()).isPositive();
        assertThat(report.loss()).isEqualTo(report.negativeLogLikelihood() + report.klTerm());
      }
      // Epochs end after 4, 8, 12 and 15 of 15 steps; the weight reaches 2 at half of them.
      double[] weights = {2 * (4.0 / 15) / 0.5, 2, 2, 2};
      for (int e = 0; e < 4; e++) {
        double expected = weights[e] * history.get(e).kl() / 60;
        assertThat(history.get(e).klTerm()).isCloseTo(expected, within(1e-12));
      }
      assertThat(klTerms).hasSize(15);
      assertThat(klTerms.get(0)).isLessThan(klTerms.get(14));
    }
  }

  @Test
  void keepsTheBestStateAndStopsEarly() {
    // So few rows and so large a rate that the validation loss turns.
    TrainingData few = Runs.wave(6, 0.5, 3);
    TrainingOptions options =
        adam(400)
            .kl(new KlSchedule(0, 0))
            .patience(15)
            .learningRate(new LearningRate.Constant(0.03))
            .build();
    List<float[]> states = new ArrayList<>();
    try (VariationalInference run =
        new VariationalInference(network(), few, VALIDATION, options, BACKEND)) {
      run.run(
          new TrainingListener() {
            @Override
            public void onEpoch(EpochReport report) {
              states.add(run.state().parameters());
            }
          });
      List<EpochReport> history = run.history();
      int best = 0;
      for (int e = 0; e < history.size(); e++) {
        best = history.get(e).validation() < history.get(best).validation() ? e : best;
      }
      assertThat(history.size()).isLessThan(400).isEqualTo(best + 1 + 15);
      assertThat(run.finished()).isTrue();
      assertThat(run.fitted().parameters()).isEqualTo(states.get(best));
      assertThat(run.fitted().parameters()).isNotEqualTo(states.get(states.size() - 1));
    }
  }

  @Test
  void reducesTheRateOnAPlateau() {
    TrainingOptions options =
        adam(60).learningRate(new LearningRate.Plateau(0.05, 0.5, 2, 0.001)).build();
    try (VariationalInference run = run(options)) {
      run.run(TrainingListener.NONE);
      List<EpochReport> history = run.history();
      double best = Double.POSITIVE_INFINITY;
      int waited = 0;
      int reductions = 0;
      for (EpochReport report : history) {
        double expected = Math.max(0.001, 0.05 * Math.pow(0.5, reductions));
        assertThat(report.learningRate()).isEqualTo(expected);
        if (report.validation() < best) {
          best = report.validation();
          waited = 0;
        } else if (++waited > 2) {
          reductions++;
          waited = 0;
        }
      }
      assertThat(reductions).isPositive();
    }
  }

  @Test
  void validatesWithTheDensityThatThePredictorGives() {
    TrainingData many = Runs.wave(700, 0.1, 5);
    TrainingOptions options =
        adam(2).validationSamples(6).learningRate(new LearningRate.Constant(0)).build();
    Network network =
        base()
            .bayesian(8)
            .activation(Activation.GELU)
            .dropout(0.2)
            .output(Likelihood.gaussian(), 1);
    try (VariationalInference run =
        new VariationalInference(network, DATA, many, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      double[] rows = new double[1400];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = many.inputs()[i];
      }
      try (Predictor predictor = Predictor.builder(run.fitted(), BACKEND).samples(6).build()) {
        Prediction out = predictor.newPrediction(700, true);
        predictor.predict(rows, 700, out);
        double sum = 0;
        for (int i = 0; i < 700; i++) {
          sum -= out.logDensity(i, 0, many.targets()[i]) / 700;
        }
        // The training loss leaves out the constant log(2 pi) / 2.
        double expected = sum - 0.5 * Math.log(2 * Math.PI);
        assertThat(run.history().get(0).validation()).isCloseTo(expected, within(1e-5));
        assertThat(run.history().get(1).validation())
            .as("the same weight samples in every epoch")
            .isEqualTo(run.history().get(0).validation());
      }
    }
  }

  @Test
  void startsFromADeterministicNetwork() {
    Network plain =
        Network.builder(2)
            .dense(8)
            .activation(Activation.GELU)
            .dense(2)
            .build(Likelihood.gaussian(), 1);
    FittedNetwork trained;
    try (VariationalInference run =
        new VariationalInference(plain, DATA, null, adam(40).build(), BACKEND)) {
      run.run(TrainingListener.NONE);
      trained = run.fitted();
    }
    try (VariationalInference run = run(adam(1).members(2).build())) {
      run.warmStart(trained, 0.1);
      FittedNetwork started = run.fitted();
      for (int m = 0; m < 2; m++) {
        assertThat(Runs.slot(started, m, "0.mu")).isEqualTo(Runs.slot(trained, 0, "0.mu"));
        assertThat(Runs.slot(started, m, "2.bias")).isEqualTo(Runs.slot(trained, 0, "2.bias"));
        float[] mu = Runs.slot(started, m, "2.mu");
        float[] rho = Runs.slot(started, m, "2.rho");
        double mean = 0;
        for (float w : mu) {
          mean += Math.abs(w) / mu.length;
        }
        for (int i = 0; i < mu.length; i++) {
          double sigma = 0.1 * Math.max(Math.abs(mu[i]), 0.01 * mean);
          // rho near log(sigma) in float32
          assertThat(ScaleParameterization.SOFTPLUS.sigma(rho[i]))
              .isCloseTo(sigma, within(1e-5 * sigma));
        }
      }
    }
    Network wider = Network.builder(2).bayesian(9).output(Likelihood.gaussian(), 1);
    try (VariationalInference run =
        new VariationalInference(wider, DATA, null, adam(1).build(), BACKEND)) {
      assertThatThrownBy(() -> run.warmStart(trained, 0.1))
          .hasMessageContaining("warm start: 0.mu (2, 9) does not match (2, 8)");
      assertThatThrownBy(() -> run.warmStart(trained, 0)).hasMessageContaining("positive");
    }
  }

  @Test
  void refitsACalibratedPriorAfterEveryEpoch() {
    Network network =
        Network.builder(2)
            .prior(Prior.calibrated(3))
            .bayesian(8)
            .activation(Activation.GELU)
            .prior(Prior.gaussian(3))
            .output(Likelihood.gaussian(), 1);
    try (VariationalInference run =
        new VariationalInference(network, DATA, null, adam(3).build(), BACKEND)) {
      run.run(TrainingListener.NONE);
      FittedNetwork fitted = run.fitted();
      float[] mu = Runs.slot(fitted, 0, "0.mu");
      float[] rho = Runs.slot(fitted, 0, "0.rho");
      double sum = 0;
      for (int i = 0; i < mu.length; i++) {
        double sigma = ScaleParameterization.SOFTPLUS.sigma(rho[i]);
        sum += (mu[i] * (double) mu[i] + sigma * sigma) / mu.length;
      }
      float width = fitted.priors().get("0.mu")[1];
      assertThat((double) width).isCloseTo(Math.sqrt(sum), within(1e-6)).isLessThan(2);
      assertThat(fitted.priors().get("2.mu")).containsExactly(0, 3);
    }
  }

  @Test
  void memberZeroOfAnEnsembleIsARunOfItsOwn() {
    TrainingOptions options = adam(5).clipNorm(0.5).samples(2).build();
    FittedNetwork alone;
    FittedNetwork together;
    try (VariationalInference run =
        new VariationalInference(network(), DATA, null, options, BACKEND)) {
      run.run(TrainingListener.NONE);
      alone = run.fitted();
    }
    TrainingOptions three = adam(5).clipNorm(0.5).samples(2).members(3).build();
    try (VariationalInference run =
        new VariationalInference(network(), DATA, null, three, BACKEND)) {
      run.run(TrainingListener.NONE);
      together = run.fitted();
    }
    int size = alone.network().layout().size();
    assertThat(together.parameters()).hasSize(3 * size);
    assertThat(Runs.slot(together, 0, "0.mu")).isEqualTo(Runs.slot(alone, 0, "0.mu"));
    assertThat(Runs.slot(together, 0, "2.rho")).isEqualTo(Runs.slot(alone, 0, "2.rho"));
    assertThat(Runs.slot(together, 1, "0.mu")).isNotEqualTo(Runs.slot(together, 0, "0.mu"));
    assertThat(Runs.slot(together, 2, "0.mu")).isNotEqualTo(Runs.slot(together, 1, "0.mu"));
  }

  @Test
  void namesTheBadRowOfTheData() {
    float[] x = {1, 2, 3, Float.POSITIVE_INFINITY};
    assertThatThrownBy(() -> new TrainingData(2, x, new float[2], null))
        .hasMessage("input 1 of row 1 is Infinity");
    assertThatThrownBy(() -> new TrainingData(1, new float[2], new float[] {Float.NaN}, null))
        .hasMessage("target 0 of row 0 is NaN");
    assertThatThrownBy(
            () -> new TrainingData(1, new float[2], new float[1], new float[] {Float.NaN}))
        .hasMessage("example weight 0 of row 0 is NaN");
  }

  @Test
  void namesOperationTensorAndRowWhenTheLossIsNotFinite() {
    TrainingOptions options = adam(50).learningRate(new LearningRate.Constant(1e37)).build();
    try (VariationalInference run = run(options)) {
      assertThatThrownBy(() -> run.run(TrainingListener.NONE))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageMatching(
              "step \\d+: \\w+ gave (NaN|-?Infinity) in row \\d+ of .+ \\[scalar]; a smaller learning rate may help");
    }
  }

  @Test
  void refusesDataThatDoNotFitTheNetwork() {
    Network network = Network.builder(3).output(Likelihood.gaussian(), 1);
    assertThatThrownBy(
            () -> new VariationalInference(network, DATA, null, adam(1).build(), BACKEND))
        .hasMessage("data with 2 inputs and 1 targets do not fit a network with 3 and 1");
  }

  @Test
  void clipsABatchToTheRowsThereAre() {
    TrainingOptions options = adam(3).batchSize(1000).build();
    try (VariationalInference run = run(options)) {
      assertThat(run.steps()).isEqualTo(3);
      run.run(TrainingListener.NONE);
      assertThat(run.history()).hasSize(3);
    }
  }

  private static Network.Builder base() {
    return Network.builder(2);
  }

  private static Network network() {
    return base().bayesian(8).activation(Activation.GELU).output(Likelihood.gaussian(), 1);
  }

  private static VariationalInference run(TrainingOptions options) {
    return new VariationalInference(network(), DATA, VALIDATION, options, BACKEND);
  }

  private static TrainingOptions.Builder adam(int epochs) {
    return TrainingOptions.builder().epochs(epochs).batchSize(16).seed(7);
  }
}
