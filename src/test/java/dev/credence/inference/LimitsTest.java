package dev.credence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.layer.Bias;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits in which one training step is known exactly. */
class LimitsTest {
  private static final double RATE = 0.1;
  private static final double WIDTH = 0.7;
  private static final int ROWS = 12;

  /** sigma -> 0 is the network with the L2 penalty of lambda = 1 / (2 s^2 n). */
  @ParameterizedTest
  @EnumSource(Estimator.class)
  void withoutWidthItIsTheRegularisedNetwork(Estimator estimator) {
    Network bayesian =
        Network.builder(2)
            .estimator(estimator)
            .prior(Prior.gaussian(WIDTH))
            .bayesian(4)
            .activation(Activation.TANH)
            .output(Likelihood.gaussian(), 1);
    Network plain =
        Network.builder(2)
            .dense(4)
            .activation(Activation.TANH)
            .dense(2)
            .build(Likelihood.gaussian(), 1);
    TrainingData data = Runs.wave(ROWS, 0.1, 1);
    try (Backend backend = new ScalarBackend();
        VariationalInference a =
            new VariationalInference(bayesian, data, null, oneStep(RATE), backend);
        VariationalInference b =
            new VariationalInference(plain, data, null, oneStep(RATE), backend)) {
      Map<String, float[]> narrow = new LinkedHashMap<>();
      for (String name : new String[] {"0.rho", "2.rho"}) {
        float[] rho = Runs.slot(a.fitted(), 0, name);
        Arrays.fill(rho, -40);
        narrow.put(name, rho);
      }
      a.restore(a.state().withParameters(Runs.filled(a.fitted(), narrow)));
      Map<String, float[]> same = new LinkedHashMap<>();
      for (String name : new String[] {"0.mu", "2.mu"}) {
        same.put(name, Runs.slot(a.fitted(), 0, name));
      }
      b.restore(b.state().withParameters(Runs.filled(b.fitted(), same)));
      a.run(TrainingListener.NONE);
      b.run(TrainingListener.NONE);
      // LOCAL_REPARAMETERIZED has a floor of 1e-4 under the width of its outputs.
      double tolerance = estimator == Estimator.LOCAL_REPARAMETERIZED ? 1e-3 : 1e-6;
      same.forEach(
          (name, start) -> {
            float[] withPrior = Runs.slot(a.fitted(), 0, name);
            float[] without = Runs.slot(b.fitted(), 0, name);
            for (int i = 0; i < start.length; i++) {
              double penalty = RATE * start[i] / (WIDTH * WIDTH * ROWS);
              assertThat((double) withPrior[i])
                  .isCloseTo(without[i] - penalty, within(tolerance * (1 + Math.abs(start[i]))));
            }
          });
    }
  }

  @Test
  void divergenceVanishesWhereThePosteriorIsThePrior() {
    Network network =
        Network.builder(2).bias(Bias.GAUSSIAN).bayesian(4).output(Likelihood.gaussian(), 1);
    TrainingData data = Runs.wave(ROWS, 0.1, 1);
    try (Backend backend = new ScalarBackend();
        VariationalInference run =
            new VariationalInference(network, data, null, oneStep(RATE), backend)) {
      float[] parameters = new float[run.fitted().parameters().length];
      run.fitted().network().layout().slots().stream()
          .filter(slot -> slot.name().endsWith("ho"))
          .forEach(
              slot ->
                  Arrays.fill(
                      parameters,
                      slot.start(),
                      slot.start() + slot.rows() * slot.columns(),
                      (float) ScaleParameterization.SOFTPLUS.rho(1)));
      run.restore(run.state().withParameters(parameters));
      run.run(TrainingListener.NONE);
      // 26 terms, each a difference of numbers near 1/2 in float32 parameters
      assertThat(run.history().get(0).kl()).isCloseTo(0, within(26 * 1e-7));
      assertThat(run.history().get(0).klTerm()).isCloseTo(0, within(1e-6));
    }
  }

  /** n times the loss of weighted rows is n' times the loss of as many copies. */
  @Test
  void anExampleWeightCountsLikeCopiesOfItsRow() {
    TrainingData once = Runs.wave(ROWS, 0.1, 1);
    float[] weights = new float[ROWS];
    int copies = 0;
    for (int i = 0; i < ROWS; i++) {
      weights[i] = 1 + i % 3;
      copies += 1 + i % 3;
    }
    float[] x = new float[2 * copies];
    float[] y = new float[copies];
    for (int i = 0, to = 0; i < ROWS; i++) {
      for (int c = 0; c < weights[i]; c++, to++) {
        x[2 * to] = once.inputs()[2 * i];
        x[2 * to + 1] = once.inputs()[2 * i + 1];
        y[to] = once.targets()[i];
      }
    }
    TrainingData weighted = new TrainingData(ROWS, once.inputs(), once.targets(), weights);
    TrainingData repeated = new TrainingData(copies, x, y, null);
    Network network =
        Network.builder(2)
            .estimator(Estimator.REPARAMETERIZED)
            .bayesian(4)
            .activation(Activation.TANH)
            .output(Likelihood.gaussian(), 1);
    try (Backend backend = new ScalarBackend();
        VariationalInference a =
            new VariationalInference(network, weighted, null, oneStep(RATE), backend);
        VariationalInference b =
            new VariationalInference(
                network, repeated, null, oneStep(RATE * copies / ROWS), backend)) {
      float[] start = a.fitted().parameters();
      a.run(TrainingListener.NONE);
      b.run(TrainingListener.NONE);
      float[] byWeight = a.fitted().parameters();
      float[] byCopies = b.fitted().parameters();
      double moved = 0;
      for (int i = 0; i < start.length; i++) {
        moved = Math.max(moved, Math.abs(byWeight[i] - start[i]));
        assertThat((double) byWeight[i]).isCloseTo(byCopies[i], within(1e-5));
      }
      assertThat(moved).isGreaterThan(1e-2);
      double n = a.history().get(0).negativeLogLikelihood() * ROWS;
      assertThat(n)
          .isCloseTo(b.history().get(0).negativeLogLikelihood() * copies, within(1e-5 * n));
    }
  }

  private static TrainingOptions oneStep(double rate) {
    return TrainingOptions.builder()
        .epochs(1)
        .batchSize(1000)
        .optimizer(new Optimizer.Momentum(0, 0))
        .learningRate(new LearningRate.Constant(rate))
        .seed(4)
        .build();
  }
}
