package dev.credence.bench;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * How long JMH measures.
 *
 * @param quick one short fork for everybody
 */
record Runs(boolean quick) {
  private static final long ITERATION_MS = 200;
  private static final int ITERATIONS = 5;

  /**
   * Forks: two of the vector backend, whose compilation differs from one to the next; peers are
   * compiled ahead of time.
   */
  int forks(String contender) {
    boolean compiled = Contenders.isEngine(contender) && !contender.equals(Contenders.SCALAR);
    return compiled && !quick ? 2 : 1;
  }

  /** Times of one run of a cell in seconds. */
  Times times(Cell cell) throws RunnerException {
    ChainedOptionsBuilder options =
        options(cell.benchmark(), forks(cell.contender())).param("contender", cell.contender());
    cell.parameters().forEach(options::param);
    RunResult result = run(options);
    double unit = 1.0 / result.getParams().getTimeUnit().convert(1, TimeUnit.SECONDS);
    boolean calls = result.getParams().getMode() == Mode.SampleTime;
    Statistics s = calls ? result.getPrimaryResult().getStatistics() : iterations(result);
    return new Times(
        unit * s.getPercentile(50),
        unit * s.getMin(),
        unit * s.getMax(),
        calls ? unit * s.getPercentile(99) : null);
  }

  /**
   * Seconds of one run: over the iterations of all forks, or over all calls of a latency.
   *
   * @param p99 99th percentile of a latency, else null
   */
  record Times(double median, double least, double most, Double p99) {}

  /** Operations a second of a limit of the machine, with so many threads; the best iteration. */
  double rate(Class<?> limit, int threads, Map<String, String> parameters) throws RunnerException {
    ChainedOptionsBuilder options = options(limit, quick ? 1 : 2).threads(threads);
    parameters.forEach(options::param);
    return run(options).getPrimaryResult().getStatistics().getMax();
  }

  private ChainedOptionsBuilder options(Class<?> benchmark, int forks) {
    return new OptionsBuilder()
        .include("^" + Pattern.quote(benchmark.getName() + "."))
        .forks(forks)
        .warmupIterations(3)
        .warmupTime(TimeValue.milliseconds(ITERATION_MS))
        .measurementIterations(quick ? 3 : ITERATIONS)
        .measurementTime(TimeValue.milliseconds(quick ? ITERATION_MS / 2 : ITERATION_MS))
        .timeout(TimeValue.minutes(10))
        .shouldFailOnError(true)
        .jvmArgsAppend(Machine.arguments().toArray(String[]::new))
        .verbosity(VerboseMode.SILENT);
  }

  private static RunResult run(ChainedOptionsBuilder options) throws RunnerException {
    Collection<RunResult> results = new Runner(options.build()).run();
    if (results.size() != 1) {
      throw new RunnerException("JMH gave " + results.size() + " results for one cell");
    }
    return results.iterator().next();
  }

  private static Statistics iterations(RunResult result) {
    ListStatistics all = new ListStatistics();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        all.addValue(iteration.getPrimaryResult().getScore());
      }
    }
    return all;
  }
}
