package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.calibration.ChainStatistics;
import dev.credence.inference.EpochReport;
import dev.credence.inference.LearningRate;
import dev.credence.inference.NonFiniteException;
import dev.credence.inference.TrainingListener;
import dev.credence.layer.Dense;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final Backend BACKEND = new ScalarBackend();

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** A draw is a member: its statistical error bar is the scatter of the draws' outputs. */
  @Test
  void predictsWithEveryDraw() {
    try (Sampler run = hmc(sampling().draws(20).build())) {
      run.run(TrainingListener.NONE);
      Draws draws = new Draws(run.fitted(), 3);
      assertThat(draws.size()).isEqualTo(60);
      try (Predictor predictor = Predictor.builder(run.fitted(), BACKEND).samples(1).build()) {
        double[] row = {0.5, -1, 2};
        Prediction out = predictor.predict(row);
        assertThat(out.samples()).isEqualTo(60);
        double mean = 0;
        double square = 0;
        for (int d = 0; d < 60; d++) {
          double y = 0;
          for (int k = 0; k < 3; k++) {
            y += row[k] * draws.at(d, "0.mu", k);
          }
          mean += y / 60;
          square += y * y / 60;
        }
        double scatter = Math.sqrt(square - mean * mean);
        assertThat(out.mean(0, 0)).isCloseTo(mean, within(1e-6));
        assertThat(out.sigmaStat(0, 0)).isCloseTo(scatter, within(1e-5));
        assertThat(out.sigmaSyst(0, 0)).isCloseTo(LinearModel.SIGMA, within(1e-6));
      }
    }
  }

  @Test
  void reportsTheDensityThatThePredictorGives() {
    SamplingOptions options = sampling().draws(20).build();
    try (Sampler run =
        new HamiltonianMonteCarlo(
            LinearModel.network(),
            LinearModel.DATA,
            LinearModel.DATA,
            settings(options),
            BACKEND)) {
      run.run(TrainingListener.NONE);
      List<EpochReport> history = run.history();
      assertThat(history.get(0).validation()).isNaN();
      double[] rows = new double[LinearModel.DATA.inputs().length];
      Arrays.setAll(rows, i -> LinearModel.DATA.inputs()[i]);
      try (Predictor predictor = Predictor.builder(run.fitted(), BACKEND).samples(1).build()) {
        Prediction out = predictor.newPrediction(LinearModel.ROWS, true);
        predictor.predict(rows, LinearModel.ROWS, out);
        double expected = -0.5 * Math.log(2 * Math.PI); // the constant that losses leave out
        for (int i = 0; i < LinearModel.ROWS; i++) {
          expected -= out.logDensity(i, 0, LinearModel.DATA.targets()[i]) / LinearModel.ROWS;
        }
        assertThat(history.get(history.size() - 1).validation()).isCloseTo(expected, within(1e-5));
      }
    }
  }

  /** A chain does not know how many others run beside it. */
  @Test
  void chainZeroIsARunOfItsOwn() {
    for (int batch : new int[] {LinearModel.ROWS, 8}) {
      float[] alone = langevin(sampling().chains(1).batchSize(batch).build());
      float[] together = langevin(sampling().chains(3).batchSize(batch).build());
      assertThat(Arrays.copyOf(together, alone.length)).isEqualTo(alone);
    }
    float[] alone = parameters(hmc(sampling().chains(1).build()));
    float[] together = parameters(hmc(sampling().chains(3).build()));
    assertThat(Arrays.copyOf(together, alone.length)).isEqualTo(alone);
    assertThat(Arrays.copyOfRange(together, alone.length, 2 * alone.length)).isNotEqualTo(alone);
  }

  /** Gradients of batches are unbiased and linear here, so the mean is exact at any step size. */
  @Test
  void batchesLeaveTheMeanOfALinearModel() {
    SamplingOptions options =
        sampling().chains(8).burnIn(500).draws(800).gap(20).batchSize(6).build();
    var settings = new StochasticGradientHmc.Options(options, new LearningRate.Constant(0.02), 5);
    try (Sampler run =
        new StochasticGradientHmc(
            LinearModel.network(), LinearModel.DATA, null, settings, BACKEND)) {
      run.run(TrainingListener.NONE);
      Draws draws = new Draws(run.fitted(), 8);
      for (int k = 0; k < 3; k++) {
        int i = k;
        double[][] weight = draws.series(d -> draws.at(d, "0.mu", i));
        assertThat(ChainStatistics.meanSampleSize(weight)).isGreaterThan(1500);
        assertThat(Math.abs(Draws.z(weight, LinearModel.mean()[k]))).isLessThan(Draws.Z);
      }
    }
  }

  /**
   * With the noise drawn from its conditional, AdamMCMC and HMC agree: means of the log variance
   * and of a weight within four standard errors of their difference.
   */
  @Test
  void agreeAboutUnknownNoise() {
    Network network =
        Network.builder(LinearModel.INPUTS)
            .add(new Dense(1, false))
            .build(new HomoscedasticLikelihood(LinearModel.SIGMA, true), 1);
    GroupPrior weights = GroupPrior.sampled(Prior.gaussian(LinearModel.PRIOR), 2);
    SamplingOptions options =
        sampling()
            .chains(8)
            .burnIn(500)
            .draws(1000)
            .gap(8)
            .priors(new WeightPriors(weights, weights, Map.of(), 2))
            .build();
    var settings =
        new AdamMcmc.Options(options, new LearningRate.Constant(0.05), 0.5, 0.9, 1e-8, 0.08, 1);
    Draws adam;
    Draws hamiltonian;
    try (Sampler run = new AdamMcmc(network, LinearModel.DATA, null, settings, BACKEND)) {
      run.run(TrainingListener.NONE);
      adam = new Draws(run.fitted(), 8);
    }
    try (Sampler run =
        new HamiltonianMonteCarlo(network, LinearModel.DATA, null, settings(options), BACKEND)) {
      run.run(TrainingListener.NONE);
      hamiltonian = new Draws(run.fitted(), 8);
    }
    for (String name : new String[] {HomoscedasticLikelihood.LOG_VARIANCE, "0.mu"}) {
      double[][] a = adam.series(d -> adam.at(d, name, 0));
      double[][] b = hamiltonian.series(d -> hamiltonian.at(d, name, 0));
      // z(b, mean of a) counts the errors of b; those of a add in quadrature.
      double ratio = ChainStatistics.meanSampleSize(b) / ChainStatistics.meanSampleSize(a);
      double meanOfA = Arrays.stream(a).flatMapToDouble(Arrays::stream).average().orElseThrow();
      assertThat(Math.abs(Draws.z(b, meanOfA)) / Math.sqrt(1 + ratio)).as(name).isLessThan(Draws.Z);
    }
  }

  @Test
  void warnsOfChainsThatDoNotMove() {
    SamplingOptions options = sampling().burnIn(0).draws(30).build();
    var tooLong = new HamiltonianMonteCarlo.Options(options, 5, 3, 0, 0);
    try (Sampler run =
        new HamiltonianMonteCarlo(
            LinearModel.network(), LinearModel.DATA, null, tooLong, BACKEND)) {
      run.run(TrainingListener.NONE);
      assertThat(String.join(" ", run.convergence().warnings()))
          .contains("do not agree", "accepts only 0.0 %", "trajectories diverged");
      assertThat(run.fitted().parameters()).doesNotContain(Float.NaN);
    }
  }

  @Test
  void namesOperationAndStepWhenAStepSizeIsFarTooLarge() {
    SamplingOptions options = sampling().build();
    var settings = new StochasticGradientLangevin.Options(options, new LearningRate.Constant(1e30));
    try (Sampler run =
        new StochasticGradientLangevin(
            LinearModel.network(), LinearModel.DATA, null, settings, BACKEND)) {
      assertThatThrownBy(() -> run.run(TrainingListener.NONE))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageMatching(
              "step \\d+: \\w+ gave (NaN|-?Infinity) in row \\d+ of .+ \\[scalar]; smaller steps may help");
    }
  }

  @Test
  void refusesWhatItCannotSample() {
    Network random = Network.builder(3).output(Likelihood.gaussian(), 1);
    assertThatThrownBy(
            () ->
                new HamiltonianMonteCarlo(
                    random, LinearModel.DATA, null, settings(sampling().build()), BACKEND))
        .hasMessageContaining("without random weights or dropout");
    assertThatThrownBy(() -> hmc(sampling().batchSize(8).build()))
        .hasMessage(
            "Hamiltonian Monte Carlo needs all 24 rows in every gradient, not batches of 8");
    GroupPrior known = GroupPrior.fixed(Prior.gaussian(1));
    double fixed = Double.POSITIVE_INFINITY;
    assertThatThrownBy(
            () ->
                hmc(
                    sampling()
                        .priors(new WeightPriors(known, known, Map.of("7.mu", known), fixed))
                        .build()))
        .hasMessageContaining("there is no parameter 7.mu");
    assertThatThrownBy(() -> GroupPrior.fixed(new Prior.ScaleMixture(0.5, 1, 0.1)))
        .hasMessageContaining("samplers need Gaussian priors");
    assertThatThrownBy(() -> GroupPrior.sampled(new Prior.Gaussian(1, 1, false), 2))
        .hasMessageContaining("needs mean 0, not 1.0");
    assertThatThrownBy(() -> sampling().temperature(0).build()).hasMessageContaining("temperature");
    try (Sampler run = hmc(sampling().build())) {
      assertThatThrownBy(run::convergence).hasMessageContaining("four states");
    }
  }

  private static SamplingOptions.Builder sampling() {
    return SamplingOptions.builder()
        .chains(3)
        .burnIn(50)
        .draws(10)
        .gap(2)
        .priors(LinearModel.priors())
        .seed(4);
  }

  private static HamiltonianMonteCarlo.Options settings(SamplingOptions options) {
    return new HamiltonianMonteCarlo.Options(options, 6, 0.05, 0.8, 0.5);
  }

  private static HamiltonianMonteCarlo hmc(SamplingOptions options) {
    return new HamiltonianMonteCarlo(
        LinearModel.network(), LinearModel.DATA, null, settings(options), BACKEND);
  }

  private static float[] langevin(SamplingOptions options) {
    var settings =
        new StochasticGradientLangevin.Options(options, new LearningRate.Constant(0.001));
    return parameters(
        new StochasticGradientLangevin(
            LinearModel.network(), LinearModel.DATA, null, settings, BACKEND));
  }

  private static float[] parameters(Sampler run) {
    try (run) {
      run.run(TrainingListener.NONE);
      return run.fitted().parameters();
    }
  }
}
