package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.Op;
import dev.credence.op.SampledMatMul;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * methods.md section 3: each example's output has variance sum_k x_k^2 sigma_k^2; between two
 * examples the covariance is 0 for Flipout and sum_k x_k x'_k sigma_k^2 for one shared weight.
 *
 * <p>Estimates over 32768 uncorrelated pairs are compared in units of their standard error, known
 * in closed form. A bound of 5 raises a false alarm with probability 6e-7 per comparison; the
 * shared covariance lies more than 50 standard errors from 0, so it is taken for Flipout's with a
 * probability far below 1e-100.
 */
class FlipoutStatisticsTest {
  private static final int REPLICAS = 8192;
  private static final int INPUTS = 6;
  private static final int OUTPUTS = 4;
  private static final double BOUND = 5;

  private static final double[] X0 = {0.5, -1.5, 1, 0.25, -0.75, 2};
  private static final double[] X1 = {1, -1, 0.5, 1.5, -0.5, 1.25};
  private static final double[] SIGMA = {0.5, 0.25, 1, 0.125, 0.75, 0.5};

  /** Estimates minus expectations over standard errors. */
  private record Deviations(double variance0, double variance1, double zero, double shared) {}

  @TestFactory
  Stream<DynamicNode> flipoutDecorrelatesExamples() {
    return Machines.each(
        backend -> {
          Deviations d = deviations(backend, true);
          assertThat(Math.abs(d.variance0)).isLessThanOrEqualTo(BOUND);
          assertThat(Math.abs(d.variance1)).isLessThanOrEqualTo(BOUND);
          assertThat(Math.abs(d.zero)).isLessThanOrEqualTo(BOUND);
        });
  }

  @TestFactory
  Stream<DynamicNode> oneWeightCorrelatesThem() {
    return Machines.each(
        backend -> {
          Deviations d = deviations(backend, false);
          assertThat(Math.abs(d.variance0)).isLessThanOrEqualTo(BOUND);
          assertThat(Math.abs(d.variance1)).isLessThanOrEqualTo(BOUND);
          assertThat(Math.abs(d.shared)).isLessThanOrEqualTo(BOUND);
          // What the test above would say of an estimator that shares its weight.
          assertThat(Math.abs(d.zero)).isGreaterThan(10 * BOUND);
        });
  }

  private static Deviations deviations(Backend backend, boolean flipout) {
    try (Fixture f = new Fixture(backend, 1, true)) {
      double[] xs = new double[2 * INPUTS];
      System.arraycopy(X0, 0, xs, 0, INPUTS);
      System.arraycopy(X1, 0, xs, INPUTS, INPUTS);
      double[] rhos = new double[INPUTS * OUTPUTS];
      for (int i = 0; i < rhos.length; i++) {
        rhos[i] = ScaleParameterization.SOFTPLUS.rho(SIGMA[i / OUTPUTS]);
      }
      Tensor x = f.cycling("x", 1, 2, INPUTS, xs);
      Tensor mu = f.cycling("mu", 1, INPUTS, OUTPUTS, 0);
      Tensor rho = f.cycling("rho", 1, INPUTS, OUTPUTS, rhos);
      Tensor y = f.output("y", REPLICAS, 2, OUTPUTS);
      ScaleParameterization scale = ScaleParameterization.SOFTPLUS;
      Op op =
          flipout
              ? new FlipoutMatMul(
                  x,
                  mu,
                  rho,
                  null,
                  scale,
                  f.normals(false, REPLICAS, INPUTS, OUTPUTS),
                  f.signs(false, REPLICAS, 2, INPUTS),
                  f.signs(false, REPLICAS, 2, OUTPUTS),
                  y)
              : new SampledMatMul(
                  x, mu, rho, null, scale, f.normals(false, REPLICAS, INPUTS, OUTPUTS), y);
      backend.compile(List.of(op), f.state).run();
      return deviations(y.toArray(), flipout);
    }
  }

  private static Deviations deviations(float[] y, boolean flipout) {
    double v0 = 0;
    double v1 = 0;
    double shared = 0;
    double fourth = 0;
    for (int k = 0; k < INPUTS; k++) {
      double square = SIGMA[k] * SIGMA[k];
      v0 += X0[k] * X0[k] * square;
      v1 += X1[k] * X1[k] * square;
      shared += X0[k] * X1[k] * square;
      fourth += X0[k] * X0[k] * X1[k] * X1[k] * square * square;
    }
    double sum0 = 0;
    double sum1 = 0;
    double cross = 0;
    int pairs = REPLICAS * OUTPUTS;
    for (int r = 0; r < REPLICAS; r++) {
      for (int n = 0; n < OUTPUTS; n++) {
        double y0 = y[(2 * r) * OUTPUTS + n];
        double y1 = y[(2 * r + 1) * OUTPUTS + n];
        sum0 += y0 * y0;
        sum1 += y1 * y1;
        cross += y0 * y1;
      }
    }
    // Var(y0 y1): given the signs the pair is Gaussian with covariance c, and E[y0^2 y1^2] =
    // v0 v1 + 2 c^2; averaged over Flipout's signs c^2 is the sum of fourth powers.
    double squareOfCovariance = flipout ? 2 * fourth : shared * shared;
    double crossError = Math.sqrt((v0 * v1 + squareOfCovariance) / pairs);
    double varianceError = Math.sqrt(2.0 / pairs);
    return new Deviations(
        (sum0 / pairs / v0 - 1) / varianceError,
        (sum1 / pairs / v1 - 1) / varianceError,
        cross / pairs / crossError,
        (cross / pairs - shared) / crossError);
  }
}
