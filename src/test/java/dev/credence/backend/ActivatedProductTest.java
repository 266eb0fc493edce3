package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.TestDevice;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.emulator.EmulatedDriver;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A product that activates its result leaves the bits of the two operations one by one. */
class ActivatedProductTest {
  private record Way(Tuning tuning, Precision precision) {}

  private static final List<Way> WAYS =
      List.of(
          new Way(new Tuning("large", 0, 1), Precision.FP32),
          new Way(new Tuning("medium", Integer.MAX_VALUE, 1), Precision.FP32),
          new Way(new Tuning("small", 0, 1), Precision.TF32),
          new Way(new Tuning("thin", Integer.MAX_VALUE, 1), Precision.FP32));

  @TestFactory
  Stream<DynamicTest> leavesTheBitsOfSingleOperations() {
    List<OpCase> cases = ProductCases.all();
    return IntStream.range(0, cases.size())
        .mapToObj(
            i ->
                dynamicTest(
                    cases.get(i).name(),
                    () -> compare(cases.get(i), WAYS.get(i % WAYS.size()), function(i))));
  }

  private static Activation function(int i) {
    return Activation.values()[i / WAYS.size() % Activation.values().length];
  }

  private static void compare(OpCase c, Way way, Activation function) {
    EmulatedDriver driver = TestDevice.emulated();
    try (CudaBackend backend = new CudaBackend(driver, way.tuning(), way.precision());
        Fixture f = c.fixture(backend)) {
      Op product = c.build().apply(f);
      Tensor y = product.outputs().get(product.outputs().size() - 1);
      int[] shape = {y.shape().replicas(), y.shape().rows(), y.shape().columns()};
      Tensor together = f.output("together", shape[0], shape[1], shape[2]);
      Tensor apart = f.output("apart", shape[0], shape[1], shape[2]);
      List<Op> both = List.of(product, new Activate(function, y, together));
      backend.compile(both, f.state).run();
      assertThat(driver.launched()).doesNotContain("activate");
      List<Integer> results = bits(product);
      backend.compile(List.of(product), f.state).run();
      backend.compile(List.of(new Activate(function, y, apart)), f.state).run();
      assertThat(bits(product)).isEqualTo(results);
      assertThat(bits(together)).isEqualTo(bits(apart));
      assertThat(f.violations()).isEmpty();
    }
  }

  private static List<Integer> bits(Op op) {
    List<Integer> bits = new ArrayList<>();
    op.outputs().forEach(tensor -> bits.addAll(bits(tensor)));
    return bits;
  }

  private static List<Integer> bits(Tensor tensor) {
    List<Integer> bits = new ArrayList<>();
    for (float value : tensor.toArray()) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return bits;
  }
}
