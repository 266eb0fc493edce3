package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Simulation-based calibration (Talts et al. 2018): parameters from the prior, data from the
 * parameters, draws from the posterior; the rank of the true value among the draws is uniform. The
 * network's weights, the widths of their priors and the noise are all unknown.
 *
 * <p>Ranks fall into 10 bins; chi-square with 9 degrees of freedom exceeds 33.7 once in 10 000
 * seeds, once in 2 500 for any of the four quantities. Draws that are 30 % too narrow or shifted by
 * half a width exceed it with a probability above 0.99.
 */
class SimulationBasedCalibrationTest {
  private static final int SIMULATIONS = 200;
  private static final int ROWS = 8;
  private static final int BINS = 10;

  /** One less than a multiple of the number of bins: every rank is equally likely. */
  private static final int DRAWS = 19;

  private static final double LARGEST = 33.7;
  private static final double SHAPE = 3;
  private static final double WIDTH = 1;
  private static final double NOISE = 0.3;

  private static final Network NETWORK =
      Network.builder(1)
          .dense(3)
          .activation(Activation.TANH)
          .dense(1)
          .build(new HomoscedasticLikelihood(NOISE, true), 1);

  @Test
  void ranksAreUniform() {
    Map<String, int[]> ranks = new LinkedHashMap<>();
    // One generator throughout: neighbouring seeds of this class give similar first numbers.
    Random random = new Random(7);
    try (Backend backend = new ScalarBackend()) {
      for (int i = 0; i < SIMULATIONS; i++) {
        simulate(i, random, backend, ranks);
      }
    }
    assertThat(ranks).hasSize(4);
    ranks.forEach((name, counts) -> assertThat(chiSquare(counts)).as(name).isLessThan(LARGEST));
  }

  private static void simulate(
      int number, Random random, Backend backend, Map<String, int[]> ranks) {
    State truth = State.ofPrior(random);
    float[] x = new float[ROWS];
    float[] y = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      x[i] = (float) random.nextGaussian();
      y[i] = (float) (truth.output(x[i]) + truth.noise * random.nextGaussian());
    }
    GroupPrior weights = GroupPrior.sampled(Prior.gaussian(WIDTH), SHAPE);
    GroupPrior biases = GroupPrior.fixed(Prior.gaussian(WIDTH));
    SamplingOptions sampling =
        SamplingOptions.builder()
            .chains(1)
            .burnIn(150)
            .draws(DRAWS)
            .gap(15)
            .priors(new WeightPriors(weights, biases, Map.of(), SHAPE))
            .seed(number)
            .build();
    var options = new HamiltonianMonteCarlo.Options(sampling, 10, 0.1, 0.85, 0.3);
    TrainingData data = new TrainingData(ROWS, x, y, null);
    try (HamiltonianMonteCarlo run =
        new HamiltonianMonteCarlo(NETWORK, data, null, options, backend)) {
      run.run(TrainingListener.NONE);
      FittedNetwork fitted = run.fitted();
      int[] rank = new int[4];
      for (int d = 0; d < DRAWS; d++) {
        double[] drawn = State.of(fitted, d).quantities();
        for (int q = 0; q < rank.length; q++) {
          rank[q] += drawn[q] < truth.quantities()[q] ? 1 : 0;
        }
      }
      for (int q = 0; q < rank.length; q++) {
        ranks.computeIfAbsent(State.NAMES[q], n -> new int[BINS])[rank[q] * BINS / (DRAWS + 1)]++;
      }
    }
  }

  private static double chiSquare(int[] counts) {
    double expected = (double) SIMULATIONS / BINS;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  /** Everything that is unknown, and a network written apart from the engine's. */
  private record State(
      double[] w0, double[] b0, double[] w1, double b1, double width0, double noise) {
    static final String[] NAMES = {
      "output at -0.5", "output at 1.5", "width of the first weights", "noise"
    };

    static State ofPrior(Random random) {
      double width0 = WIDTH / Math.sqrt(unitMeanGamma(random));
      double width1 = WIDTH / Math.sqrt(unitMeanGamma(random));
      double noise = NOISE / Math.sqrt(unitMeanGamma(random));
      return new State(
          normals(random, 3, width0),
          normals(random, 3, WIDTH),
          normals(random, 3, width1),
          WIDTH * random.nextGaussian(),
          width0,
          noise);
    }

    /** Gamma with shape 3 and mean 1: a sum of three exponentials. */
    private static double unitMeanGamma(Random random) {
      double product = (1 - random.nextDouble()) * (1 - random.nextDouble());
      return -Math.log(product * (1 - random.nextDouble())) / SHAPE;
    }

    private static double[] normals(Random random, int n, double width) {
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = width * random.nextGaussian();
      }
      return values;
    }

    static State of(FittedNetwork fitted, int draw) {
      Draws draws = new Draws(fitted, 1);
      double[][] parts = new double[3][3];
      for (int i = 0; i < 3; i++) {
        parts[0][i] = draws.at(draw, "0.mu", i);
        parts[1][i] = draws.at(draw, "0.bias", i);
        parts[2][i] = draws.at(draw, "2.mu", i);
      }
      double logVariance = draws.at(draw, HomoscedasticLikelihood.LOG_VARIANCE, 0);
      return new State(
          parts[0],
          parts[1],
          parts[2],
          draws.at(draw, "2.bias", 0),
          fitted.priors().get("0.mu")[2 * draw + 1],
          Math.exp(logVariance / 2));
    }

    double output(double x) {
      double sum = b1;
      for (int h = 0; h < w0.length; h++) {
        sum += w1[h] * Math.tanh(w0[h] * x + b0[h]);
      }
      return sum;
    }

    double[] quantities() {
      return new double[] {output(-0.5), output(1.5), width0, noise};
    }
  }
}
