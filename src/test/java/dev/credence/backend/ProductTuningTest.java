package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The products of the CUDA backend in every way that sizes could make it choose. */
class ProductTuningTest {
  private static final int ALWAYS = Integer.MAX_VALUE;

  /** Every tile, drawing inside and outside, one run of rows and several. */
  private static final List<Tuning> TUNINGS =
      List.of(
          new Tuning("large", 0, 1),
          new Tuning("medium", ALWAYS, 3),
          new Tuning("small", 0, 7),
          new Tuning("thin", ALWAYS, 1));

  private static final Map<Tuning, CudaBackend> OPEN = new ConcurrentHashMap<>();

  /** More than one of the largest tiles along two axes each; rows that share groups of noise. */
  private static final List<ProductShape> LARGE =
      List.of(
          new ProductShape(2, 1, 1, 2, 133, 9, 130),
          new ProductShape(1, 1, 1, 1, 20, 140, 130),
          new ProductShape(1, 1, 1, 1, 131, 134, 9));

  /** Every tile with either way of drawing, in one run of rows. */
  static List<Tuning> ways() {
    return Stream.of("large", "medium", "small", "thin")
        .flatMap(tile -> Stream.of(new Tuning(tile, 0, 1), new Tuning(tile, ALWAYS, 1)))
        .toList();
  }

  static List<OpCase> products() {
    return Stream.of(
            ProductCases.all(),
            ProductGradientCases.all(),
            ProductCases.of(LARGE),
            ProductGradientCases.of(LARGE))
        .flatMap(List::stream)
        .toList();
  }

  /** One backend for all cases: closing each would wait for its memory. */
  private static CudaBackend backend(Tuning tuning) {
    return OPEN.computeIfAbsent(
        tuning, t -> new CudaBackend(TestDevice.driver(), t, Precision.FP32));
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(CudaBackend::close);
    OPEN.clear();
  }

  /** Parity also bounds how far the ways may differ from one another. */
  @TestFactory
  Stream<DynamicContainer> everyWayAgreesWithTheOracle() {
    return TUNINGS.stream()
        .map(
            tuning ->
                dynamicContainer(
                    tuning.toString(),
                    products().stream().map(c -> dynamicTest(c.name(), () -> agrees(c, tuning)))));
  }

  private static void agrees(OpCase c, Tuning tuning) {
    assertThat(Parity.violations(c, backend(tuning))).isEmpty();
  }

  /** Sums run along the depth in one order, and noise is the same wherever it is drawn. */
  @Test
  void resultsAreTheSameBitsForEveryTileAndWayOfDrawing() {
    List<String> different = new ArrayList<>();
    for (OpCase c : products()) {
      // Another depth of tiles would cut the rows into other runs: one run.
      List<Integer> expected = bits(c, new Tuning("small", 0, 1));
      for (Tuning way : ways()) {
        if (!bits(c, way).equals(expected)) {
          different.add(c.name() + " " + way);
        }
      }
    }
    assertThat(different).isEmpty();
  }

  /** Blocks along z loop over replicas. */
  @Test
  void moreReplicasThanAGridHolds() {
    ProductShape shape = new ProductShape(Grid.MAX_YZ + 2, 1, 1, 1, 1, 1, 2);
    agrees(ProductCases.of(List.of(shape)).get(0), Tuning.DEFAULT);
  }

  private static List<Integer> bits(OpCase c, Tuning tuning) {
    CudaBackend backend = backend(tuning);
    try (Fixture fixture = c.fixture(backend)) {
      Op op = c.build().apply(fixture);
      backend.compile(List.of(op), fixture.state).run();
      List<Integer> bits = new ArrayList<>();
      for (Tensor output : op.outputs()) {
        for (float value : output.toArray()) {
          bits.add(Float.floatToRawIntBits(value));
        }
      }
      return bits;
    }
  }
}
