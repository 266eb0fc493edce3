package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.EpochReport;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.TrainingState;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Bias;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is cut anywhere and goes on in a fresh process ends in the same bits. */
class ResumeTest {
  @TempDir Path folder;

  static Stream<String> backends() {
    return Backends.availability().stream()
        .filter(Availability::present)
        .map(Availability::name)
        .filter(name -> !name.equals(Backends.CUDA));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void goesOnBitForBitFromAnyStep(String name) {
    try (Backend backend = Backends.select(name)) {
      TrainingState whole;
      float[] fitted;
      try (VariationalInference run = fresh(backend)) {
        run.run(TrainingListener.NONE);
        whole = run.state();
        fitted = run.fitted().parameters();
      }
      assertThat(whole.reductions()).as("the plateau is met").isPositive();
      assertThat(whole.history().size()).as("it stops early").isBetween(5, EPOCHS - 1);
      Path file = folder.resolve("checkpoint");
      // 50 rows in batches of 16: epochs end after steps 4, 7, 10, 13, 16 ...
      for (int cut : new int[] {3, 4, (int) whole.step()}) {
        try (VariationalInference run = fresh(backend)) {
          run.run(new StopAt(cut));
          CheckpointFile.write(file, run.state(), RUN);
        }
        try (VariationalInference run = fresh(backend)) {
          run.restore(CheckpointFile.read(file, RUN));
          run.run(TrainingListener.NONE);
          TrainingState end = run.state();
          assertThat(end.step()).isEqualTo(whole.step());
          assertThat(end.history()).isEqualTo(whole.history());
          assertThat(end.parameters()).isEqualTo(whole.parameters());
          assertThat(end.secondMoments()).isEqualTo(whole.secondMoments());
          assertThat(end.priors().get("0.mu")).isEqualTo(whole.priors().get("0.mu"));
          assertThat(run.fitted().parameters()).isEqualTo(fitted);
        }
      }
    }
  }

  private static final int EPOCHS = 200;
  private static final Fingerprint RUN = new Fingerprint("a", "b", "c");

  private static VariationalInference fresh(Backend backend) {
    Network network =
        Network.builder(2)
            .bias(Bias.GAUSSIAN)
            .prior(Prior.calibrated(1))
            .bayesian(7)
            .activation(Activation.GELU)
            .dropout(0.2)
            .output(Likelihood.gaussian(), 1);
    TrainingOptions options =
        TrainingOptions.builder()
            .epochs(EPOCHS)
            .batchSize(16)
            .samples(2)
            .learningRate(new LearningRate.Plateau(0.05, 0.5, 1, 1e-5))
            .kl(new KlSchedule(1, 0.1))
            .clipNorm(1)
            .patience(6)
            .seed(3)
            .build();
    return new VariationalInference(network, data(50, 1), data(20, 2), options, backend);
  }

  private static TrainingData data(int rows, long seed) {
    Random random = new Random(seed);
    float[] x = new float[2 * rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[2 * i] = (float) random.nextGaussian();
      x[2 * i + 1] = (float) random.nextGaussian();
      y[i] = (float) (x[2 * i] + 0.5 * random.nextGaussian());
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
    public void onEpoch(EpochReport report) {
      assertThat(report.kl()).isFinite();
    }

    @Override
    public boolean stopRequested() {
      return step >= at;
    }
  }
}
