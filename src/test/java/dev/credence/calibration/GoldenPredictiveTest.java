package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenPredictiveTest {
  /** A few dozen roundings of numbers of order one, and of the reference's own. */
  private static final double ROUNDING = 1e-13;

  static List<GoldenCase> predictive() throws IOException {
    return GoldenCase.load("predictive");
  }

  static List<GoldenCase> mixtures() throws IOException {
    return GoldenCase.load("gaussian_mixture_nll");
  }

  @ParameterizedTest
  @MethodSource("predictive")
  void everyOutputOfThePredictiveReference(GoldenCase golden) {
    int samples = golden.firstExtent("mean");
    double[] means = golden.input("mean");
    double[] sigmas = sigmas(golden.input("logVariance"));
    double[] y = golden.input("y");
    Predictive predictive = Predictive.combine(means, sigmas, samples);
    GaussianMixture mixture = GaussianMixture.ofSamples(means, sigmas, samples);

    close(predictive.mean(), golden.output("predictiveMean"));
    close(squares(predictive.sigmaStat()), golden.output("varianceStat"));
    close(squares(predictive.sigmaSyst()), golden.output("varianceSyst"));
    close(squares(predictive.sigmaTot()), golden.output("varianceTotal"));
    double[] pulls = Pulls.total(predictive.mean(), predictive.sigmaTot(), y);
    for (int j = 0; j < pulls.length; j++) {
      pulls[j] =
          -pulls[j]; // the reference holds (y - mean) / sigmaTot, a pull is (mean - y) / sigmaTot
    }
    close(pulls, golden.output("pull"));
    close(Crps.gaussian(predictive.mean(), predictive.sigmaTot(), y), golden.output("crps"));
    close(LogDensity.mixture(mixture, y), golden.output("mixtureLogDensity"));
    for (int j = 0; j < y.length; j++) {
      assertThat(mixture.mean(j)).isCloseTo(predictive.mean()[j], within(ROUNDING));
      assertThat(mixture.variance(j))
          .isCloseTo(golden.output("varianceTotal")[j], within(ROUNDING));
    }

    Coverage coverage = Coverage.gaussian(predictive.mean(), predictive.sigmaTot(), y);
    close(coverage.levels(), golden.output("coverageLevels"));
    double[] observed = new double[coverage.observed().length];
    for (int i = 0; i < observed.length; i++) {
      observed[i] = coverage.observed()[i].value();
    }
    close(observed, golden.output("coverage"));
  }

  @ParameterizedTest
  @MethodSource("mixtures")
  void momentsAndDensityOfWeightedMixtures(GoldenCase golden) {
    int components = golden.lastExtent("logits");
    double[] weights = softmax(golden.input("logits"), components);
    GaussianMixture mixture =
        GaussianMixture.ofComponents(
            weights, golden.input("mean"), sigmas(golden.input("logVariance")), components);
    double[] y = golden.input("y");
    double[] mean = new double[y.length];
    double[] variance = new double[y.length];
    double[] loss = new double[y.length];
    for (int j = 0; j < y.length; j++) {
      mean[j] = mixture.mean(j);
      variance[j] = mixture.variance(j);
      loss[j] = -mixture.logDensity(j, y[j]);
    }
    close(mean, golden.output("mixtureMean"));
    close(variance, golden.output("mixtureVariance"));
    close(loss, golden.output("perExample"));
  }

  private static void close(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      double bound = ROUNDING * (1 + Math.abs(expected[i]));
      assertThat(actual[i]).as("index %d", i).isCloseTo(expected[i], within(bound));
    }
  }

  private static double[] sigmas(double[] logVariances) {
    double[] sigmas = new double[logVariances.length];
    for (int i = 0; i < sigmas.length; i++) {
      sigmas[i] = Math.exp(0.5 * logVariances[i]);
    }
    return sigmas;
  }

  private static double[] squares(double[] values) {
    double[] squares = new double[values.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = values[i] * values[i];
    }
    return squares;
  }

  private static double[] softmax(double[] logits, int components) {
    double[] weights = new double[logits.length];
    for (int row = 0; row < logits.length / components; row++) {
      double sum = 0;
      for (int k = 0; k < components; k++) {
        sum += Math.exp(logits[row * components + k]);
      }
      for (int k = 0; k < components; k++) {
        weights[row * components + k] = Math.exp(logits[row * components + k]) / sum;
      }
    }
    return weights;
  }
}
