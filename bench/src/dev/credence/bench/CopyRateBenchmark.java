package dev.credence.bench;

import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Limit of the machine: copies between two arrays of one footprint together, by as many threads as
 * JMH starts, each with its share.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3)
public class CopyRateBenchmark {
  /** KiB of both arrays: second-level cache, third-level cache, memory. */
  @Param({"512", "8192", "262144"})
  public int footprint;

  private float[] source;
  private float[] target;

  @Setup
  public void allocate(org.openjdk.jmh.infra.BenchmarkParams params) {
    int elements = footprint * 1024 / 2 / Float.BYTES / params.getThreads();
    source = new float[elements];
    target = new float[elements];
    Arrays.fill(source, 1);
  }

  @Benchmark
  public float[] copy() {
    System.arraycopy(source, 0, target, 0, source.length);
    return target;
  }
}
