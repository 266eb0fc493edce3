package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SampledMatMul;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Times products of the CUDA backend in every way that it could choose, over sizes: where the
 * backend should change its way ({@link Tuning}), and how far each precision is from cuBLAS.
 */
public final class ProductBench {
  private static final String LIBRARY = "credence.cuda.blas";
  private static final int ALWAYS = Integer.MAX_VALUE;
  private static final Tuning OWN = Tuning.DEFAULT;

  private final Driver driver;
  private final boolean small;
  private final ReplayClock clock;
  private final List<Comparison> comparisons = new ArrayList<>();

  /**
   * One product in several ways.
   *
   * @param work matmul, sampled matmul or flipout
   * @param precision of the factors
   * @param size rows x depth x columns, and how many results of them
   * @param flops of one run
   * @param seconds median of one run, by way
   * @param absences why a way could not be taken
   */
  public record Comparison(
      String work,
      String precision,
      String size,
      double flops,
      Map<String, Double> seconds,
      Map<String, String> absences) {}

  /** A way of one product: what it is compiled with. */
  private record Way(String name, Precision precision, Tuning tuning, boolean library) {}

  /** Extents of a product with so many results of the same factor x. */
  private record Extents(int replicas, int rows, int depth, int columns) {
    @Override
    public String toString() {
      String one = rows + "x" + depth + "x" + columns;
      return replicas == 1 ? one : replicas + " times " + one;
    }
  }

  /**
   * Prepares measurements.
   *
   * @param small sizes for a slow machine, to see that everything runs
   */
  public ProductBench(Driver driver, boolean small) {
    this.driver = driver;
    this.small = small;
    this.clock = new ReplayClock(small, 7);
  }

  /** Runs all measurements in order. */
  public List<Comparison> run() {
    for (Extents extents : extents(128, 256, 512, 1024, 2048, 4096)) {
      for (Precision precision : Precision.values()) {
        compare("matmul", extents, plain(precision), arena -> plain(arena, extents));
        compare("sampled matmul", extents, plain(precision), arena -> sampled(arena, extents));
      }
    }
    for (int width : small ? new int[] {16} : new int[] {64, 128, 512}) {
      for (int rows : small ? new int[] {8} : new int[] {32, 64, 128, 256, 512, 1024, 4096}) {
        // A step of training, and a prediction of many weight samples.
        for (int replicas : new int[] {1, 32}) {
          Extents extents = new Extents(replicas, rows, width, width);
          compare("sampled matmul", extents, drawing(), arena -> sampled(arena, extents));
          compare("flipout", extents, drawing(), arena -> flipout(arena, extents));
        }
      }
    }
    return comparisons;
  }

  /** Cubes, and one layer of a network under a large batch. */
  private List<Extents> extents(int... cubes) {
    List<Extents> all = new ArrayList<>();
    for (int n : small ? new int[] {64} : cubes) {
      all.add(new Extents(1, n, n, n));
    }
    if (!small) {
      all.add(new Extents(1, 1 << 17, 128, 128));
      all.add(new Extents(1, 1 << 15, 512, 512));
    }
    return all;
  }

  private static List<Way> plain(Precision precision) {
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("chosen", precision, OWN, false));
    for (String tile : List.of("warpgroup", "large", "medium")) {
      if (precision != Precision.FP32 || !tile.equals("warpgroup")) {
        ways.add(new Way(tile, precision, new Tuning(tile, 0, 0), false));
      }
    }
    ways.add(new Way("cublas", precision, OWN, true));
    return ways;
  }

  private static List<Way> drawing() {
    return List.of(
        new Way("drawn inside", Precision.FP32, new Tuning(null, ALWAYS, 0), false),
        new Way("drawn into memory", Precision.FP32, new Tuning(null, 0, 0), false));
  }

  private static Op plain(Arena arena, Extents e) {
    Tensor w = matrix(arena, "w", e.depth, e.columns);
    return new MatMul(x(arena, e), w, null, y(arena, e));
  }

  private static Op sampled(Arena arena, Extents e) {
    return new SampledMatMul(
        x(arena, e),
        matrix(arena, "mu", e.depth, e.columns),
        matrix(arena, "rho", e.depth, e.columns),
        null,
        ScaleParameterization.SOFTPLUS,
        new Noise.Stream(1),
        y(arena, e));
  }

  private static Op flipout(Arena arena, Extents e) {
    return new FlipoutMatMul(
        x(arena, e),
        matrix(arena, "mu", e.depth, e.columns),
        matrix(arena, "rho", e.depth, e.columns),
        null,
        ScaleParameterization.SOFTPLUS,
        new Noise.Stream(1),
        new Noise.Stream(2),
        new Noise.Stream(3),
        y(arena, e));
  }

  private static Tensor x(Arena arena, Extents e) {
    return matrix(arena, "x", e.rows, e.depth);
  }

  private static Tensor y(Arena arena, Extents e) {
    return arena.allocate("y", new Shape(e.replicas, e.rows, e.columns));
  }

  private static Tensor matrix(Arena arena, String name, int rows, int columns) {
    return arena.allocate(name, Shape.of(rows, columns), DeviceBench.random(rows * columns));
  }

  private void compare(String work, Extents extents, List<Way> ways, Function<Arena, Op> op) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    Map<String, String> absences = new LinkedHashMap<>();
    // Closed with the driver, which others use.
    Backend memory = new CudaBackend(driver);
    double flops = 0;
    try (Arena arena = memory.newArena()) {
      Op product = op.apply(arena);
      flops = product.flops();
      for (Way way : ways) {
        try {
          double[] all = clock.seconds(compiled(way, product));
          Arrays.sort(all);
          seconds.put(way.name, all[all.length / 2]);
        } catch (IllegalArgumentException | DeviceException e) {
          absences.put(way.name, e.getMessage());
        }
      }
    }
    String precision = ways.get(0).precision.id();
    comparisons.add(new Comparison(work, precision, extents.toString(), flops, seconds, absences));
  }

  private Program compiled(Way way, Op op) {
    String library = System.getProperty(LIBRARY);
    try {
      System.setProperty(LIBRARY, way.library ? "on" : "off");
      return new CudaBackend(driver, way.tuning, way.precision)
          .compile(List.of(op), new StepState(1));
    } finally {
      if (library == null) {
        System.clearProperty(LIBRARY);
      } else {
        System.setProperty(LIBRARY, library);
      }
    }
  }
}
