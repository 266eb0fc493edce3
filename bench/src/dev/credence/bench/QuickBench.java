package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.vector.VectorBackend;
import dev.credence.op.Activation;
import dev.credence.op.MatMul;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A first look without JMH, in a few seconds: best times and the fraction of the fma rate measured
 * in between. Arguments: matmul, step, predict; none for all. {@code -Dthreads=1,2} chooses the
 * numbers of threads.
 */
public final class QuickBench {
  private static final int[] THREADS = threads();

  private QuickBench() {}

  private static int[] threads() {
    return Arrays.stream(System.getProperty("threads", "1,2").split(","))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  public static void main(String[] args) {
    List<String> wanted = args.length == 0 ? List.of("matmul", "step", "predict") : List.of(args);
    if (wanted.contains("matmul")) {
      int[][] shapes = {
        {1024, 20, 128}, {1024, 128, 128}, {1024, 128, 2}, {256, 64, 64}, {256, 256, 256},
        {512, 512, 512}, {1024, 1024, 1024}, {1, 128, 128}, {8, 128, 128}, {65536, 9, 64}
      };
      for (int[] s : shapes) {
        for (int threads : THREADS) {
          matmul(threads, s[0], s[1], s[2]);
        }
      }
    }
    if (wanted.contains("step")) {
      for (Activation activation : new Activation[] {Activation.RELU, Activation.GELU}) {
        for (int threads : THREADS) {
          step(threads, "20-128x4-2", 1024, activation);
          step(threads, "20-64x3-2", 256, activation);
          step(threads, "20-512x3-2", 1024, activation);
        }
      }
    }
    if (wanted.contains("predict")) {
      for (int threads : THREADS) {
        predict(threads, "20-128x4-2", 1024, 50);
        predict(threads, "20-64x3-2", 256, 50);
        predict(threads, "20-512x3-2", 1024, 10);
        predict(threads, "20-128x4-2", 1, 50);
      }
    }
  }

  private static void matmul(int threads, int b, int k, int n) {
    try (Backend backend = new VectorBackend(threads);
        Arena arena = backend.newArena()) {
      Tensor x = arena.allocate("x", Shape.of(b, k));
      Tensor w = arena.allocate("w", Shape.of(k, n));
      Tensor y = arena.allocate("y", Shape.of(b, n));
      measure(
          "matmul %dx%dx%d".formatted(b, k, n),
          backend,
          threads,
          List.of(new MatMul(x, w, null, y)),
          2.0 * b * k * n);
    }
  }

  private static void step(int threads, String network, int batch, Activation activation) {
    int[] widths = Networks.widths(network);
    try (Backend backend = new VectorBackend(threads);
        Arena arena = backend.newArena()) {
      List<Op> ops = Networks.flipoutStep(arena, widths, batch, activation);
      double flops = 6.0 * batch * Networks.flopsPerRow(widths);
      measure("flipout step %s %s".formatted(network, activation), backend, threads, ops, flops);
    }
  }

  private static void predict(int threads, String network, int batch, int samples) {
    int[] widths = Networks.widths(network);
    try (Backend backend = new VectorBackend(threads);
        Arena arena = backend.newArena()) {
      List<Op> ops = Networks.prediction(arena, widths, batch, samples, Activation.RELU);
      double flops = (double) samples * batch * Networks.flopsPerRow(widths);
      measure(
          "predict %d %s rows %d".formatted(samples, network, batch), backend, threads, ops, flops);
    }
  }

  private static void measure(
      String name, Backend backend, int threads, List<Op> ops, double flops) {
    StepState state = new StepState(1);
    state.learningRate(1e-4f);
    state.klScale(1e-5f);
    Program program = backend.compile(ops, state);
    long warmUp = System.nanoTime() + 1_000_000_000L;
    while (System.nanoTime() < warmUp) {
      program.run();
    }
    double[] rates = new double[5];
    double[] times = new double[5];
    for (int i = 0; i < rates.length; i++) {
      double peak = FmaPeak.gigaflops();
      double best = Double.MAX_VALUE;
      long end = System.nanoTime() + 100_000_000L;
      do {
        long t = System.nanoTime();
        program.run();
        best = Math.min(best, System.nanoTime() - t);
        state.step(state.step() + 1);
      } while (System.nanoTime() < end);
      times[i] = best * 1e-6;
      rates[i] = flops / best / (peak * threads);
    }
    Arrays.sort(rates);
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT,
        "%-36s %d threads  %9.4f ms  %7.1f GFLOP/s  %4.0f %% of the fma rate (best), %4.0f %% (median)%n",
        name,
        threads,
        times[0],
        flops / times[0] * 1e-6,
        100 * rates[4],
        100 * rates[2]);
  }
}
