package dev.credence.bench;

import dev.credence.backend.vector.VectorNormals;
import dev.credence.noise.Normals;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per standard normal on one core; the buffer stays in the second-level cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class NormalsBenchmark {
  private static final int COUNT = 1 << 14;

  @Param({"scalar", "vector"})
  public String backend;

  /** 64 is a group boundary; 37 makes the first and last group partial. */
  @Param({"64", "37"})
  public long firstElement;

  private final float[] dst = new float[COUNT];
  private int step;

  @Benchmark
  @OperationsPerInvocation(COUNT)
  public float[] fill() {
    step++;
    if (backend.equals("vector")) {
      VectorNormals.fill(42, 1, step, 0, firstElement, dst, 0, COUNT);
    } else {
      Normals.fill(42, 1, step, 0, firstElement, dst, 0, COUNT);
    }
    return dst;
  }
}
