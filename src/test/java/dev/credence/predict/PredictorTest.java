package dev.credence.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.data.RowsException;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.Bias;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.noise.Normals;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.ParameterLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PredictorTest {
  private static final double[] TARGET_MEANS = {1e6, -4};
  private static final double[] TARGET_SCALES = {50, 0.1};

  static java.util.stream.Stream<String> backends() {
    return Fixtures.backends();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void agreesWithAFloat64EvaluationOfEveryAddressedWeightSample(String name) {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 2);
    float[] rows = Fixtures.rows(5);
    try (Backend backend = Backends.select(name);
        Predictor predictor = regression(fitted, backend).build()) {
      Prediction out = predictor.newPrediction(5, true);
      predictor.predict(rows, 5, out);
      assertThat(predictor.samples()).isEqualTo(24);
      for (int row = 0; row < 5; row++) {
        for (int t = 0; t < 2; t++) {
          checkElement(fitted, rows, row, t, out);
        }
      }
    }
  }

  private static void checkElement(
      FittedNetwork fitted, float[] rows, int row, int t, Prediction out) {
    double[] means = new double[24];
    double mean = 0;
    double syst = 0;
    for (int s = 0; s < 24; s++) {
      double[] raw = evaluate(fitted, s / 12, s, rows, row);
      means[s] = TARGET_MEANS[t] + TARGET_SCALES[t] * raw[t];
      double sigma = TARGET_SCALES[t] * Math.exp(0.5 * raw[2 + t]);
      // float32 through three layers of at most 7 terms: a few dozen roundings of numbers near 1
      assertThat(out.sampleMean(row, t, s)).isCloseTo(means[s], within(5e-6 * TARGET_SCALES[t]));
      assertThat(out.sampleSigma(row, t, s)).isCloseTo(sigma, within(5e-6 * sigma));
      mean += means[s] / 24;
      syst += sigma * sigma / 24;
    }
    double stat = 0;
    for (double m : means) {
      stat += (m - mean) * (m - mean) / 24;
    }
    double unit = 5e-6 * TARGET_SCALES[t];
    assertThat(out.mean(row, t)).isCloseTo(mean, within(unit));
    assertThat(out.sigmaStat(row, t)).isCloseTo(Math.sqrt(stat), within(unit));
    assertThat(out.sigmaSyst(row, t)).isCloseTo(Math.sqrt(syst), within(unit));
    assertThat(out.sigmaTot(row, t)).isCloseTo(Math.sqrt(stat + syst), within(2 * unit));
    assertThat(out.sigmaStat(row, t)).isGreaterThan(0.01 * TARGET_SCALES[t]);
  }

  /** The network of {@link Fixtures#network} with weight sample s, in float64. */
  private static double[] evaluate(FittedNetwork fitted, int member, int s, float[] rows, int row) {
    double[] x = {
      (rows[3 * row] - 10) / 2, (rows[3 * row + 1] + 3) / 0.5, (rows[3 * row + 2] - 0.02) / 0.01
    };
    for (int layer = 0; layer <= 4; layer += 2) {
      x = dense(fitted, member, layer, s, x);
      for (int i = 0; i < x.length && layer < 4; i++) {
        x[i] = (layer == 0 ? Activation.TANH : Activation.GELU).value(x[i]);
      }
    }
    return x;
  }

  private static double[] dense(FittedNetwork fitted, int member, int layer, int s, double[] x) {
    ParameterLayout layout = fitted.network().layout();
    ParameterLayout.Slot mu = layout.slot(layer + ".mu");
    int base = member * layout.size();
    float[] eps = new float[mu.rows() * mu.columns()];
    // frozen samples: stream 2^30 + 16 layer, step 0, replica s
    Normals.fill(Fixtures.SEED, 0x4000_0000 | 16 * layer, 0, s, 0, eps, 0, eps.length);
    double[] y = new double[mu.columns()];
    for (int n = 0; n < y.length; n++) {
      y[n] = fitted.parameters()[base + layout.slot(layer + ".bias").start() + n];
      for (int k = 0; k < x.length; k++) {
        int i = k * y.length + n;
        double rho = fitted.parameters()[base + layout.slot(layer + ".rho").start() + i];
        double sigma = ScaleParameterization.SOFTPLUS.sigma(rho);
        y[n] += x[k] * (fitted.parameters()[base + mu.start() + i] + sigma * eps[i]);
      }
    }
    return y;
  }

  @ParameterizedTest
  @MethodSource("backends")
  void predictsARowTheSameWhateverItsNeighbours(String name) {
    Network network =
        Network.builder(3)
            .bias(Bias.GAUSSIAN)
            .bayesian(33)
            .activation(Activation.GELU)
            .dropout(0.3)
            .dense(9)
            .activation(Activation.RELU)
            .output(Likelihood.gaussian(), 1);
    FittedNetwork fitted = Fixtures.fit(network, 1);
    int n = 2600; // several pieces of the largest size
    float[] rows = Fixtures.rows(n);
    try (Backend backend = Backends.select(name);
        Predictor predictor = Fixtures.predictor(fitted, backend).build()) {
      Prediction all = predictor.newPrediction(n);
      predictor.predict(rows, n, all);
      for (int count : new int[] {1, 2, 3, 5, 15, 16, 17, 63, 64, 65, 100, 257, 1025}) {
        Prediction some = predictor.newPrediction(count);
        for (int first : new int[] {0, 7, n - count}) {
          predictor.predict(Arrays.copyOfRange(rows, 3 * first, 3 * (first + count)), count, some);
          for (int i = 0; i < count; i++) {
            assertThat(some.mean(i, 0)).isEqualTo(all.mean(first + i, 0));
            assertThat(some.sigmaStat(i, 0)).isEqualTo(all.sigmaStat(first + i, 0));
            assertThat(some.sigmaSyst(i, 0)).isEqualTo(all.sigmaSyst(first + i, 0));
          }
        }
      }
      assertThat(all.sigmaStat(0, 0)).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void predictsTheSameFromManyThreads(String name) throws Exception {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    float[] rows = Fixtures.rows(100);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (Backend backend = Backends.select(name);
        Predictor predictor = regression(fitted, backend).build()) {
      double[] alone = predictor.predict(widen(rows)).means();
      List<Future<double[]>> results = new ArrayList<>();
      for (int i = 0; i < 18; i++) {
        int n = 100 - i;
        results.add(
            threads.submit(
                () -> {
                  Prediction own = predictor.newPrediction(n);
                  predictor.predict(rows, n, own);
                  return own.means();
                }));
      }
      for (Future<double[]> result : results) {
        double[] means = result.get();
        assertThat(means).isEqualTo(Arrays.copyOf(alone, means.length));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void evaluatesOneWeightSampleAsItIsAmongAll(String name) {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 2);
    float[] rows = Fixtures.rows(20);
    try (Backend backend = Backends.select(name);
        Predictor predictor =
            regression(fitted, backend).recalibration(Recalibration.of(2, 3)).build()) {
      Prediction all = predictor.newPrediction(20, true);
      predictor.predict(rows, 20, all);
      for (int s : new int[] {0, 5, 11, 12, 23}) {
        try (Predictor one = predictor.sample(s)) {
          Prediction own = one.newPrediction(20);
          one.predict(rows, 20, own);
          assertThat(one.samples()).isEqualTo(1);
          for (int row = 0; row < 20; row++) {
            assertThat(own.mean(row, 1)).isEqualTo(all.sampleMean(row, 1, s));
            assertThat(own.sigmaStat(row, 1)).isZero();
            // through variance and back: the root is taken of the same float32 number
            assertThat(own.sigmaSyst(row, 1)).isEqualTo(all.sampleSigma(row, 1, s));
          }
        }
      }
      assertThatThrownBy(() -> predictor.sample(24)).hasMessageContaining("0 to 23");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void streamsOverBlocksOfSamplesWhereWeightsDoNotFit(String name) {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 2);
    float[] rows = Fixtures.rows(30);
    long perSample = 4 * (3 * 7 + 7 * 5 + 5 * 4);
    try (Backend backend = Backends.select(name);
        Predictor whole = regression(fitted, backend).build();
        Predictor streamed = regression(fitted, backend).weightBudget(5 * perSample).build()) {
      Prediction a = whole.newPrediction(30, true);
      Prediction b = streamed.newPrediction(30, true);
      whole.predict(rows, 30, a);
      streamed.predict(rows, 30, b);
      streamed.predict(rows, 30, b);
      for (int row = 0; row < 30; row++) {
        for (int s = 0; s < 24; s++) {
          assertThat(b.sampleMean(row, 0, s)).isEqualTo(a.sampleMean(row, 0, s));
        }
        assertThat(b.mean(row, 0)).isCloseTo(a.mean(row, 0), within(50 * 1e-6));
        assertThat(b.sigmaStat(row, 0)).isCloseTo(a.sigmaStat(row, 0), within(50 * 1e-6));
        assertThat(b.sigmaSyst(row, 0)).isCloseTo(a.sigmaSyst(row, 0), within(50 * 1e-6));
      }
    }
  }

  @Test
  void plansBlocksThatDivideTheSamplesOfAMember() {
    assertThat(SamplePlan.all(2, 12, 10, 240).block()).isEqualTo(24);
    assertThat(SamplePlan.all(2, 12, 10, 239).block()).isEqualTo(12);
    assertThat(SamplePlan.all(2, 12, 10, 119).block()).isEqualTo(6);
    assertThat(SamplePlan.all(1, 13, 10, 129).block()).isEqualTo(1);
    assertThat(SamplePlan.all(1, 13, 10, 1).block()).isEqualTo(1);
  }

  @Test
  void cutsRowsIntoFewPiecesWithLittlePadding() {
    for (long bytes : new long[] {100, 200_000, 700_000, 1L << 40}) {
      ChunkSizes sizes = ChunkSizes.forBytesPerRow(bytes, 1024);
      for (int n = 1; n < 3000; n++) {
        int pieces = 0;
        int padded = 0;
        for (int left = n; left > 0; left -= sizes.next(left)) {
          padded += sizes.next(left);
          pieces++;
        }
        assertThat(padded).isLessThanOrEqualTo(2 * n);
        assertThat(pieces).isLessThanOrEqualTo(n / sizes.largest() + 10);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void allocatesNothingInSteadyState(String name) {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    float[] rows = Fixtures.rows(70);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Backend backend = Backends.select(name);
        Predictor predictor =
            regression(fitted, backend).recalibration(Recalibration.of(1.5, 1)).build()) {
      for (boolean keep : new boolean[] {false, true}) {
        Prediction out = predictor.newPrediction(70, keep);
        // Until they are compiled, vectors live on the heap: that is waited for, but not forever.
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 1000 && least >= 40; attempt++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < 20; i++) {
            predictor.predict(rows, 70, out);
            predictor.predict(rows, 1, out);
          }
          least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // The question itself may cost a few bytes; one byte per call would be 40.
        assertThat(least).isLessThan(40);
      }
    }
  }

  @Test
  void takesFloat64RowsWhoseOffsetFloat32WouldLose() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    try (Backend backend = new ScalarBackend();
        Predictor near =
            Predictor.builder(fitted, backend)
                .inputs(new double[] {0, 0, 0}, new double[] {1, 1, 1})
                .build();
        Predictor far =
            Predictor.builder(fitted, backend)
                .inputs(new double[] {1e12, 0, 0}, new double[] {1, 1, 1})
                .build()) {
      double a = near.predict(new double[] {0.5, 1, 1}).mean(0, 0);
      assertThat(far.predict(new double[] {1e12 + 0.5, 1, 1}).mean(0, 0)).isEqualTo(a);
    }
  }

  @Test
  void refusesBadInputNamingRowAndColumn() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    try (Backend backend = new ScalarBackend();
        Predictor predictor = regression(fitted, backend).build()) {
      float[] rows = Fixtures.rows(40);
      Prediction out = predictor.newPrediction(40);
      rows[3 * 20 + 1] = Float.NaN;
      assertThatThrownBy(() -> predictor.predict(rows, 40, out))
          .isInstanceOf(RowsException.class)
          .hasMessage("row index 20, column '1': NaN is not a finite number");
      assertThat(out.rows()).isZero();
      rows[3 * 20 + 1] = 3e38f;
      rows[3 * 25 + 2] = 3e38f;
      assertThatThrownBy(() -> predictor.predict(rows, 40, out))
          .hasMessageContaining(
              "row index 20, column '1': 3.0E38 is too far from the training data");
      assertThatThrownBy(() -> predictor.predict(rows, 41, out))
          .hasMessageContaining("41 rows of 3 inputs do not fit 120 numbers");
      predictor.predict(Fixtures.rows(40), 40, out);
      assertThat(out.mean(20, 0)).isFinite();
      assertThatThrownBy(() -> out.quantile(0, 0, 0.5)).hasMessageContaining("does not keep");
      assertThatThrownBy(() -> out.entropy(0)).hasMessageContaining("no prediction of a class");
      assertThatThrownBy(() -> out.mean(40, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void doesNotBlameRowsForANetworkThatOverflows() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    var mu = fitted.network().layout().slot("2.mu");
    Arrays.fill(fitted.parameters(), mu.start(), mu.start() + mu.rows() * mu.columns(), 3e38f);
    try (Backend backend = new ScalarBackend();
        Predictor predictor = regression(fitted, backend).build()) {
      assertThatThrownBy(
              () -> predictor.predict(Fixtures.rows(40), 40, predictor.newPrediction(40)))
          .isInstanceOf(RowsException.class)
          .hasMessageMatching(
              "row index \\d+: the network gives no finite prediction \\[scalar\\]");
    }
  }

  @Test
  void refusesANetworkWithANonFiniteParameter() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    fitted.parameters()[fitted.network().layout().slot("2.rho").start() + 3] = Float.NaN;
    try (Backend backend = new ScalarBackend()) {
      assertThatThrownBy(() -> regression(fitted, backend).build())
          .hasMessage("parameter 2.rho holds NaN");
    }
  }

  @Test
  void saysThatItWasClosed() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    try (Backend backend = new ScalarBackend()) {
      Predictor predictor = regression(fitted, backend).build();
      Prediction out = predictor.newPrediction(1);
      predictor.predict(Fixtures.rows(1), 1, out);
      predictor.close();
      predictor.close();
      assertThatThrownBy(() -> predictor.predict(Fixtures.rows(1), 1, out))
          .hasMessage("the predictor was closed");
    }
  }

  @Test
  void takesOneSampleOfANetworkWithoutRandomWeights() {
    Network network =
        Network.builder(3)
            .dense(4)
            .activation(Activation.RELU)
            .dense(2)
            .build(Likelihood.gaussian(), 1);
    try (Backend backend = new ScalarBackend();
        Predictor predictor =
            Fixtures.predictor(Fixtures.fit(network, 3), backend).samples(50).build()) {
      assertThat(predictor.samples()).isEqualTo(3);
      Prediction out = predictor.newPrediction(2);
      predictor.predict(Fixtures.rows(2), 2, out);
      assertThat(out.sigmaStat(0, 0)).as("spread of the members").isPositive();
    }
  }

  @Test
  void recalibratesBothErrorBarsByTheSameFactor() {
    FittedNetwork fitted = Fixtures.fit(Fixtures.network(Likelihood.gaussian(), 2), 1);
    double[] factors = {2, 1e-3};
    try (Backend backend = new ScalarBackend();
        Predictor predictor =
            regression(fitted, backend).recalibration(Recalibration.of(factors)).build()) {
      Prediction out = predictor.newPrediction(9);
      predictor.predict(Fixtures.rows(9), 9, out);
      for (int i = 0; i < 9; i++) {
        for (int t = 0; t < 2; t++) {
          double raw = out.rawSigmaTot(i, t);
          assertThat(out.sigmaTot(i, t)).isCloseTo(factors[t] * raw, within(1e-12 * raw));
          assertThat(out.sigmaStat(i, t)).isEqualTo(factors[t] * out.rawSigmaStat(i, t));
          assertThat(out.sigmaSyst(i, t)).isEqualTo(factors[t] * out.rawSigmaSyst(i, t));
        }
      }
    }
  }

  private static Predictor.Builder regression(FittedNetwork fitted, Backend backend) {
    return Fixtures.predictor(fitted, backend).targets(TARGET_MEANS, TARGET_SCALES);
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
