package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.MatMul;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Products on the emulated tensor cores: every case within the bound of its precision, factors
 * rounded as stated, and sums in FP32.
 */
class PrecisionTest {
  private static final List<Precision> REDUCED = List.of(Precision.TF32, Precision.BF16);

  private static final Tuning SMALL = new Tuning("small", 0, 7);

  /** Every tile, one run of rows and several. */
  static final List<Tuning> TUNINGS =
      List.of(
          new Tuning("warpgroup", 0, 2),
          new Tuning("large", 0, 1),
          new Tuning("medium", Integer.MAX_VALUE, 3),
          SMALL);

  /** Of the larger tiles, which see most cases as one ragged corner, every fourth. */
  private static List<OpCase> cases(Tuning tuning) {
    List<OpCase> all = ProductTuningTest.products();
    if (tuning == SMALL) {
      return all;
    }
    return IntStream.range(0, all.size())
        .filter(i -> i % 4 == TUNINGS.indexOf(tuning) || all.get(i).name().contains("13"))
        .mapToObj(all::get)
        .toList();
  }

  private static final Map<List<?>, CudaBackend> OPEN = new ConcurrentHashMap<>();

  private static CudaBackend backend(Precision precision, Tuning tuning) {
    return OPEN.computeIfAbsent(
        List.of(precision, tuning), key -> new CudaBackend(TestDevice.driver(), tuning, precision));
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(CudaBackend::close);
    OPEN.clear();
  }

  @TestFactory
  Stream<DynamicContainer> agreesWithTheOracleWithinItsBound() {
    return REDUCED.stream()
        .map(
            precision ->
                dynamicContainer(
                    precision.id(),
                    TUNINGS.stream()
                        .map(
                            tuning ->
                                dynamicContainer(
                                    tuning.toString(),
                                    cases(tuning).stream()
                                        .map(
                                            c ->
                                                dynamicTest(
                                                    c.name(),
                                                    () -> agrees(c, precision, tuning)))))));
  }

  private static void agrees(OpCase c, Precision precision, Tuning tuning) {
    CudaBackend backend = backend(precision, tuning);
    assertThat(Parity.violations(c, backend, precision.roundoff())).isEmpty();
  }

  /** Few cases, of all kinds of products: ci/sanitize records them for the sanitizers. */
  @Test
  void warpgroupsMultiplyEveryKindOfProduct() {
    List<OpCase> few =
        ProductTuningTest.products().stream().filter(c -> c.name().contains("131")).toList();
    assertThat(few.stream().map(OpCase::type).distinct()).hasSizeGreaterThan(6);
    for (Precision precision : REDUCED) {
      for (OpCase c : few) {
        agrees(c, precision, new Tuning("warpgroup", 0, 2));
      }
    }
  }

  /** Were they not, the test above would let FP32 pass for anything. */
  @Test
  void boundsSeparateThePrecisions() {
    for (Precision precision : REDUCED) {
      double finer = precision == Precision.TF32 ? 0 : Precision.TF32.roundoff();
      for (Class<?> type :
          ProductTuningTest.products().stream().map(OpCase::type).distinct().toList()) {
        assertThat(
                ProductTuningTest.products().stream()
                    .filter(c -> c.type() == type)
                    .anyMatch(
                        c -> !Parity.violations(c, backend(precision, SMALL), finer).isEmpty()))
            .as("%s in %s", type.getSimpleName(), precision)
            .isTrue();
      }
    }
  }

  /** Products by one hand over what the tensor cores have made of their factors. */
  @Test
  void factorsAreRoundedAsStated() {
    List<Float> numbers = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 1000; i++) {
      numbers.add((float) (random.nextGaussian() * Math.pow(2, random.nextInt(-60, 60))));
    }
    // Ties, and what lies right beside them.
    for (int bit : new int[] {0x1000, 0x3000, 0x8000, 0x18000, 0x7fffff}) {
      for (int near = -1; near <= 1; near++) {
        numbers.add(Float.intBitsToFloat(0x3f800000 + bit + near));
        numbers.add(Float.intBitsToFloat(0xc2800000 + bit + near));
      }
    }
    for (Precision precision : REDUCED) {
      float[] ones = {1};
      for (boolean left : new boolean[] {true, false}) {
        int n = numbers.size();
        float[] all = new float[n];
        for (int i = 0; i < n; i++) {
          all[i] = numbers.get(i);
        }
        float[] rounded =
            left ? product(precision, all, n, ones, 1, 1) : product(precision, ones, 1, all, n, 1);
        for (int i = 0; i < n; i++) {
          assertThat(rounded[i])
              .as("%s of %s", precision, all[i])
              .isEqualTo(rounded(precision, all[i]));
        }
      }
    }
  }

  /** Correct rounding by decimal arithmetic, which shares nothing with the kernels. */
  private static float rounded(Precision precision, float x) {
    int fraction = precision == Precision.TF32 ? 10 : 7;
    RoundingMode mode = precision == Precision.TF32 ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN;
    double unit = Math.scalb(1.0, Math.getExponent(x) - fraction);
    BigDecimal units = new BigDecimal(x).divide(new BigDecimal(unit), MathContext.DECIMAL128);
    return (float) (units.setScale(0, mode).doubleValue() * unit);
  }

  /** Whole numbers that every precision holds have exact products and, up to 2^24, exact sums. */
  @Test
  void sumsOfWholeNumbersAreExact() {
    SplittableRandom random = new SplittableRandom(6);
    int rows = 70;
    int depth = 150;
    int columns = 67;
    float[] x = wholeNumbers(random, rows * depth);
    float[] w = wholeNumbers(random, depth * columns);
    for (Precision precision : Precision.values()) {
      float[] y = product(precision, x, rows, w, columns, depth);
      for (int b = 0; b < rows; b++) {
        for (int n = 0; n < columns; n++) {
          long sum = 0;
          for (int k = 0; k < depth; k++) {
            sum += (long) x[b * depth + k] * (long) w[k * columns + n];
          }
          assertThat(y[b * columns + n]).isEqualTo((float) sum);
        }
      }
    }
  }

  private static float[] wholeNumbers(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(-128, 129);
    }
    return numbers;
  }

  private static float[] product(
      Precision precision, float[] x, int rows, float[] w, int columns, int depth) {
    CudaBackend backend = backend(precision, Tuning.DEFAULT);
    try (Arena arena = backend.newArena()) {
      Tensor left = arena.allocate("x", Shape.of(rows, depth), x);
      Tensor right = arena.allocate("w", Shape.of(depth, columns), w);
      Tensor y = arena.allocate("y", Shape.of(rows, columns));
      backend.compile(List.of(new MatMul(left, right, null, y)), new StepState(1)).run();
      return y.toArray();
    }
  }

  @Test
  void thePropertyNamesIt() {
    String old = System.getProperty("credence.cuda.precision");
    try {
      System.clearProperty("credence.cuda.precision");
      assertThat(Precision.chosen()).isEqualTo(Precision.FP32);
      System.setProperty("credence.cuda.precision", "bf16");
      assertThat(Precision.chosen()).isEqualTo(Precision.BF16);
      System.setProperty("credence.cuda.precision", "fp16");
      assertThatThrownBy(Precision::chosen)
          .hasMessage("credence.cuda.precision must be one of fp32, tf32, bf16, not fp16");
    } finally {
      if (old == null) {
        System.clearProperty("credence.cuda.precision");
      } else {
        System.setProperty("credence.cuda.precision", old);
      }
    }
  }
}
