package dev.credence.inference.laplace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The evidence prefers the model that made the data, not the largest one. */
class EvidenceTest {
  private static final double NOISE = 0.2;

  /** Legendre polynomials to order 3 made the data; orders 1 to 6 compete. */
  @Test
  void prefersTheRightOrderOfAPolynomial() {
    int right = 0;
    try (Backend backend = new ScalarBackend()) {
      for (int seed = 0; seed < 5; seed++) {
        int best = 0;
        double largest = Double.NEGATIVE_INFINITY;
        double largestLikelihood = Double.NEGATIVE_INFINITY;
        for (int order = 1; order <= 6; order++) {
          Evidence evidence = polynomial(order, seed, backend);
          if (evidence.logEvidence() > largest) {
            largest = evidence.logEvidence();
            best = order;
          }
          if (order > 3) {
            assertThat(evidence.logLikelihood()).isGreaterThan(largestLikelihood - 0.5);
          }
          largestLikelihood = Math.max(largestLikelihood, evidence.logLikelihood());
        }
        right += best == 3 ? 1 : 0;
      }
    }
    // Of 200 seeds 197 found the order 3: two of five go wrong with a probability of 0.002. Without
    // the determinant the largest order wins every time.
    assertThat(right).isGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void prefersTheWidthThatTheDataNeed(long seed) {
    LaplaceOptions options =
        LaplaceOptions.defaults().withStructure(CurvatureStructure.FULL).withEvidence(3, 1e-2);
    try (Backend backend = Backends.select(Backends.VECTOR)) {
      SortedMap<Integer, Evidence> wave =
          ModelComparison.hiddenWidths(
              List.of(1, 4),
              EvidenceTest::network,
              curve(seed, true),
              training(),
              options,
              backend);
      assertThat(wave.keySet()).containsExactly(1, 4);
      assertThat(wave.get(4).logEvidence()).isGreaterThan(wave.get(1).logEvidence() + 10);
      SortedMap<Integer, Evidence> step =
          ModelComparison.hiddenWidths(
              List.of(1, 8),
              EvidenceTest::network,
              curve(seed, false),
              training(),
              options,
              backend);
      assertThat(step.get(1).logEvidence()).isGreaterThan(step.get(8).logEvidence());
      for (Evidence evidence : wave.values()) {
        assertThat(evidence.effectiveParameters()).isBetween(0.0, (double) evidence.parameters());
      }
    }
  }

  private static Evidence polynomial(int order, long seed, Backend backend) {
    Random random = new Random(seed);
    int rows = 60;
    float[] x = new float[rows * order];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      double u = 2 * random.nextDouble() - 1;
      double before = 1;
      double now = u;
      double target = 0.4;
      for (int k = 1; k <= Math.max(order, 3); k++) {
        if (k <= order) {
          x[i * order + k - 1] = (float) now;
        }
        target += k <= 3 ? now * (k % 2 == 0 ? -0.8 : 0.8) : 0;
        double next = ((2 * k + 1) * u * now - k * before) / (k + 1);
        before = now;
        now = next;
      }
      y[i] = (float) (target + NOISE * random.nextGaussian());
    }
    Network network =
        Network.builder(order).dense(1).build(new HomoscedasticLikelihood(NOISE, false), 1);
    LaplaceOptions options =
        LaplaceOptions.defaults().withPrior(Prior.gaussian(1)).withEvidence(0, 0);
    TrainingData data = new TrainingData(rows, x, y, null);
    try (Laplace fit =
        new Laplace(network, data, null, LinearModel.training(600), options, backend)) {
      fit.run(TrainingListener.NONE);
      return fit.evidence();
    }
  }

  /** A full wave of a sine, which one hidden unit cannot follow, or one step, which it can. */
  private static TrainingData curve(long seed, boolean wave) {
    Random random = new Random(seed);
    int rows = 100;
    float[] x = new float[rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = (float) (3 * (2 * random.nextDouble() - 1));
      double mean = wave ? Math.sin(2 * x[i]) : Math.tanh(1.5 * x[i]);
      y[i] = (float) (mean + NOISE * random.nextGaussian());
    }
    return new TrainingData(rows, x, y, null);
  }

  private static Network network(int width) {
    return Network.builder(1)
        .dense(width)
        .activation(Activation.TANH)
        .dense(1)
        .build(new HomoscedasticLikelihood(0.5, true), 1);
  }

  private static TrainingOptions training() {
    return TrainingOptions.builder()
        .epochs(800)
        .batchSize(Integer.MAX_VALUE)
        .learningRate(new LearningRate.Cosine(0.03, 0, 1e-3))
        .seed(5)
        .build();
  }
}
