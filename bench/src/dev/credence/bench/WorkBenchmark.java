package dev.credence.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One piece of work by one contender, whose results are checked before anything is timed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public abstract class WorkBenchmark {
  /** Most seconds that the engine may take to stop allocating, before JMH's own warm-up. */
  private static final double MOST_WARM_UP = 20;

  private Contender machine;
  private Task task;

  /** The work that the parameters describe. */
  public abstract Work work();

  /** Name of the contender among the parameters. */
  public abstract String contender();

  @Setup(Level.Trial)
  public void prepare() {
    machine = Contenders.open(contender());
    task = machine.prepare(work());
    work().check(contender(), task.results());
    if (Contenders.isEngine(contender())) {
      WarmUp.run(task::run, MOST_WARM_UP);
    }
  }

  @Benchmark
  public void run() {
    task.run();
  }

  @TearDown(Level.Trial)
  public void close() {
    if (task != null) {
      task.close();
    }
    if (machine != null) {
      machine.close();
    }
  }
}
