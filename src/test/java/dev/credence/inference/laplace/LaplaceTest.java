package dev.credence.inference.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.EpochReport;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.Optimizer;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.TrainingState;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.loss.StudentTLikelihood;
import dev.credence.model.CheckpointFile;
import dev.credence.model.Fingerprint;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaplaceTest {
  private static final TrainingData DATA = wave(50, 0.1, 1);
  private static final TrainingData VALIDATION = wave(30, 0.1, 2);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {Backends.SCALAR, Backends.VECTOR})
  void goesOnBitForBitFromAnyStep(String backendName) {
    LaplaceOptions options = LaplaceOptions.defaults().withEvidence(2, 0);
    Fingerprint run = new Fingerprint("a", "b", "c");
    Path file = folder.resolve("checkpoint");
    try (Backend backend = Backends.select(backendName)) {
      float[] expected;
      List<EpochReport> history;
      Evidence evidence;
      long each;
      try (Laplace fit = fit(options, backend)) {
        fit.run(TrainingListener.NONE);
        expected = fit.fitted().parameters();
        history = fit.history();
        evidence = fit.evidence();
        each = fit.steps() / 3;
      }
      // Within a round, at its last step, and in the middle of the next.
      for (long cut : new long[] {7, each, 2 * each + 5}) {
        try (Laplace fit = fit(options, backend)) {
          fit.run(stopAfter(cut));
          assertThat(fit.finished()).isFalse();
          assertThat(fit.fitted().members()).isEqualTo(1);
          CheckpointFile.write(file, fit.state(), run);
        }
        try (Laplace fit = fit(options, backend)) {
          fit.restore(CheckpointFile.read(file, run));
          fit.run(TrainingListener.NONE);
          assertThat(fit.finished()).isTrue();
          assertThat(fit.fitted().parameters()).isEqualTo(expected);
          assertThat(fit.history()).isEqualTo(history);
          assertThat(fit.evidence()).isEqualTo(evidence);
        }
      }
    }
  }

  @Test
  void countsTheStepsOfAllRounds() {
    List<Long> steps = new ArrayList<>();
    try (Backend backend = new ScalarBackend();
        Laplace fit = fit(LaplaceOptions.defaults().withEvidence(2, 0), backend)) {
      fit.run(
          new TrainingListener() {
            @Override
            public void onStep(long step, long all, double negativeLogLikelihood, double klTerm) {
              assertThat(all).isEqualTo(fit.steps());
              steps.add(step);
            }
          });
      assertThat(steps).hasSize((int) fit.steps()).isSorted().doesNotHaveDuplicates();
      assertThat(fit.history()).hasSize(3 * 6);
      for (int e = 0; e < 18; e++) {
        assertThat(fit.history().get(e).epoch()).isEqualTo(e + 1);
        assertThat(fit.history().get(e).kl()).isPositive();
      }
    }
  }

  @Test
  void endsTheRoundsWhenThePrecisionsSettle() {
    LaplaceOptions options = LaplaceOptions.defaults().withEvidence(50, 10);
    try (Backend backend = new ScalarBackend();
        Laplace fit = fit(options, backend)) {
      fit.run(TrainingListener.NONE);
      assertThat(fit.history().size()).isLessThan(50 * 6);
    }
  }

  @ParameterizedTest
  @EnumSource(CurvatureStructure.class)
  void fitsAWaveWithErrorBarsThatGrowAwayFromTheData(CurvatureStructure structure) {
    TrainingOptions training =
        TrainingOptions.builder()
            .epochs(100)
            .batchSize(50)
            .learningRate(new LearningRate.OneCycle(0.02, 0.3))
            .seed(2)
            .build();
    try (Backend backend = Backends.select(Backends.VECTOR);
        Laplace fit =
            new Laplace(
                network(new HomoscedasticLikelihood(0.5, true), 1),
                wave(400, 0.1, 3),
                VALIDATION,
                training,
                LaplaceOptions.defaults().withStructure(structure).withEvidence(6, 0),
                backend)) {
      fit.run(TrainingListener.NONE);
      for (Evidence.Layer layer : fit.evidence().layers()) {
        assertThat(layer.gamma()).isBetween(0.0, (double) layer.weights());
      }
      double noise = 1 / Math.sqrt(fit.evidence().noisePrecisions().get(0));
      assertThat(noise).as("true noise 0.1").isBetween(0.09, 0.12);
      LinearizedPrediction near = fit.linearized(new float[] {0, 0});
      LinearizedPrediction far = fit.linearized(new float[] {6, -6});
      assertThat(far.variances()[0]).isGreaterThan(9 * near.variances()[0]);
      try (Predictor predictor = Predictor.builder(fit.fitted(), backend).build()) {
        assertThat(predictor.samples()).isEqualTo(50);
        Prediction out = predictor.newPrediction(30);
        predictor.predict(VALIDATION.inputs(), 30, out);
        LinearizedPrediction linear = fit.linearized(VALIDATION.inputs());
        double square = 0;
        double linearSquare = 0;
        for (int i = 0; i < 30; i++) {
          square += Math.pow(out.mean(i, 0) - VALIDATION.targets()[i], 2) / 30;
          linearSquare += Math.pow(linear.means()[i] - VALIDATION.targets()[i], 2) / 30;
        }
        // The noise is 0.01, the targets have the variance 0.7. Draws of the full posterior reach
        // furthest from where the network is linear in its weights.
        assertThat(linearSquare).isLessThan(0.02);
        assertThat(square).isLessThan(structure == CurvatureStructure.FULL ? 0.3 : 0.02);
      }
    }
  }

  @Test
  void refusesWhatItCannotFit() {
    LaplaceOptions defaults = LaplaceOptions.defaults();
    LaplaceOptions full = defaults.withStructure(CurvatureStructure.FULL);
    Network wide =
        Network.builder(2)
            .dense(500)
            .activation(Activation.TANH)
            .dense(2)
            .build(Likelihood.gaussian(), 1);
    refuses(wide, training().build(), full)
        .hasMessage(
            "the network has 2502 weights, and a full Laplace approximation takes at most 2000:"
                + " choose narrower layers (such as --hidden 32,32) or --structure kronecker");
    Network bayesian = Network.builder(2).bayesian(3).output(Likelihood.gaussian(), 1);
    refuses(bayesian, training().build(), defaults)
        .hasMessageStartingWith(
            "a Laplace fit needs a network of deterministic layers, but layer 0 is BayesianDense");
    Network student = network(new StudentTLikelihood(5, -8, 4), 2);
    refuses(student, training().build(), defaults)
        .hasMessageStartingWith(
            "a Laplace fit knows the curvature of Gaussian, Bernoulli and categorical likelihoods,"
                + " not of StudentTLikelihood");
    Network good = network(Likelihood.gaussian(), 2);
    refuses(good, training().members(3).build(), defaults)
        .hasMessage(
            "a Laplace fit trains one network without weight samples, not 3 members with 1"
                + " samples");
    refuses(good, training().kl(new KlSchedule(0.5, 0)).build(), defaults)
        .hasMessage("a Laplace fit needs the KL weight 1, not 0.5: scale the prior instead");
    refuses(good, training().optimizer(new Optimizer.Adam(0.9, 0.999, 1e-8, 0.1)).build(), defaults)
        .hasMessage("a Laplace fit has a prior instead of the optimiser's weight decay of 0.1");
    assertThatThrownBy(() -> defaults.withPrior(new Prior.ScaleMixture(0.5, 1, 0.1)))
        .hasMessageStartingWith("a Laplace fit needs a Gaussian prior around zero, not");
    assertThatThrownBy(() -> defaults.withPrior(new Prior.Gaussian(1, 1, false)))
        .hasMessageStartingWith("a Laplace fit needs a Gaussian prior around zero, not");
    assertThatThrownBy(() -> defaults.withDraws(0))
        .hasMessage(
            "a Laplace fit needs at least one draw and no negative number of evidence rounds, not"
                + " 0 and 3");
    assertThatThrownBy(() -> defaults.withEvidence(1, Double.NaN))
        .hasMessage("the tolerance of the evidence rounds must not be negative, not NaN");
  }

  @Test
  void refusesToAnswerBeforeTheEndAndStatesOfOthers() {
    try (Backend backend = new ScalarBackend();
        Laplace fit = fit(LaplaceOptions.defaults(), backend)) {
      assertThatThrownBy(fit::evidence).hasMessage("the Laplace fit has not ended yet");
      TrainingState state = fit.state().withFloats(Map.of());
      assertThatThrownBy(() -> fit.restore(state))
          .hasMessage("the training state belongs to another method");
      fit.run(TrainingListener.NONE);
      assertThatThrownBy(() -> fit.linearized(new float[3]))
          .hasMessage("3 inputs do not divide into rows of 2");
      assertThatThrownBy(() -> fit.posterior().variance(new double[1]))
          .hasMessage("a direction of 1 numbers does not fit 33 weights");
    }
  }

  private static AbstractThrowableAssert<?, ?> refuses(
      Network network, TrainingOptions training, LaplaceOptions options) {
    try (Backend backend = new ScalarBackend()) {
      return assertThatThrownBy(() -> new Laplace(network, DATA, null, training, options, backend))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Laplace fit(LaplaceOptions options, Backend backend) {
    return new Laplace(
        network(new HomoscedasticLikelihood(0.5, true), 1),
        DATA,
        null,
        training().build(),
        options,
        backend);
  }

  private static TrainingOptions.Builder training() {
    return TrainingOptions.builder()
        .epochs(6)
        .batchSize(16)
        .learningRate(new LearningRate.Constant(0.02))
        .seed(7);
  }

  private static Network network(Likelihood likelihood, int outputs) {
    return Network.builder(2)
        .dense(8)
        .activation(Activation.TANH)
        .dense(outputs)
        .build(likelihood, 1);
  }

  /** y = sin(2 x0) + x1 / 2 + N(0, noise^2) at standard normal x. */
  private static TrainingData wave(int rows, double noise, long seed) {
    Random random = new Random(seed);
    float[] x = new float[2 * rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[2 * i] = (float) random.nextGaussian();
      x[2 * i + 1] = (float) random.nextGaussian();
      y[i] = (float) (Math.sin(2 * x[2 * i]) + 0.5 * x[2 * i + 1] + noise * random.nextGaussian());
    }
    return new TrainingData(rows, x, y, null);
  }

  private static TrainingListener stopAfter(long steps) {
    return new TrainingListener() {
      private long done;

      @Override
      public void onStep(long step, long all, double negativeLogLikelihood, double klTerm) {
        done++;
      }

      @Override
      public boolean stopRequested() {
        return done >= steps;
      }
    };
  }
}
