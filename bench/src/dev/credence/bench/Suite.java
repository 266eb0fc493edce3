package dev.credence.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the whole suite on the Java that runs it: limits of the machine, every cell of every
 * benchmark, then allocation, memory and start-up. {@code ci/bench} starts it.
 *
 * <p>Options: {@code --quick} for one short fork a cell; {@code --all} for every value of every
 * parameter; {@code --only REGEX} for the cells whose names contain a match; {@code --check} for
 * the checks alone, in this Java machine. System properties {@code credence.bench.commit} and
 * {@code credence.bench.command} go into the report.
 */
public final class Suite {
  private static final List<Class<? extends WorkBenchmark>> BENCHMARKS =
      List.of(
          PlainProductBenchmark.class,
          TrainingStepBenchmark.class,
          PredictionBenchmark.class,
          LatencyBenchmark.class,
          SampledProductBenchmark.class,
          LocalProductBenchmark.class,
          FlipoutProductBenchmark.class,
          ActivationBenchmark.class,
          NoiseBenchmark.class,
          LossBenchmark.class,
          KlBenchmark.class,
          OptimizerBenchmark.class,
          GatherBenchmark.class,
          MomentsBenchmark.class,
          RowScalingBenchmark.class,
          SampleScalingBenchmark.class,
          EnsembleBenchmark.class);

  /** The scalar backend is not timed on work beyond this; it is the reference, not a competitor. */
  private static final double MOST_SCALAR_FLOPS = 2e9;

  /** After so many seconds the quick form starts no cell any more, to end within five minutes. */
  private static final double QUICK_SECONDS = 200;

  private static final int[] THREADS = {1, 2};
  private static final List<String> COPIES = List.of("512", "8192", "262144");

  private final Extent extent;
  private final boolean quick;
  private final Pattern only;
  private final Runs runs;
  private final Limits limits = new Limits();
  private final Map<String, String> peers = new TreeMap<>();
  private final Map<String, String> absent = new TreeMap<>();
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Object> probes = new LinkedHashMap<>();
  private int leftOut;

  private Suite(Extent extent, Pattern only) {
    this.extent = extent;
    this.quick = extent == Extent.QUICK;
    this.only = only;
    this.runs = new Runs(quick);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Extent extent = Extent.USUAL;
    boolean check = false;
    Pattern only = null;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--quick")) {
        extent = Extent.QUICK;
      } else if (args[i].equals("--all")) {
        extent = Extent.ALL;
      } else if (args[i].equals("--check")) {
        check = true;
      } else if (args[i].equals("--only") && i + 1 < args.length) {
        only = Pattern.compile(args[++i]);
      } else {
        System.err.println(
            "bench: unknown option "
                + args[i]
                + "; there are --quick, --all, --check, --only REGEX");
        System.exit(2);
      }
    }
    Suite suite = new Suite(extent, only);
    if (check) {
      suite.check();
    } else {
      Path file = suite.run();
      System.out.println();
      System.out.print(ResultTable.of(List.of(file)));
      System.out.println("bench: wrote " + file);
    }
    if (!suite.failures.isEmpty()) {
      suite.failures.forEach(failure -> System.err.println("bench: FAILED " + failure));
      System.exit(1);
    }
  }

  private Path run() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<Cell> cells = cells();
    measureLimits();
    for (int i = 0; i < cells.size(); i++) {
      if (quick && (System.nanoTime() - begin) * 1e-9 > QUICK_SECONDS) {
        leftOut = cells.size() - i;
        System.out.printf("bench: no time left for the last %d cells%n", leftOut);
        break;
      }
      String result = measure(cells.get(i));
      System.out.printf("bench: %d/%d %s  %s%n", i + 1, cells.size(), cells.get(i), result);
    }
    if (only == null) {
      probes();
    }
    if (!quick) {
      measureLimits();
    }
    return write();
  }

  /** Makes every cell ready and checks its results, without timing anything. */
  private void check() {
    for (Cell cell : cells()) {
      WorkBenchmark benchmark = cell.instance();
      String result = "agrees";
      try {
        benchmark.prepare();
        benchmark.run();
      } catch (RuntimeException e) {
        failures.add(cell + ": " + e.getMessage());
        result = "FAILED";
      } finally {
        benchmark.close();
      }
      System.out.printf("bench: %s  %s%n", cell, result);
    }
  }

  /** What there is to measure; says once for each absent peer why it is absent. */
  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Class<? extends WorkBenchmark> benchmark : BENCHMARKS) {
      for (Cell cell : Cell.of(benchmark, extent)) {
        if ((only == null || only.matcher(cell.toString()).find()) && takesPart(cell)) {
          cells.add(cell);
        }
      }
    }
    return cells;
  }

  private boolean takesPart(Cell cell) {
    String form = Contenders.form(cell.contender());
    if (!Contenders.isEngine(cell.contender())
        && !peers.containsKey(form)
        && !absent.containsKey(form)) {
      String reason = Contenders.absence(cell.contender());
      if (reason == null) {
        peers.put(form, Contenders.description(cell.contender()));
      } else {
        absent.put(form, reason);
        System.out.println("bench: without " + form + ": " + reason);
      }
    }
    if (absent.containsKey(form) || !Contenders.does(cell.contender(), cell.work())) {
      return false;
    }
    return !form.equals(Contenders.SCALAR) || cell.work().cost().flops() <= MOST_SCALAR_FLOPS;
  }

  private void measureLimits() {
    try {
      for (int threads : THREADS) {
        double rate = runs.rate(FmaRateBenchmark.class, threads, Map.of());
        limits.fma(threads, rate * FmaPeak.flops() * 1e-9);
        for (String footprint : COPIES) {
          int kib = Integer.parseInt(footprint);
          // Every thread copies its share; JMH adds up their rates.
          rate = runs.rate(CopyRateBenchmark.class, threads, Map.of("footprint", footprint));
          limits.copy(kib, threads, rate * kib * 1024 / threads * 1e-9);
        }
      }
    } catch (RunnerException e) {
      throw new IllegalStateException("the limits of the machine cannot be measured", e);
    }
    System.out.println("bench: fma GFLOP/s by threads " + limits.fma);
    System.out.println("bench: copy GB/s by KiB and threads " + limits.copy);
  }

  /** Measures a cell; returns what to print behind its name. A failure is kept for the end. */
  private String measure(Cell cell) {
    try {
      Cost cost = cell.work().cost();
      int threads = Contenders.threads(cell.contender());
      Double distance = distance(threads);
      Runs.Times t = runs.times(cell);
      distance = further(distance, distance(threads));
      if (distance != null && distance > CoreDistance.FAR && !quick) {
        // Once more: the cores are likely to be closer together another time.
        Double before = distance(threads);
        Runs.Times again = runs.times(cell);
        before = further(before, distance(threads));
        if (before < distance) {
          distance = before;
          t = again;
        }
      }
      Figure figure =
          new Figure(
              cell.family(),
              cell.parameters(),
              cell.contender(),
              t.median(),
              t.least(),
              t.most(),
              t.p99(),
              runs.forks(cell.contender()),
              cost.flops(),
              cost.bytes(),
              cost.flops() / t.median() * 1e-9,
              limits.fmaFraction(cost, t.median(), threads),
              limits.copyFraction(cost, t.median(), threads),
              distance);
      figures.add(figure);
      return String.format(
          Locale.ROOT,
          "%.3g us, %.0f %% of fma, %.0f %% of copy",
          figure.seconds() * 1e6,
          100 * figure.fmaFraction(),
          100 * figure.copyFraction());
    } catch (RunnerException | RuntimeException e) {
      failures.add(cell + ": " + e.getMessage());
      return "FAILED";
    }
  }

  private static Double distance(int threads) {
    return threads > 1 ? CoreDistance.nanos() : null;
  }

  private static Double further(Double a, Double b) {
    return a == null ? b : Double.valueOf(Math.max(a, b));
  }

  private void probes() throws IOException, InterruptedException {
    List<Object> allocation = new ArrayList<>();
    String warmUp = quick ? "4" : "60";
    for (String contender : quick ? List.of("vector-2") : List.of("vector-1", "vector-2")) {
      allocation.add(Machine.probe("allocation", contender, warmUp));
    }
    probes.put("allocatedBytesPerRun", allocation);
    List<Object> memory = new ArrayList<>();
    List<String> networks = List.of("20-128x4-2/1024", "20-512x3-2/1024");
    for (String network : quick ? networks.subList(0, 1) : networks) {
      memory.add(Machine.probe("memory", network, warmUp));
    }
    probes.put("memoryOfTraining", memory);
    probes.put("startUp", StartUp.measure(Path.of("credence"), quick ? 3 : 15));
    probes.forEach((name, found) -> System.out.println("bench: " + name + " " + found));
  }

  private Path write() throws IOException {
    Machine machine = Machine.current();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("machine", machine);
    report.put("date", LocalDate.now().toString());
    report.put("commit", System.getProperty("credence.bench.commit", "unknown"));
    report.put("command", System.getProperty("credence.bench.command", "unknown"));
    report.put("quick", quick);
    report.put("cellsLeftOut", leftOut);
    report.put("peers", peers);
    report.put("absent", absent);
    report.put("fmaGigaflopsByThreads", limits.fma);
    report.put("copyGigabytesByKibAndThreads", limits.copy);
    report.put("figures", figures);
    report.put("probes", probes);
    report.put("failures", failures);
    boolean whole = !quick && only == null;
    Path file = Path.of("bench/results", machine.slug() + (whole ? "" : "-quick") + ".json");
    Files.createDirectories(file.getParent());
    ResultTable.JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), report);
    return file;
  }
}
