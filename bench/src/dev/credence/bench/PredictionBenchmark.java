package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Activation;
import dev.credence.tensor.Arena;
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

/**
 * Mean, sigmaStat and sigmaSyst of a batch from 50 frozen weight samples; 2 S B sum of K N flops.
 * Networks are written inputs-widthxlayers-outputs/batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PredictionBenchmark {
  @Param({"vector", "scalar"})
  public String backend;

  @Param({"20-128x4-2/1024", "20-64x3-2/256"})
  public String network;

  private static final int SAMPLES = 50;

  private Backend machine;
  private Arena arena;
  private Program program;
  private StepState state;

  @Setup
  public void compile() {
    machine = Backends.select(backend);
    arena = machine.newArena();
    state = new StepState(1);
    state.learningRate(1e-4f);
    state.klScale(1e-5f);
    String[] parts = network.split("/");
    int batch = Integer.parseInt(parts[1]);
    program =
        machine.compile(
            Networks.prediction(arena, Networks.widths(parts[0]), batch, SAMPLES, Activation.RELU),
            state);
  }

  @Benchmark
  public void predict() {
    program.run();
  }

  @TearDown
  public void close() {
    arena.close();
    machine.close();
  }
}
