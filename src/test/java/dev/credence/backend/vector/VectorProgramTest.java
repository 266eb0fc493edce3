package dev.credence.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.op.CategoricalNll;
import dev.credence.op.MatMul;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorProgramTest {
  private static final int BATCH = 300;

  private static float[] trained(VectorBackend backend, int steps) {
    try (TrainingProgram training = new TrainingProgram(backend, BATCH)) {
      for (int i = 0; i < steps; i++) {
        training.step();
      }
      assertThat(training.loss.item()).isFinite();
      return training.parameters.toArray();
    }
  }

  @Test
  void trainingGivesTheSameBitsForAnyNumberOfThreads() {
    try (VectorBackend one = new VectorBackend(1);
        VectorBackend two = new VectorBackend(2);
        VectorBackend five = new VectorBackend(5)) {
      float[] expected = trained(one, 10);
      assertThat(trained(two, 10)).isEqualTo(expected);
      assertThat(trained(five, 10)).isEqualTo(expected);
    }
  }

  @Test
  void programsOfSeveralThreadsDoNotDisturbEachOther() throws Exception {
    try (VectorBackend backend = new VectorBackend(3)) {
      float[] expected = trained(backend, 10);
      ExecutorService callers = Executors.newFixedThreadPool(4);
      try {
        List<Callable<float[]>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          tasks.add(() -> trained(backend, 10));
        }
        for (Future<float[]> result : callers.invokeAll(tasks)) {
          assertThat(result.get()).isEqualTo(expected);
        }
      } finally {
        callers.shutdown();
      }
    }
  }

  /**
   * Runs until a window of runs allocates nothing: before the compiler has come round to every
   * loop, vectors are boxed.
   */
  @Test
  void trainingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    try (VectorBackend backend = new VectorBackend(1);
        TrainingProgram training = new TrainingProgram(backend, BATCH)) {
      long bytes = Long.MAX_VALUE;
      for (int window = 0; window < 3000 && bytes != 0; window++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 20; i++) {
          training.step();
        }
        bytes = threads.getThreadAllocatedBytes(self) - before;
      }
      assertThat(bytes).isZero();
    }
  }

  /** Every row of a batch alone, and in batches of other sizes and places. */
  @ParameterizedTest
  @CsvSource({
    "20, 33",
    "64, 2",
    "7, 17",
    "600, 40",
    "128, 128",
    "20, 1",
    "3, 2",
    "16, 1",
    "128, 3",
    "77, 8"
  })
  void aRowDoesNotDependOnItsNeighbours(int inputs, int outputs) {
    Random random = new Random(9);
    int rows = 45;
    float[] x = normals(random, rows * inputs);
    float[] w = normals(random, inputs * outputs);
    float[] b = normals(random, outputs);
    try (VectorBackend backend = new VectorBackend(2)) {
      float[] all = product(backend, x, w, b, rows, inputs, outputs);
      for (int batch : new int[] {1, 2, 3, 5, 8, 13}) {
        for (int first = 0; first + batch <= rows; first += 7) {
          float[] part = Arrays.copyOfRange(x, first * inputs, (first + batch) * inputs);
          float[] own = product(backend, part, w, b, batch, inputs, outputs);
          assertThat(own)
              .as("rows %d to %d", first, first + batch)
              .isEqualTo(Arrays.copyOfRange(all, first * outputs, (first + batch) * outputs));
        }
      }
    }
  }

  /** Products of few columns read beyond the end of a row. */
  @ParameterizedTest
  @CsvSource({"20, 1", "3, 2", "77, 3", "20, 33"})
  void aRowWithoutNumbersHarmsNoOther(int inputs, int outputs) {
    Random random = new Random(9);
    int rows = 21;
    float[] x = normals(random, rows * inputs);
    float[] w = normals(random, inputs * outputs);
    float[] b = normals(random, outputs);
    try (VectorBackend backend = new VectorBackend(1)) {
      float[] expected = product(backend, x, w, b, rows, inputs, outputs);
      for (int row = 1; row < rows; row += 2) {
        Arrays.fill(x, row * inputs, (row + 1) * inputs, Float.NaN);
        Arrays.fill(expected, row * outputs, (row + 1) * outputs, Float.NaN);
      }
      assertThat(product(backend, x, w, b, rows, inputs, outputs)).isEqualTo(expected);
    }
  }

  private static float[] normals(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] product(
      VectorBackend backend, float[] x, float[] w, float[] b, int rows, int inputs, int outputs) {
    try (Arena arena = backend.newArena()) {
      Tensor y = arena.allocate("y", Shape.of(rows, outputs));
      MatMul op =
          new MatMul(
              arena.allocate("x", Shape.of(rows, inputs), x),
              arena.allocate("w", Shape.of(inputs, outputs), w),
              arena.allocate("b", Shape.of(1, outputs), b),
              y);
      backend.compile(List.of(op), new StepState(1)).run();
      return y.toArray();
    }
  }

  @Test
  void aFailureInAnyPartNamesItsOperation() {
    try (VectorBackend backend = new VectorBackend(2);
        Arena arena = backend.newArena()) {
      float[] classes = new float[512];
      classes[400] = 1e9f;
      CategoricalNll op =
          new CategoricalNll(
              arena.allocate("logits", Shape.of(512, 3)),
              arena.allocate("class", Shape.of(512, 1), classes),
              null,
              arena.allocate("loss", Shape.SCALAR),
              null,
              null,
              1);
      Program program = backend.compile(List.of(op), new StepState(1));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(program::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("categoricalNll")
            .hasMessageContaining("[vector]")
            .hasCauseInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @Test
  void aClosedBackendRefuses() {
    VectorBackend backend = new VectorBackend(2);
    TrainingProgram training = new TrainingProgram(backend, 16);
    backend.close();
    assertThatThrownBy(training::step).hasMessageContaining("closed");
    assertThatThrownBy(() -> new TrainingProgram(backend, 16)).hasMessageContaining("closed");
  }

  @Test
  void tensorsOfAnotherBackendAreRefused() {
    try (VectorBackend backend = new VectorBackend(1);
        ScalarBackend scalar = new ScalarBackend();
        Arena arena = scalar.newArena()) {
      Tensor x = arena.allocate("x", Shape.of(2, 2));
      MatMul op = new MatMul(x, x, null, arena.allocate("y", Shape.of(2, 2)));
      assertThatThrownBy(() -> backend.compile(List.of(op), new StepState(1)))
          .hasMessageContaining("scalar")
          .hasMessageContaining("[vector]");
    }
  }
}
