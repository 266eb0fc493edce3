package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.Fit;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingState;
import dev.credence.inference.sampler.AdamMcmc;
import dev.credence.inference.sampler.GroupPrior;
import dev.credence.inference.sampler.HamiltonianMonteCarlo;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.inference.sampler.StochasticGradientHmc;
import dev.credence.inference.sampler.StochasticGradientLangevin;
import dev.credence.inference.sampler.WeightPriors;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sampler that is cut anywhere and goes on from its checkpoint ends in the same bits. */
class SamplerResumeTest {
  private static final Fingerprint RUN = new Fingerprint("a", "b", "c");
  private static final int BURN_IN = 11;

  @TempDir Path folder;

  private record Kind(String name, Function<Backend, Fit> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> runs() {
    return Stream.of(Backends.SCALAR, Backends.VECTOR)
        .flatMap(backend -> kinds().map(kind -> Arguments.of(kind, backend)));
  }

  private static Stream<Kind> kinds() {
    var hmc = new HamiltonianMonteCarlo.Options(sampling(40, 0.5), 4, 0.02, 0.8, 0.1);
    var adam = AdamMcmc.Options.of(sampling(40, 0.5), 0.01, 0.01);
    var adamOnBatches = AdamMcmc.Options.of(sampling(16, Double.POSITIVE_INFINITY), 0.01, 0.01);
    LearningRate falling = new LearningRate.Cosine(1e-4, 0.2, 0.1);
    SamplingOptions batches = sampling(16, Double.POSITIVE_INFINITY);
    var langevin = new StochasticGradientLangevin.Options(batches, falling);
    var stochastic = new StochasticGradientHmc.Options(batches, falling, 5);
    return Stream.of(
        new Kind("HMC", b -> new HamiltonianMonteCarlo(network(), data(), few(), hmc, b)),
        new Kind("AdamMCMC", b -> new AdamMcmc(network(), data(), few(), adam, b)),
        new Kind("AdamMCMC, batches", b -> new AdamMcmc(network(), data(), null, adamOnBatches, b)),
        new Kind(
            "SGLD", b -> new StochasticGradientLangevin(network(), data(), few(), langevin, b)),
        new Kind("SGHMC", b -> new StochasticGradientHmc(network(), data(), null, stochastic, b)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void goesOnBitForBitFromAnyStep(Kind kind, String name) {
    try (Backend backend = Backends.select(name)) {
      TrainingState whole;
      float[] fitted;
      try (Fit run = kind.make.apply(backend)) {
        run.run(TrainingListener.NONE);
        assertThat(run.finished()).isTrue();
        whole = run.state();
        fitted = run.fitted().parameters();
      }
      Path file = folder.resolve("checkpoint");
      for (int cut : new int[] {0, 5, BURN_IN, BURN_IN + 4, (int) whole.step()}) {
        try (Fit run = kind.make.apply(backend)) {
          run.run(new StopAt(cut));
          assertThat(run.state().step()).isEqualTo(cut);
          CheckpointFile.write(file, run.state(), RUN);
        }
        try (Fit run = kind.make.apply(backend)) {
          run.restore(CheckpointFile.read(file, RUN));
          run.run(TrainingListener.NONE);
          assertSame(run.state(), whole);
          assertThat(run.fitted().parameters()).isEqualTo(fitted);
        }
      }
    }
  }

  private static void assertSame(TrainingState end, TrainingState whole) {
    assertThat(end.step()).isEqualTo(whole.step());
    assertThat(end.parameters()).isEqualTo(whole.parameters());
    assertThat(end.history()).isEqualTo(whole.history());
    assertThat(end.floats().keySet()).isEqualTo(whole.floats().keySet());
    assertThat(end.doubles().keySet()).isEqualTo(whole.doubles().keySet());
    end.floats().forEach((n, v) -> assertThat(v).as(n).isEqualTo(whole.floats().get(n)));
    end.doubles().forEach((n, v) -> assertThat(v).as(n).isEqualTo(whole.doubles().get(n)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void refusesTheStateOfAnotherRun(Kind kind, String name) {
    try (Backend backend = Backends.select(name);
        Fit run = kind.make.apply(backend)) {
      TrainingState other =
          TrainingState.of(3, run.state().parameters(), run.history(), Map.of(), Map.of());
      assertThatThrownBy(() -> run.restore(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another network, data or sampler");
    }
  }

  private static SamplingOptions sampling(int batchSize, double noiseShape) {
    GroupPrior weights = GroupPrior.sampled(Prior.perInput(1), 2);
    GroupPrior biases = GroupPrior.fixed(Prior.gaussian(1));
    return SamplingOptions.builder()
        .chains(3)
        .burnIn(BURN_IN)
        .draws(4)
        .gap(3)
        .batchSize(batchSize)
        .priors(new WeightPriors(weights, biases, Map.of(), noiseShape))
        .seed(9)
        .build();
  }

  private static Network network() {
    return Network.builder(1)
        .dense(5)
        .activation(Activation.TANH)
        .dense(1)
        .build(new HomoscedasticLikelihood(0.3, true), 1);
  }

  private static TrainingData data() {
    return data(40, 1);
  }

  private static TrainingData few() {
    return data(7, 2);
  }

  private static TrainingData data(int rows, long seed) {
    Random random = new Random(seed);
    float[] x = new float[rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = (float) random.nextGaussian();
      y[i] = (float) (Math.sin(2 * x[i]) + 0.2 * random.nextGaussian());
    }
    return new TrainingData(rows, x, y, null);
  }

  private static final class StopAt implements TrainingListener {
    private final long at;
    private long step;

    StopAt(long at) {
      this.at = at;
    }

    @Override
    public void onStep(long now, long steps, double negativeLogLikelihood, double klTerm) {
      step = now;
    }

    @Override
    public boolean stopRequested() {
      return step >= at;
    }
  }
}
