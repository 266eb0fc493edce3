package dev.credence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.calibration.Estimate;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Op;
import dev.credence.op.Repulsion;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EnsembleTest {
  private static final Backend BACKEND = Backends.select(Backends.AUTO);
  private static final Method ENSEMBLE = new Method.Ensemble();
  private static final Prior PRIOR = Prior.gaussian(0.8);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /**
   * y = x^3 without data in the middle. A point of the gap is covered where the truth lies within
   * two sigmaStat. The members of a plain ensemble all converge to the same few maxima of the
   * posterior; those of a repulsive one are kept apart there.
   *
   * <p>Criterion, fixed before these ten data sets were looked at: averaged over them, a repulsive
   * ensemble covers at least 68 % of the gap and a plain one less, and the difference of their
   * shares on the same data exceeds 2.82 of its standard errors, which it does in 1 % of cases
   * where there is none (one-sided t-test of 9 degrees of freedom). Ten other data sets gave 84 +-
   * 6 %, 38 +- 11 % and 5.8 standard errors, so that the test passes in more than 99 % of cases
   * where they are typical.
   */
  @Test
  void repulsionCoversAGapThatAPlainEnsembleDoesNot() {
    Method repelled = new Method.Repulsive(Method.Space.FUNCTION, 1, 1);
    double[] plain = new double[10];
    double[] repulsive = new double[plain.length];
    double[] gain = new double[plain.length];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = coveredShare(ENSEMBLE, 201 + i);
      repulsive[i] = coveredShare(repelled, 201 + i);
      gain[i] = repulsive[i] - plain[i];
    }
    assertThat(Estimate.mean(repulsive).value()).isGreaterThanOrEqualTo(0.68);
    assertThat(Estimate.mean(plain).value()).isLessThan(0.68);
    assertThat(Estimate.mean(gain).deviationFrom(0)).isGreaterThan(2.82);
  }

  private static final double GAP = 0.45;
  private static final double SLOPE = 2.4;
  private static final double WIDTH = 1.7;

  private static double coveredShare(Method method, int seed) {
    int n = 32;
    double noise = 0.2;
    Random random = new Random(seed);
    float[] x = new float[n];
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      double u;
      do {
        u = 2 * random.nextDouble() - 1;
      } while (Math.abs(u) < GAP);
      x[i] = (float) (WIDTH * u);
      y[i] = (float) (SLOPE * u * u * u + noise * random.nextGaussian());
    }
    Network network =
        Network.builder(1)
            .dense(50)
            .activation(Activation.TANH)
            .dense(1)
            .build(new HomoscedasticLikelihood(noise, false), 1);
    TrainingOptions options =
        TrainingOptions.builder()
            .epochs(3000)
            .batchSize(n)
            .members(8)
            .learningRate(new LearningRate.OneCycle(0.02, 0.3))
            .seed(seed)
            .build();
    TrainingData data = new TrainingData(n, x, y, null);
    try (Fit fit = Fits.start(method, network, Prior.perInput(2), data, null, options, BACKEND)) {
      fit.run(TrainingListener.NONE);
      try (Predictor predictor = Predictor.builder(fit.fitted(), BACKEND).build()) {
        int points = 19;
        double[] rows = new double[points];
        for (int i = 0; i < points; i++) {
          rows[i] = WIDTH * GAP * (2.0 * i / (points - 1) - 1);
        }
        Prediction prediction = predictor.predict(rows);
        int covered = 0;
        for (int i = 0; i < points; i++) {
          double u = rows[i] / WIDTH;
          double distance = Math.abs(prediction.mean(i, 0) - SLOPE * u * u * u);
          covered += distance <= 2 * prediction.sigmaStat(i, 0) ? 1 : 0;
        }
        return (double) covered / points;
      }
    }
  }

  /** A linear network has one maximum: w = (X^T X / sigma^2 + 1 / s^2)^-1 X^T y / sigma^2. */
  @Test
  void convergesToRidgeRegression() {
    int n = 40;
    double sigma = 0.5;
    Random random = new Random(4);
    float[] x = new float[n];
    float[] y = new float[n];
    double xx = 0;
    double sx = 0;
    double xy = 0;
    double sy = 0;
    for (int i = 0; i < n; i++) {
      x[i] = (float) (0.3 + random.nextGaussian());
      y[i] = (float) (0.7 * x[i] + 0.4 + sigma * random.nextGaussian());
      xx += x[i] * x[i];
      sx += x[i];
      xy += x[i] * y[i];
      sy += y[i];
    }
    double lambda = sigma * sigma / (0.8 * 0.8);
    double determinant = (xx + lambda) * (n + lambda) - sx * sx;
    double slope = ((n + lambda) * xy - sx * sy) / determinant;
    double offset = ((xx + lambda) * sy - sx * xy) / determinant;
    Network network =
        Network.builder(1).dense(1).build(new HomoscedasticLikelihood(sigma, false), 1);
    TrainingOptions options =
        TrainingOptions.builder()
            .epochs(800)
            .batchSize(n)
            .members(3)
            .learningRate(new LearningRate.Cosine(0.05, 0, 0))
            .build();
    TrainingData data = new TrainingData(n, x, y, null);
    try (Fit fit = Fits.start(ENSEMBLE, network, PRIOR, data, null, options, BACKEND)) {
      fit.run(TrainingListener.NONE);
      for (int m = 0; m < 3; m++) {
        assertThat((double) Runs.slot(fit.fitted(), m, "0.mu")[0]).isCloseTo(slope, within(1e-4));
        assertThat((double) Runs.slot(fit.fitted(), m, "0.bias")[0])
            .isCloseTo(offset, within(1e-4));
      }
      double energy = (slope * slope + offset * offset) / (2 * 0.8 * 0.8);
      EpochReport last = fit.history().get(fit.history().size() - 1);
      assertThat(last.kl()).isCloseTo(energy, within(1e-3));
      assertThat(last.klTerm()).isCloseTo(energy / n, within(1e-4));
    }
  }

  @Test
  void membersStartAndShuffleApart() {
    TrainingData data = Runs.wave(60, 0.1, 1);
    try (DeepEnsemble fit =
        new DeepEnsemble(network(), PRIOR, data, null, still().build(), BACKEND)) {
      fit.run(TrainingListener.NONE);
      FittedNetwork fitted = fit.fitted();
      assertThat(Runs.slot(fitted, 0, "0.mu")).isNotEqualTo(Runs.slot(fitted, 1, "0.mu"));
      float[] x = batch(fit.program().ops()).toArray();
      assertThat(fit.program().ops()).hasAtLeastOneElementOfType(GaussianPrior.class);
      assertThat(Arrays.copyOf(x, 32)).isNotEqualTo(Arrays.copyOfRange(x, 32, 64));
    }
  }

  private static Tensor batch(List<Op> ops) {
    return ops.stream()
        .filter(op -> op instanceof GatherRows)
        .map(op -> ((GatherRows) op).out())
        .findFirst()
        .orElseThrow();
  }

  /** Context rows have no weight: without repulsion the same numbers come out. */
  @Test
  void contextRowsLeaveTheLikelihoodAlone() {
    TrainingData plain = Runs.wave(60, 0.1, 1);
    float[] weights = new float[60];
    for (int i = 0; i < 60; i++) {
      weights[i] = 1 + i % 3;
    }
    TrainingData weighted = new TrainingData(60, plain.inputs(), plain.targets(), weights);
    for (TrainingData data : List.of(plain, weighted)) {
      FittedNetwork without = repulsive(data, new Method.Repulsive(Method.Space.FUNCTION, 0, 0));
      FittedNetwork with = repulsive(data, new Method.Repulsive(Method.Space.FUNCTION, 0, 1.7));
      for (int i = 0; i < without.parameters().length; i++) {
        assertThat(with.parameters()[i]).isCloseTo(without.parameters()[i], within(2e-3f));
      }
    }
  }

  @Test
  void repulsionActsInBothSpaces() {
    TrainingData data = Runs.wave(60, 0.1, 1);
    float[] none = repulsive(data, new Method.Repulsive(Method.Space.FUNCTION, 0, 0)).parameters();
    for (Method.Space space : Method.Space.values()) {
      FittedNetwork strong = repulsive(data, new Method.Repulsive(space, 5, 0));
      assertThat(strong.parameters()).isNotEqualTo(none);
    }
  }

  private static FittedNetwork repulsive(TrainingData data, Method.Repulsive method) {
    TrainingOptions options =
        still().epochs(5).learningRate(new LearningRate.Constant(1e-3)).build();
    try (RepulsiveEnsemble fit =
        new RepulsiveEnsemble(network(), PRIOR, method, data, null, options, BACKEND)) {
      fit.run(TrainingListener.NONE);
      Repulsion op =
          fit.program().ops().stream()
              .filter(o -> o instanceof Repulsion)
              .map(o -> (Repulsion) o)
              .findFirst()
              .orElseThrow();
      boolean outputs = method.space() == Method.Space.FUNCTION;
      assertThat(op.columns()).isEqualTo(outputs ? 1 : network().layout().size());
      assertThat(op.bandwidth().item()).isPositive();
      for (float energy : op.energy().toArray()) {
        assertThat((double) energy).isBetween(-method.strength() * Math.log(2) - 1e-6, 1e-6);
      }
      return fit.fitted();
    }
  }

  /** E |w|^2 / (2 s^2) over the masks, at the initial values. */
  @Test
  void dropoutPaysTheExpectedEnergy() {
    Network network =
        Network.builder(2)
            .dense(8)
            .activation(Activation.GELU)
            .dropout(0.25)
            .dense(2)
            .build(Likelihood.gaussian(), 1);
    TrainingOptions options = still().members(1).samples(3).build();
    TrainingData data = Runs.wave(60, 0.1, 1);
    try (MonteCarloDropout fit =
        new MonteCarloDropout(network, PRIOR, data, null, options, BACKEND)) {
      fit.run(TrainingListener.NONE);
      double first = squares(Runs.slot(fit.fitted(), 0, "0.mu"));
      double second = squares(Runs.slot(fit.fitted(), 0, "3.mu"));
      double expected = (first + second / 0.75) / (2 * 0.8 * 0.8);
      assertThat(fit.history().get(0).kl()).isCloseTo(expected, within(1e-4));
    }
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }

  /** An example of weight 2 counts as two examples, in training by its sum and in validation. */
  @Test
  void validationHonoursExampleWeights() {
    TrainingData data = Runs.wave(60, 0.1, 1);
    float[] x = {0.1f, 0.2f, -1, 0.5f, -1, 0.5f, 2, 2};
    float[] y = {0.3f, -0.7f, -0.7f, 9};
    TrainingData twice = new TrainingData(3, Arrays.copyOf(x, 6), Arrays.copyOf(y, 3), null);
    float[] once = {0.1f, 0.2f, -1, 0.5f, 2, 2};
    TrainingData weighted =
        new TrainingData(3, once, new float[] {0.3f, -0.7f, 9}, new float[] {1, 2, 0});
    assertThat(validation(data, weighted)).isCloseTo(validation(data, twice), within(1e-6));
    TrainingData nothing = new TrainingData(3, once, new float[] {0.3f, -0.7f, 9}, new float[3]);
    refuses(() -> validation(data, nothing), "all example weights of the validation rows are zero");
  }

  private static double validation(TrainingData data, TrainingData held) {
    try (Fit fit = Fits.start(ENSEMBLE, network(), PRIOR, data, held, still().build(), BACKEND)) {
      fit.run(TrainingListener.NONE);
      return fit.history().get(0).validation();
    }
  }

  @Test
  void refusesWhatDoesNotFitTheMethod() {
    Network bayesian = Network.builder(2).bayesian(4).output(Likelihood.gaussian(), 1);
    Network dropout =
        Network.builder(2).dense(4).dropout(0.1).dense(2).build(Likelihood.gaussian(), 1);
    refuses(() -> start(ENSEMBLE, bayesian, PRIOR, still()), "weights are numbers, not Gaussians");
    refuses(() -> start(ENSEMBLE, dropout, PRIOR, still()), "without dropout");
    refuses(() -> start(ENSEMBLE, network(), PRIOR, still().members(1)), "at least two members");
    refuses(() -> start(ENSEMBLE, network(), PRIOR, still().samples(2)), "no weight samples");
    refuses(
        () -> start(new Method.Dropout(0.1), network(), PRIOR, still()),
        "needs a network with dropout");
    refuses(
        () -> start(ENSEMBLE, network(), new Prior.ScaleMixture(0.5, 1, 0.1), still()),
        "Gaussian prior of fixed width");
    refuses(() -> start(ENSEMBLE, network(), Prior.calibrated(1), still()), "of fixed width");
    refuses(() -> new Method.Dropout(0), "dropout rate must be above 0 and below 1, not 0.0");
    refuses(() -> new Method.Repulsive(Method.Space.WEIGHT, -1, 0), "strength of the repulsion");
    refuses(
        () -> new Method.Repulsive(Method.Space.WEIGHT, 1, Double.NaN),
        "context rows per training row");
  }

  private static void start(
      Method method, Network network, Prior prior, TrainingOptions.Builder options) {
    TrainingData data = Runs.wave(20, 0.1, 1);
    Fits.start(method, network, prior, data, null, options.build(), BACKEND).close();
  }

  private static void refuses(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part)
        .hasMessageNotContaining("\n");
  }

  private static Network network() {
    return Network.builder(2)
        .dense(8)
        .activation(Activation.GELU)
        .dense(2)
        .build(Likelihood.gaussian(), 1);
  }

  /** One epoch at learning rate 0. */
  private static TrainingOptions.Builder still() {
    return TrainingOptions.builder()
        .epochs(1)
        .batchSize(16)
        .members(2)
        .learningRate(new LearningRate.Constant(0))
        .seed(5);
  }
}
