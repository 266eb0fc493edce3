package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.MatMul;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The plain product y (B, N) = x (B, K) w (K, N) + b; 2 B K N flops. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatMulBenchmark {
  @Param({"vector", "scalar"})
  public String backend;

  @Param({"1024x128x128", "1024x128x2", "1024x20x128", "512x512x512", "1x128x128"})
  public String shape;

  private Backend machine;
  private Arena arena;
  private Program program;

  @Setup
  public void compile() {
    String[] sizes = shape.split("x");
    int rows = Integer.parseInt(sizes[0]);
    int inputs = Integer.parseInt(sizes[1]);
    int outputs = Integer.parseInt(sizes[2]);
    machine = Backends.select(backend);
    arena = machine.newArena();
    Random random = new Random(1);
    Tensor x = random(random, "x", Shape.of(rows, inputs));
    Tensor w = random(random, "w", Shape.of(inputs, outputs));
    Tensor b = random(random, "b", Shape.of(1, outputs));
    Tensor y = arena.allocate("y", Shape.of(rows, outputs));
    program = machine.compile(List.of(new MatMul(x, w, b, y)), new StepState(1));
    program.run();
    check(x.toArray(), w.toArray(), b.toArray(), y.toArray(), inputs, outputs);
  }

  @Benchmark
  public void matMul() {
    program.run();
  }

  @TearDown
  public void close() {
    arena.close();
    machine.close();
  }

  private Tensor random(Random random, String name, Shape of) {
    float[] values = new float[(int) of.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return arena.allocate(name, of, values);
  }

  /** A wrong product must not be timed; the bound is that of a float32 sum in any order. */
  private static void check(float[] x, float[] w, float[] b, float[] y, int inputs, int outputs) {
    for (int i = 0; i < y.length; i++) {
      int row = i / outputs;
      int column = i % outputs;
      double exact = b[column];
      double magnitude = Math.abs(exact);
      for (int k = 0; k < inputs; k++) {
        double term = (double) x[row * inputs + k] * w[k * outputs + column];
        exact += term;
        magnitude += Math.abs(term);
      }
      if (!(Math.abs(y[i] - exact) <= (inputs + 2) * 0x1p-24 * magnitude)) {
        throw new IllegalStateException("wrong product at " + i + ": " + y[i] + ", not " + exact);
      }
    }
  }
}
