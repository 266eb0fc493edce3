package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.op.Activation;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Temporaries;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Layers in one launch on the tensor cores of a device: {@code kernels/feed_forward.cu}. */
class FeedForwardTest {
  private static final List<Precision> REDUCED = List.of(Precision.TF32, Precision.BF16);

  private static final FrozenLayers PLAIN =
      new FrozenLayers(2, 65, new int[] {20, 64, 64, 2}, Activation.RELU, true, 0);

  /** Every shape of block, ragged edges, first layers of every depth, last ones of every width. */
  private static List<FrozenLayers> networks() {
    List<FrozenLayers> networks = new ArrayList<>(List.of(PLAIN));
    for (Activation activation : Activation.values()) {
      networks.add(new FrozenLayers(1, 17, new int[] {5, 33, 70, 3}, activation, true, 0));
    }
    networks.add(new FrozenLayers(3, 1, new int[] {1, 1, 1}, Activation.RELU, true, 0));
    networks.add(new FrozenLayers(2, 130, new int[] {33, 128, 128, 9}, Activation.RELU, false, 0));
    networks.add(new FrozenLayers(2, 200, new int[] {128, 100, 1}, Activation.TANH, true, 0.3f));
    networks.add(new FrozenLayers(1, 70, new int[] {64, 64, 64, 64, 64}, null, true, 0));
    networks.add(new FrozenLayers(2, 64, new int[] {17, 24, 8}, null, false, 0.5f));
    networks.add(new FrozenLayers(2, 63, new int[] {9, 40, 128}, Activation.RELU, true, 0.2f));
    return networks;
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTheOracleWithinItsBound() {
    return networks().stream()
        .flatMap(
            network ->
                REDUCED.stream()
                    .map(
                        precision ->
                            dynamicTest(
                                network + ", " + precision.id(),
                                () -> {
                                  float[] y = together(network, precision);
                                  assertThat(worst(network, y, precision)).isLessThan(1);
                                })));
  }

  /** Were they not, the test above would let rounding to anything pass. */
  @Test
  void boundsSeparateThePrecisions() {
    FrozenLayers thin = new FrozenLayers(3, 100, new int[] {1, 1, 1}, null, false, 0);
    assertThat(worst(thin, together(thin, Precision.BF16), Precision.TF32)).isGreaterThan(1);
    assertThat(worst(thin, together(thin, Precision.TF32), Precision.FP32)).isGreaterThan(1);
  }

  /** Small whole numbers have exact products and sums in every precision. */
  @Test
  void wholeNumbersAreExact() {
    for (FrozenLayers network :
        List.of(
            new FrozenLayers(2, 150, new int[] {20, 64, 61, 2}, Activation.RELU, true, 0),
            // So many rows and replicas that each warpgroup takes rows several times.
            new FrozenLayers(3, 400, new int[] {20, 16, 2}, Activation.RELU, true, 0),
            new FrozenLayers(3, 70, new int[] {37, 128, 100, 9}, Activation.RELU, true, 0.5f))) {
      float[] expected;
      try (Backend scalar = new ScalarBackend();
          Arena arena = scalar.newArena()) {
        FrozenLayers.Built built = network.build(arena::allocate, arena);
        makeWhole(built);
        scalar.compile(built.ops(), new StepState(1)).run();
        for (Tensor input : built.inputs()) {
          for (float number : input.toArray()) {
            assertThat(Math.abs(number)).isLessThanOrEqualTo(256);
          }
        }
        expected = built.y().toArray();
      }
      for (Precision precision : REDUCED) {
        try (CudaBackend backend = backend(precision, Tuning.DEFAULT);
            Arena arena = backend.newArena()) {
          FrozenLayers.Built built = network.build(new Temporaries(arena)::next, arena);
          makeWhole(built);
          backend.compile(built.ops(), new StepState(1)).run();
          assertThat(built.y().toArray()).as(network + ", " + precision).isEqualTo(expected);
        }
      }
    }
  }

  /** Inputs and biases become -3 to 3, one weight in ten 1 or -1. */
  private static void makeWhole(FrozenLayers.Built built) {
    round(built.inputs().get(0), 1, 0);
    for (int l = 0; l < built.weights().size(); l++) {
      round(built.weights().get(l), 1 / 4.0, 0.4);
      round(built.biases().get(l), 1, 0);
    }
  }

  private static void round(Tensor tensor, double scale, double inwards) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      double size = Math.min(3, Math.max(0, Math.abs(values[i]) - 4 * inwards) * scale);
      values[i] = (float) Math.copySign(Math.ceil(size - (inwards > 0 ? 0 : 0.5)), values[i]);
    }
    tensor.write(values);
  }

  /** What rounding takes from an input counts as well: here it is all that is left. */
  @Test
  void inputsLoseNothing() {
    FrozenLayers thin = new FrozenLayers(1, 1, new int[] {1, 1, 1}, null, true, 0);
    for (Precision precision : REDUCED) {
      float small = precision == Precision.BF16 ? 0x1p-12f : 0x1p-15f;
      try (CudaBackend backend = backend(precision, Tuning.DEFAULT);
          Arena arena = backend.newArena()) {
        FrozenLayers.Built built = thin.build(new Temporaries(arena)::next, arena);
        built.inputs().get(0).write(new float[] {1 + small});
        for (int l = 0; l < 2; l++) {
          built.weights().get(l).write(new float[] {1});
          built.biases().get(l).write(new float[] {l - 1});
        }
        backend.compile(built.ops(), new StepState(1)).run();
        assertThat(built.y().item()).as(precision.id()).isEqualTo(small);
      }
    }
  }

  /** What a device predicts for a row does not depend on the rows beside it. */
  @Test
  void rowsAreIndependent() {
    for (Precision precision : REDUCED) {
      float[] all = together(PLAIN, precision);
      FrozenLayers first =
          new FrozenLayers(2, 3, PLAIN.widths(), PLAIN.activation(), PLAIN.biased(), 0);
      try (CudaBackend backend = backend(precision, Tuning.DEFAULT);
          Arena arena = backend.newArena()) {
        FrozenLayers.Built built = PLAIN.build(new Temporaries(arena)::next, arena);
        FrozenLayers.Built few = first.build(new Temporaries(arena)::next, arena);
        few.inputs().get(0).write(Arrays.copyOf(built.inputs().get(0).toArray(), 3 * 20));
        for (int l = 0; l < 3; l++) {
          few.weights().get(l).write(built.weights().get(l).toArray());
          few.biases().get(l).write(built.biases().get(l).toArray());
        }
        backend.compile(few.ops(), new StepState(1)).run();
        float[] y = few.y().toArray();
        assertThat(Arrays.copyOf(y, 6)).isEqualTo(Arrays.copyOf(all, 6));
        assertThat(Arrays.copyOfRange(y, 6, 12)).isEqualTo(Arrays.copyOfRange(all, 130, 136));
      }
    }
  }

  /** Rectifying on the way must not make a number of what is none. */
  @Test
  void whatIsNoNumberStaysNone() {
    for (Precision precision : REDUCED) {
      try (CudaBackend backend = backend(precision, Tuning.DEFAULT);
          Arena arena = backend.newArena()) {
        FrozenLayers.Built built = PLAIN.build(new Temporaries(arena)::next, arena);
        float[] x = built.inputs().get(0).toArray();
        x[4 * 20 + 3] = Float.NaN;
        built.inputs().get(0).write(x);
        backend.compile(built.ops(), new StepState(1)).run();
        float[] y = built.y().toArray();
        for (int i = 0; i < y.length; i++) {
          assertThat(Float.isNaN(y[i])).as("output %d", i).isEqualTo(i / 2 % 65 == 4);
        }
      }
    }
  }

  @Test
  void hiddenLayersTakeNoMemory() {
    try (CudaBackend backend = backend(Precision.BF16, Tuning.DEFAULT);
        Arena kept = backend.newArena();
        Arena arena = backend.newArena()) {
      PLAIN.outputs(backend, kept::allocate, kept);
      PLAIN.outputs(backend, new Temporaries(arena)::next, arena);
      // Two layers, each with the result of product and activation.
      assertThat(arena.bytes()).isEqualTo(kept.bytes() - 2L * 2 * 2 * 65 * 64 * Float.BYTES);
    }
  }

  /** What no kernel takes together runs layer by layer. */
  @Test
  void otherLayersKeepToThemselves() {
    List<FrozenLayers> others =
        List.of(
            new FrozenLayers(1, 9, new int[] {129, 9, 3}, Activation.RELU, true, 0),
            new FrozenLayers(1, 9, new int[] {9, 130, 3}, Activation.RELU, true, 0),
            new FrozenLayers(1, 9, new int[] {9, 3}, Activation.RELU, true, 0));
    for (FrozenLayers network : others) {
      assertThat(launched(network, Precision.TF32, Tuning.DEFAULT))
          .as(network.toString())
          .isNotEmpty()
          .noneMatch(FeedForwardTest::together);
    }
    assertThat(launched(PLAIN, Precision.FP32, Tuning.DEFAULT))
        .noneMatch(FeedForwardTest::together);
    assertThat(launched(PLAIN, Precision.BF16, new Tuning("large", 0, 1)))
        .noneMatch(FeedForwardTest::together);
    assertThat(launched(PLAIN, Precision.BF16, Tuning.DEFAULT))
        .containsExactly("feed_forward_bf16_64_warpgroup");
  }

  /** Of more layers than a launch or the shared memory holds, the last ones run together. */
  @Test
  void manyLayersAreDivided() {
    int[] deep = new int[11];
    Arrays.fill(deep, 16);
    int[] heavy = {128, 128, 128, 128, 128, 128};
    for (int[] widths : List.of(deep, heavy)) {
      FrozenLayers network = new FrozenLayers(1, 9, widths, null, false, 0);
      assertThat(launched(network, Precision.TF32, Tuning.DEFAULT))
          .anyMatch(FeedForwardTest::together)
          .anyMatch(kernel -> kernel.startsWith("matmul"));
      assertThat(worst(network, together(network, Precision.TF32), Precision.TF32)).isLessThan(1);
    }
  }

  private static boolean together(String kernel) {
    return kernel.startsWith("feed_forward");
  }

  private static Set<String> launched(FrozenLayers network, Precision precision, Tuning tuning) {
    EmulatedDriver driver = TestDevice.emulated();
    CudaBackend backend = new CudaBackend(driver, tuning, precision);
    try (Arena arena = backend.newArena()) {
      network.outputs(backend, new Temporaries(arena)::next, arena);
    }
    return driver.launched();
  }

  private static CudaBackend backend(Precision precision, Tuning tuning) {
    return new CudaBackend(TestDevice.driver(), tuning, precision);
  }

  private static float[] together(FrozenLayers network, Precision precision) {
    try (CudaBackend backend = backend(precision, Tuning.DEFAULT);
        Arena arena = backend.newArena()) {
      return network.outputs(backend, new Temporaries(arena)::next, arena);
    }
  }

  /**
   * The largest error in units of its bound. To first order a layer errs by what its inputs err,
   * times the magnitudes of its weights, and by (2 u + 2^-23 n) times the sum of the magnitudes of
   * its products, with 8 roundoffs more for bias and activation function, which {@link Num} bounds
   * by as many; an activation passes on at most {@value #SLOPE} times that.
   */
  private static double worst(FrozenLayers network, float[] y, Precision precision) {
    try (Backend scalar = new ScalarBackend();
        Arena arena = scalar.newArena()) {
      FrozenLayers.Built built = network.build(arena::allocate, arena);
      scalar.compile(built.ops(), new StepState(1)).run();
      float[] expected = built.y().toArray();
      double worst = 0;
      for (int r = 0; r < network.replicas(); r++) {
        for (int row = 0; row < network.rows(); row++) {
          double[] bound = bound(network, built, precision, r, row);
          for (int n = 0; n < bound.length; n++) {
            int at = (r * network.rows() + row) * bound.length + n;
            worst = Math.max(worst, Math.abs((double) y[at] - expected[at]) / bound[n]);
          }
        }
      }
      return worst;
    }
  }

  /** Largest derivative of an activation: that of gelu. */
  private static final double SLOPE = 1.13;

  private static double[] bound(
      FrozenLayers network, FrozenLayers.Built built, Precision precision, int r, int row) {
    double[] error = new double[network.widths()[0]];
    for (int l = 0; l < built.weights().size(); l++) {
      Tensor input = built.inputs().get(l);
      float[] h = input.toArray();
      float[] w = built.weights().get(l).toArray();
      int inputs = input.shape().columns();
      int outputs = network.widths()[l + 1];
      int from = input.shape().replicas() == 1 ? 0 : r * network.rows() * inputs;
      double relative = 2 * precision.roundoff() + (inputs + 8) * 0x1p-23;
      double scale = l == built.weights().size() - 1 ? 1 : SLOPE / (1 - network.dropout());
      double[] next = new double[outputs];
      for (int n = 0; n < outputs; n++) {
        double magnitude = network.biased() ? Math.abs(built.biases().get(l).toArray()[n]) : 0;
        double sum = 0x1p-22 * magnitude;
        for (int k = 0; k < inputs; k++) {
          double factor = Math.abs(w[(r * inputs + k) * outputs + n]);
          double size = Math.abs(h[from + row * inputs + k]) + error[k];
          sum += factor * (error[k] + relative * size);
        }
        next[n] = scale * sum;
      }
      error = next;
    }
    return error;
  }
}
