package dev.credence.inference.laplace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The curvature of a small network against finite differences of its definition. */
class CurvatureTest {
  /** Of the largest element: float32 products and second differences. */
  private static final double TOLERANCE = 1e-5;

  static List<String> backends() {
    return Backends.availability().stream()
        .filter(Availability::present)
        .map(Availability::name)
        .filter(name -> !name.equals(Backends.CUDA))
        .toList();
  }

  static Stream<Arguments> cases() {
    return backends().stream()
        .flatMap(
            name ->
                Stream.of(SmallNetwork.Case.values())
                    .flatMap(
                        of -> Stream.of(Arguments.of(name, of, 7), Arguments.of(name, of, 530))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fullIsTheGaussNewtonMatrix(String backendName, SmallNetwork.Case of, int rows) {
    SmallNetwork small = new SmallNetwork(of, rows, 11);
    try (Backend backend = Backends.select(backendName)) {
      FullCurvature full = (FullCurvature) curvature(small, CurvatureStructure.FULL, backend);
      compare(full.matrix(), small.weighted(false));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void diagonalIsItsDiagonal(String backendName, SmallNetwork.Case of, int rows) {
    SmallNetwork small = new SmallNetwork(of, rows, 12);
    double[] h = small.weighted(false);
    int n = small.weights.length;
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      expected[i] = h[i * n + i];
    }
    try (Backend backend = Backends.select(backendName)) {
      DiagonalCurvature diagonal =
          (DiagonalCurvature) curvature(small, CurvatureStructure.DIAGONAL, backend);
      compare(diagonal.diagonal(), expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void kroneckerIsTheProductOfItsFactors(String backendName, SmallNetwork.Case of, int rows) {
    SmallNetwork small = new SmallNetwork(of, rows, 13);
    int hidden = SmallNetwork.HIDDEN;
    double[] g = small.weighted(true);
    try (Backend backend = Backends.select(backendName)) {
      KroneckerCurvature kronecker =
          (KroneckerCurvature) curvature(small, CurvatureStructure.KRONECKER, backend);
      compare(
          matrix(kronecker.layers().get(0)),
          product(inputs(small, false), 2, block(g, hidden + of.outputs, 0, hidden), hidden));
      compare(
          matrix(kronecker.layers().get(1)),
          product(
              inputs(small, true),
              hidden + 1,
              block(g, hidden + of.outputs, hidden, of.outputs),
              of.outputs));
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void gathersTheLogLikelihood(String backendName) {
    double logTwoPi = Math.log(2 * Math.PI);
    try (Backend backend = Backends.select(backendName)) {
      SmallNetwork small = new SmallNetwork(SmallNetwork.Case.HOMOSCEDASTIC, 9, 1);
      CurvaturePass pass = pass(small, CurvatureStructure.DIAGONAL, backend);
      double expected = 0;
      double[] energies = new double[2];
      for (int i = 0; i < 9; i++) {
        double[] out = small.outputs(i, small.weights, small.unshifted());
        for (int d = 0; d < 2; d++) {
          double residual = small.data.targets()[2 * i + d] - out[d];
          double variance = d == 0 ? 0.16 : 0.3;
          double w = small.data.weights()[i];
          energies[d] += w * residual * residual / 2;
          expected -= w * (residual * residual / variance + Math.log(variance) + logTwoPi) / 2;
        }
      }
      assertThat(pass.logLikelihood()).isCloseTo(expected, within(1e-4));
      assertThat(pass.examples()).isEqualTo(13);
      for (int d = 0; d < 2; d++) {
        assertThat(pass.residualEnergies()[d]).isCloseTo(energies[d], within(1e-4));
      }

      SmallNetwork classes = new SmallNetwork(SmallNetwork.Case.CATEGORICAL, 9, 1);
      expected = 0;
      for (int i = 0; i < 9; i++) {
        double[] out = classes.outputs(i, classes.weights, classes.unshifted());
        double sum = 0;
        for (double logit : out) {
          sum += Math.exp(logit);
        }
        int label = (int) classes.data.targets()[i];
        expected += classes.data.weights()[i] * (out[label] - Math.log(sum));
      }
      pass = pass(classes, CurvatureStructure.DIAGONAL, backend);
      assertThat(pass.logLikelihood()).isCloseTo(expected, within(1e-4));
      assertThat(pass.residualEnergies()).isEmpty();
    }
  }

  /** Float32 products of a nearly singular curvature can have eigenvalues below zero. */
  @Test
  void roundingBelowZeroDoesNotEndAFit() {
    List<WeightLayer> layers = List.of(new WeightLayer(0, 2, 1, false, 0, 0, -1));
    double[] rankOne = {1e6, 1e6, 1e6, 1e6 - 1};
    WeightPosterior posterior = new FullCurvature(layers, rankOne).posterior(new double[] {0.01});
    assertThat(posterior.variance(new double[] {1, -1})).isCloseTo(2 / 0.01, within(1.0));
    assertThat(posterior.variance(new double[] {1, 1})).isCloseTo(2 / 2e6, within(1e-8));
    assertThat(posterior.effectiveParameters()[0]).isCloseTo(1, within(1e-3));
  }

  private static Curvature curvature(
      SmallNetwork small, CurvatureStructure structure, Backend backend) {
    return pass(small, structure, backend).curvature();
  }

  private static CurvaturePass pass(
      SmallNetwork small, CurvatureStructure structure, Backend backend) {
    return CurvaturePass.over(small.data, small.network, small.parameters, structure, backend);
  }

  /** Weighted mean over examples of a a^T, a ending with 1 in the last layer. */
  private static double[] inputs(SmallNetwork small, boolean last) {
    int size = last ? SmallNetwork.HIDDEN + 1 : 2;
    double[] sum = new double[size * size];
    double total = 0;
    for (int row = 0; row < small.data.rows(); row++) {
      double[] hidden = small.hidden(row, small.weights, small.unshifted());
      double[] a = new double[size];
      for (int i = 0; i < size; i++) {
        a[i] = !last ? small.data.inputs()[2 * row + i] : i < hidden.length ? hidden[i] : 1;
      }
      double w = small.data.weights()[row];
      total += w;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          sum[i * size + j] += w * a[i] * a[j];
        }
      }
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= total;
    }
    return sum;
  }

  private static double[] block(double[] matrix, int n, int first, int size) {
    double[] out = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        out[i * size + j] = matrix[(first + i) * n + first + j];
      }
    }
    return out;
  }

  /** A x G: element ((k, n), (l, m)) is A_kl G_nm. */
  private static double[] product(double[] a, int rows, double[] g, int columns) {
    int size = rows * columns;
    double[] out = new double[size * size];
    for (int p = 0; p < size; p++) {
      for (int q = 0; q < size; q++) {
        out[p * size + q] =
            a[p / columns * rows + q / columns] * g[p % columns * columns + q % columns];
      }
    }
    return out;
  }

  private static double[] matrix(KroneckerCurvature.Factors layer) {
    int size = layer.place().size();
    double[] out = new double[size * size];
    for (int p = 0; p < size; p++) {
      double[] unit = new double[size];
      unit[p] = 1;
      double[] m = layer.toEigenbasis(unit);
      for (int i = 0; i < size; i++) {
        m[i] *= layer.eigenvalues()[i];
      }
      System.arraycopy(layer.fromEigenbasis(m), 0, out, p * size, size);
    }
    return out;
  }

  private static void compare(double[] found, double[] expected) {
    double largest = 0;
    for (double v : expected) {
      largest = Math.max(largest, Math.abs(v));
    }
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).as("element %d", i).isCloseTo(expected[i], within(TOLERANCE * largest));
    }
  }
}
