package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.calibration.MonotoneMap;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.laplace.CurvatureStructure;
import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.inference.laplace.PriorGroups;
import dev.credence.inference.sampler.AdamMcmc;
import dev.credence.inference.sampler.HamiltonianMonteCarlo;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.inference.sampler.StochasticGradientHmc;
import dev.credence.inference.sampler.StochasticGradientLangevin;
import dev.credence.inference.sampler.WeightPriors;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Recalibration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method from rows to a file and back, cut short and resumed. */
class MethodsTest {
  private static final Backend BACKEND = Backends.select(Backends.AUTO);
  private static final Method ENSEMBLE = new Method.Ensemble();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  static Stream<Method> methods() {
    return Stream.of(
        new Method.Variational(),
        new Method.Dropout(0.1),
        ENSEMBLE,
        new Method.Repulsive(Method.Space.FUNCTION, 1, 1),
        new Method.Repulsive(Method.Space.FUNCTION, 1, 0),
        new Method.Repulsive(Method.Space.WEIGHT, 1, 0),
        new Method.Laplace(Defaults.laplace()),
        new Method.Laplace(LaplaceOptions.defaults().withDraws(7).withEvidence(1, 0)),
        new Method.Hamiltonian(Defaults.hamiltonian(chains(200, 20, 2), 300)),
        new Method.Langevin(Defaults.langevin(chains(3000, 20, 20), 300)),
        new Method.StochasticHamiltonian(
            new StochasticGradientHmc.Options(
                chains(3000, 20, 20), new LearningRate.Constant(2e-3), 50)),
        new Method.AdamChains(Defaults.adamChains(chains(3000, 20, 20), 300)));
  }

  private static SamplingOptions chains(int burnIn, int draws, int gap) {
    return SamplingOptions.builder().chains(2).burnIn(burnIn).draws(draws).gap(gap).build();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void learnsWritesAndReadsBack(Method method) {
    TrainingSet rows = wave(300, 2001);
    TrainingResult result = trainer(rows, method, 60).train(BACKEND);
    TrainedModel model = result.model();
    assertThat(model.provenance()).containsEntry("method", method.name());
    assertThat(model.network().members())
        .isEqualTo(
            (int) method.networks(Defaults.options(300, 1).withMembers(Defaults.members(method))));

    TrainingSet test = wave(300, 2002);
    Prediction p = model.predict(test.inputs(), BACKEND);
    double squares = 0;
    double stat = 0;
    for (int i = 0; i < 300; i++) {
      squares += Math.pow(p.mean(i, 0) - test.values()[i], 2) / 300;
      stat += p.sigmaStat(i, 0) / 300;
    }
    // The best straight line leaves a residual of sqrt(0.064 + 0.1^2) = 0.272, since sin u of a
    // normal u has variance (1 - e^-2) / 2 and correlates with u as e^-1/2. With 300 rows its
    // figure scatters by 4 %: below 0.24 it comes in one of a thousand cases. The noise is 0.1. A
    // mean of S samples scatters by sigmaStat / sqrt(S) around that of the posterior.
    double scatter = stat / Math.sqrt(p.samples());
    assertThat(Math.sqrt(squares)).isLessThan(Math.hypot(0.24, 3 * scatter));
    // Error bars that vanish, or are as wide as the labels are spread, say nothing.
    assertThat(stat).isBetween(1e-3, 0.7);

    Path file = folder.resolve("m.credence");
    ModelFile.write(file, model);
    TrainedModel read = ModelFile.read(file);
    assertThat(read.network().network()).isEqualTo(model.network().network());
    Prediction again = read.predict(test.inputs(), BACKEND);
    assertThat(again.means()).isEqualTo(p.means());
    assertThat(again.sigmaTot(7, 0)).isEqualTo(p.sigmaTot(7, 0));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void goesOnBitForBitFromACheckpoint(Method method) {
    TrainingSet rows = wave(120, 3);
    TrainingResult whole = trainer(rows, method, 4).train(BACKEND);
    Path checkpoint = folder.resolve("run.checkpoint");
    TrainingResult cut =
        trainer(rows, method, 4)
            .checkpoint(checkpoint)
            .checkpointInterval(Duration.ZERO)
            .listener(stopAfter(3))
            .train(BACKEND);
    assertThat(cut.interrupted()).isTrue();
    TrainingResult resumed =
        trainer(rows, method, 4).checkpoint(checkpoint).resume(true).train(BACKEND);
    assertThat(resumed.resumedFrom()).isEqualTo(3);
    assertThat(resumed.history()).isEqualTo(whole.history());
    assertThat(resumed.model().network().parameters())
        .isEqualTo(whole.model().network().parameters());

    Method other = method == ENSEMBLE ? new Method.Repulsive(Method.Space.WEIGHT, 1, 0) : ENSEMBLE;
    ModelTrainer wrong =
        trainer(rows, other, 4)
            .members(Defaults.members(method) == 1 ? 2 : Defaults.members(method))
            .checkpoint(checkpoint)
            .resume(true);
    assertThatThrownBy(() -> wrong.train(BACKEND))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("belongs to a run with");
  }

  static Stream<Method> chainsFromMaxima() {
    return Stream.of(
        new Method.Hamiltonian(Defaults.hamiltonian(chains(20, 10, 2), 100)),
        new Method.AdamChains(Defaults.adamChains(chains(20, 10, 2), 100)));
  }

  /** Four epochs of 108 rows in batches of 64 search for the maximum: 7 steps. */
  @ParameterizedTest
  @MethodSource("chainsFromMaxima")
  void chainsGoOnAfterTheSearch(Method method) {
    TrainingSet rows = wave(120, 3);
    TrainingResult whole = trainer(rows, method, 4).train(BACKEND);
    for (int cut : new int[] {7, 8, 40}) {
      Path checkpoint = folder.resolve(cut + ".checkpoint");
      trainer(rows, method, 4).checkpoint(checkpoint).listener(stopAfter(cut)).train(BACKEND);
      TrainingResult resumed =
          trainer(rows, method, 4).checkpoint(checkpoint).resume(true).train(BACKEND);
      assertThat(resumed.resumedFrom()).isEqualTo(cut);
      assertThat(resumed.history()).isEqualTo(whole.history());
      assertThat(resumed.model().network().parameters())
          .isEqualTo(whole.model().network().parameters());
    }
  }

  /** Everything that a method is told belongs to what a checkpoint must agree with. */
  @Test
  void everySettingOfAMethodCountsForResumption() {
    SamplingOptions usual = chains(10, 5, 2);
    HamiltonianMonteCarlo.Options hmc = HamiltonianMonteCarlo.Options.of(usual);
    LearningRate rate = new LearningRate.Constant(1e-3);
    List<Method> methods = new ArrayList<>();
    methods.add(new Method.Variational());
    methods.add(new Method.Dropout(0.1));
    methods.add(new Method.Dropout(0.2));
    methods.add(ENSEMBLE);
    methods.add(new Method.Repulsive(Method.Space.FUNCTION, 1, 1));
    methods.add(new Method.Repulsive(Method.Space.WEIGHT, 1, 1));
    methods.add(new Method.Repulsive(Method.Space.FUNCTION, 2, 1));
    methods.add(new Method.Repulsive(Method.Space.FUNCTION, 1, 2));
    LaplaceOptions laplace = LaplaceOptions.defaults();
    for (LaplaceOptions other :
        List.of(
            laplace,
            laplace.withStructure(CurvatureStructure.FULL),
            laplace.withDraws(3),
            laplace.withGroups(PriorGroups.SHARED),
            laplace.withEvidence(1, 1e-2),
            laplace.withEvidence(3, 1e-3))) {
      methods.add(new Method.Laplace(other));
    }
    WeightPriors priors = WeightPriors.fixed(Prior.perInput(2), Prior.gaussian(1));
    for (SamplingOptions other :
        List.of(
            usual,
            chains(11, 5, 2),
            chains(10, 6, 2),
            chains(10, 5, 3),
            new SamplingOptions(3, 10, 5, 2, 1, Integer.MAX_VALUE, usual.priors(), 0),
            new SamplingOptions(2, 10, 5, 2, 0.5, Integer.MAX_VALUE, usual.priors(), 0),
            new SamplingOptions(2, 10, 5, 2, 1, 32, usual.priors(), 0),
            usual.withPriors(priors))) {
      methods.add(new Method.Hamiltonian(hmc.withSampling(other)));
      methods.add(new Method.Langevin(new StochasticGradientLangevin.Options(other, rate)));
      methods.add(
          new Method.StochasticHamiltonian(new StochasticGradientHmc.Options(other, rate, 5)));
      methods.add(new Method.AdamChains(AdamMcmc.Options.of(other, 1e-3, 1e-3)));
    }
    methods.add(
        new Method.Hamiltonian(new HamiltonianMonteCarlo.Options(usual, 21, 0.01, 0.8, 0.1)));
    methods.add(
        new Method.Hamiltonian(new HamiltonianMonteCarlo.Options(usual, 20, 0.02, 0.8, 0.1)));
    methods.add(
        new Method.StochasticHamiltonian(new StochasticGradientHmc.Options(usual, rate, 6)));
    methods.add(new Method.AdamChains(AdamMcmc.Options.of(usual, 2e-3, 1e-3)));
    methods.add(new Method.AdamChains(AdamMcmc.Options.of(usual, 1e-3, 2e-3)));
    assertThat(methods.stream().map(MethodsTest::digest)).doesNotHaveDuplicates();
    assertThat(digest(new Method.Laplace(LaplaceOptions.defaults())))
        .isEqualTo(digest(new Method.Laplace(laplace)));
  }

  private static String digest(Method method) {
    TrainingData data = new TrainingData(1, new float[1], new float[1], null);
    Network network = Network.builder(1).dense(2).build(Likelihood.gaussian(), 1);
    return Fingerprint.of(method, network, Prior.perInput(1), Defaults.options(10, 1), data, null)
        .options();
  }

  @Test
  void chainsAreDistrustedUntilTheyAgree() {
    TrainingSet rows = wave(100, 3);
    Method few = new Method.Langevin(Defaults.langevin(chains(10, 3, 1), 90));
    assertThat(trainer(rows, few, 1).train(BACKEND).diagnostics().warnings())
        .containsExactly(
            "Whether the chains agree cannot be judged: 3 of their states are kept, fewer than 4.");
    Method apart = new Method.Langevin(Defaults.langevin(chains(10, 20, 1), 90));
    TrainingResult result = trainer(rows, apart, 1).train(BACKEND);
    assertThat(result.diagnostics().warnings())
        .anySatisfy(w -> assertThat(w).startsWith("The chains do not agree about the "));
    assertThat(result.diagnostics().figures().get("r_hat")).isGreaterThan(1.1);
    assertThat(result.model().metrics()).containsKeys("r_hat", "ess_bulk", "ess_tail");
  }

  @Test
  void chainsRefuseWhatTheyHaveNot() {
    TrainingSet rows = wave(100, 3);
    Method method = new Method.Langevin(Defaults.langevin(chains(10, 3, 1), 90));
    assertThatThrownBy(() -> trainer(rows, method, 1).members(2).train(BACKEND))
        .hasMessage("sgld runs chains side by side, not 2 members");
    TrainingOptions tempered = TrainingOptions.builder().kl(new KlSchedule(0.5, 0)).build();
    assertThatThrownBy(() -> trainer(rows, method, 1).options(tempered).train(BACKEND))
        .hasMessage("sgld has a temperature, not the KL weight 0.5");
    Method endless = new Method.Langevin(Defaults.langevin(chains(10, 40_000, 1), 90));
    assertThatThrownBy(() -> trainer(rows, endless, 1).train(BACKEND))
        .hasMessage(
            "80000 networks of 96 parameters are more than a model can hold: ask for fewer");
  }

  @Test
  void membersOfAnyKind() {
    TrainingSet rows = wave(100, 3);
    TrainingResult bayesian = trainer(rows, new Method.Variational(), 2).members(3).train(BACKEND);
    assertThat(bayesian.model().network().members()).isEqualTo(3);
    assertThatThrownBy(() -> trainer(rows, ENSEMBLE, 2).members(1).train(BACKEND))
        .hasMessage("an ensemble needs at least two members");
    assertThatThrownBy(() -> ModelTrainer.of(rows).members(0))
        .hasMessage("there must be at least one member, not 0");
    ModelTrainer warm = trainer(rows, ENSEMBLE, 2).warmStart(bayesian.model().network(), 0.1);
    assertThatThrownBy(() -> warm.train(BACKEND))
        .hasMessage("a warm start sets error bars of weights, which ensemble does not have");
    ModelTrainer elsewhere = trainer(rows, ENSEMBLE, 2).startFrom(bayesian.model().network());
    assertThatThrownBy(() -> elsewhere.train(BACKEND))
        .hasMessage("the network to start from has another structure");
  }

  /** Targets of a skewed distribution: no factor makes their quantiles right, a shape does. */
  @Test
  void isotonicRecalibrationCoversWhatAFactorDoesNot() {
    TrainingSet rows = skewed(3000, 3);
    TrainingSet test = skewed(2000, 4);
    double scale = medianCoverage(rows, test, Recalibration.Kind.SCALE);
    double isotonic = medianCoverage(rows, test, Recalibration.Kind.ISOTONIC);
    // The median of exp(1) noise is log 2, its mean 1: 63 % lie below the mean. 900 validation
    // and 2000 test rows scatter by 0.02; alarm at five of that.
    assertThat(scale).isGreaterThan(0.6);
    assertThat(isotonic).isCloseTo(0.5, within(0.1));
    assertThat(Math.abs(isotonic - 0.5)).isLessThan(Math.abs(scale - 0.5));
  }

  /** Share of test targets below the predicted median. */
  private double medianCoverage(TrainingSet rows, TrainingSet test, Recalibration.Kind kind) {
    TrainedModel model =
        trainer(rows, ENSEMBLE, 10)
            .members(2)
            .validationFraction(0.3)
            .recalibration(kind)
            .train(BACKEND)
            .model();
    Path file = folder.resolve(kind + ".credence");
    ModelFile.write(file, model);
    TrainedModel read = ModelFile.read(file);
    for (int t = 0; t < model.recalibration().shapes().size(); t++) {
      MonotoneMap shape = read.recalibration().shapes().get(t);
      assertThat(shape.x()).isEqualTo(model.recalibration().shapes().get(t).x());
      assertThat(shape.y()).isEqualTo(model.recalibration().shapes().get(t).y());
    }
    assertThat(read.recalibration().shapes()).hasSize(kind == Recalibration.Kind.SCALE ? 0 : 1);
    try (var predictor = read.predictor(BACKEND)) {
      Prediction p = predictor.newPrediction(test.rows(), true);
      predictor.predict(test.inputs(), test.rows(), p);
      int below = 0;
      for (int i = 0; i < test.rows(); i++) {
        below += test.values()[i] < p.quantile(i, 0, 0.5) ? 1 : 0;
      }
      return (double) below / test.rows();
    }
  }

  private static ModelTrainer trainer(TrainingSet rows, Method method, int epochs) {
    return ModelTrainer.of(rows)
        .method(method)
        .recipe(Defaults.recipe(100).withHidden(List.of(16)))
        .options(Defaults.options(rows.rows(), epochs, 1).withMembers(Defaults.members(method)));
  }

  private static TrainingSet wave(int n, long seed) {
    Random random = new Random(seed);
    double[] x = new double[2 * n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[2 * i] = 50 + 10 * random.nextGaussian();
      x[2 * i + 1] = random.nextGaussian();
      y[i] = Math.sin((x[2 * i] - 50) / 10) + 0.3 * x[2 * i + 1] + 0.1 * random.nextGaussian();
    }
    return TrainingSet.regression(List.of("a", "b"), List.of("y"), x, y);
  }

  private static TrainingSet skewed(int n, long seed) {
    Random random = new Random(seed);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextGaussian();
      y[i] = 0.5 * x[i] - Math.log(1 - random.nextDouble());
    }
    return TrainingSet.regression(List.of("x"), List.of("y"), x, y);
  }

  private static TrainingListener stopAfter(long steps) {
    return new TrainingListener() {
      private long done;

      @Override
      public void onStep(long step, long all, double negativeLogLikelihood, double klTerm) {
        done = step;
      }

      @Override
      public boolean stopRequested() {
        return done >= steps;
      }
    };
  }
}
