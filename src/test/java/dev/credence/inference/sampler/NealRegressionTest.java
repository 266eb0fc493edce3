package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Neal's one-dimensional regression example (Neal 1996, appendix A): y = 0.3 + 0.4 x + 0.5 sin 2.7x
 * + 1.1 / (1 + x^2) + N(0, 0.1^2), 100 rows to learn from and 1000 to test with, a 1-8-1 network
 * with his hierarchical priors. Published for the main mode: squared error 0.0103 +- 0.0005, mean
 * log probability 0.854 +- 0.019; for another mode 0.0202 and 0.805.
 *
 * <p>Tuning: 4 chains, 400 iterations of burn-in and 600 more of which every third is kept,
 * trajectories of 60 steps with a step size driven to an acceptance of 0.85.
 */
class NealRegressionTest {
  private static final int TRAINING = 100;
  private static final int CHAINS = 4;

  @Test
  void agreesWithThePublishedFigures() {
    double[] x = new double[1100];
    double[] y = new double[1100];
    read(x, y);
    try (Backend backend = Backends.select(Backends.VECTOR);
        HamiltonianMonteCarlo run =
            new HamiltonianMonteCarlo(network(), training(x, y), null, options(), backend)) {
      run.run(TrainingListener.NONE);
      Figures all = figures(run.fitted(), x, y, backend);
      assertThat(all.mode()).as("%s, %s", all, run.convergence().warnings()).isEqualTo("main");
      for (int c = 0; c < CHAINS; c++) {
        // A chain alone is shorter, so its figures scatter more: it has to tell the modes apart.
        assertThat(figures(chain(run.fitted(), c), x, y, backend).squaredError())
            .as("chain %d", c)
            .isLessThan(0.015);
      }
    }
  }

  /** What is published for the test rows, and how far it may be off: two of its errors. */
  private record Figures(double squaredError, double logProbability) {
    String mode() {
      if (near(0.0103, 0.854)) {
        return "main";
      }
      return near(0.0202, 0.805) ? "second" : "none";
    }

    private boolean near(double squares, double log) {
      return Math.abs(squaredError - squares) < 2 * 0.0005
          && Math.abs(logProbability - log) < 2 * 0.019;
    }
  }

  private static Network network() {
    return Network.builder(1)
        .dense(8)
        .activation(Activation.TANH)
        .dense(1)
        .build(new HomoscedasticLikelihood(0.05, true), 1);
  }

  /** Mean precisions 1 / 0.05^2 with shape 0.25; the output bias has a known width of 100. */
  private static HamiltonianMonteCarlo.Options options() {
    GroupPrior input = GroupPrior.sampled(Prior.gaussian(0.05), 0.25);
    GroupPrior output = GroupPrior.sampled(Prior.perInput(0.05), 0.25);
    GroupPrior outputBias = GroupPrior.fixed(Prior.gaussian(100));
    SamplingOptions sampling =
        SamplingOptions.builder()
            .chains(CHAINS)
            .burnIn(400)
            .draws(200)
            .gap(3)
            .priors(
                new WeightPriors(input, input, Map.of("2.mu", output, "2.bias", outputBias), 0.25))
            .seed(1)
            .build();
    return new HamiltonianMonteCarlo.Options(sampling, 60, 0.005, 0.85, 0.2);
  }

  private static TrainingData training(double[] x, double[] y) {
    float[] inputs = new float[TRAINING];
    float[] targets = new float[TRAINING];
    for (int i = 0; i < TRAINING; i++) {
      inputs[i] = (float) x[i];
      targets[i] = (float) y[i];
    }
    return new TrainingData(TRAINING, inputs, targets, null);
  }

  private static FittedNetwork chain(FittedNetwork all, int chain) {
    int draws = all.members() / CHAINS;
    int size = all.network().layout().size() * draws;
    float[] parameters = Arrays.copyOfRange(all.parameters(), chain * size, (chain + 1) * size);
    return new FittedNetwork(all.network(), draws, parameters, Map.of(), all.seed());
  }

  /** Squared error of the predictive mean and mean log predictive density on the test rows. */
  private static Figures figures(FittedNetwork fitted, double[] x, double[] y, Backend backend) {
    try (Predictor predictor = Predictor.builder(fitted, backend).samples(1).build()) {
      int rows = x.length - TRAINING;
      Prediction out = predictor.newPrediction(rows, true);
      double[] inputs = Arrays.copyOfRange(x, TRAINING, x.length);
      predictor.predict(inputs, rows, out);
      double squares = 0;
      double density = 0;
      for (int i = 0; i < rows; i++) {
        double target = y[TRAINING + i];
        squares += (out.mean(i, 0) - target) * (out.mean(i, 0) - target) / rows;
        density += out.logDensity(i, 0, target) / rows;
      }
      return new Figures(squares, density);
    }
  }

  private static void read(double[] x, double[] y) {
    try (InputStream in = NealRegressionTest.class.getResourceAsStream("/neal/rdata")) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
      for (int i = 0; i < x.length; i++) {
        String[] numbers = lines.get(i).trim().split("\\s+");
        x[i] = Double.parseDouble(numbers[0]);
        y[i] = Double.parseDouble(numbers[1]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
