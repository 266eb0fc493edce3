package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.GaussianNll;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampledMatMul;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Times whole programs of one backend. {@code bench/peers} does the same work in torch and jax. */
public final class DeviceBench {
  /** Networks and batches of the peers, {@code bench/peers/work.py}. */
  private static final List<String> NETWORKS =
      List.of("20-64x3-2/256", "20-128x4-2/1024", "20-512x3-2/1024");

  private static final int SAMPLES = 50;
  private static final int TRAINING_ROWS = 30_000;
  private static final int PREDICTION_ROWS = 1024;

  /** Rows of the large prediction that are on the way at once. */
  private static final int CHUNK = 65_536;

  private static final int LARGE_ROWS = 1_000_000;

  private final Backend backend;
  private final boolean small;
  private final ReplayClock clock;
  private final List<Timing> timings = new ArrayList<>();

  /**
   * One measurement.
   *
   * @param work what was done: copy, loss, normals, matmul, sampled matmul, step, predict or serve
   * @param detail estimator or form
   * @param size network and batch, or extents
   * @param seconds of one run, one value a repetition
   * @param flops of one run
   * @param bytes least traffic of one run: all but temporary tensors, once an operation
   */
  public record Timing(
      String work, String detail, String size, double[] seconds, double flops, double bytes) {
    public double median() {
      double[] sorted = seconds.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  /**
   * Prepares measurements.
   *
   * @param small sizes for a slow machine, to see that everything runs
   */
  public DeviceBench(Backend backend, boolean small) {
    this.backend = backend;
    this.small = small;
    this.clock = new ReplayClock(small, 20);
  }

  /** Runs all measurements in order. */
  public List<Timing> run() {
    copy();
    loss();
    normals();
    products();
    for (String network : networks()) {
      for (Estimator estimator : Estimator.values()) {
        step(network, estimator);
      }
      predict(network);
      serve(network);
    }
    if (!small) {
      predictLarge();
    }
    return timings;
  }

  /** Runs what tensor cores speed up most: single products, and predictions. */
  public List<Timing> productsAndPredictions() {
    products();
    networks().forEach(this::predict);
    networks().forEach(this::serve);
    if (!small) {
      predictLarge();
    }
    return timings;
  }

  /** Runs the training steps of one estimator alone. */
  public List<Timing> steps(Estimator estimator) {
    networks().forEach(network -> step(network, estimator));
    return timings;
  }

  private List<String> networks() {
    return small ? NETWORKS.subList(0, 1) : NETWORKS;
  }

  /** What memory gives: y = relu(x) reads and writes each element once. */
  private void copy() {
    Shape shape = Shape.of(1 << (small ? 4 : 14), 1 << 14);
    try (Arena arena = backend.newArena()) {
      Tensor x = arena.allocate("x", shape);
      Tensor y = arena.allocate("y", shape);
      measure("copy", "relu", shape.toString(), List.of(new Activate(Activation.RELU, x, y)), 1);
    }
  }

  /** Heteroscedastic loss with its gradient. */
  private void loss() {
    int rows = 1 << (small ? 12 : 26);
    try (Arena arena = backend.newArena()) {
      Tensor prediction = arena.allocate("prediction", Shape.of(rows, 2));
      Op op =
          new GaussianNll(
              prediction,
              arena.allocate("target", Shape.of(rows, 1)),
              null,
              -20,
              20,
              arena.allocate("loss", Shape.SCALAR),
              null,
              arena.allocate("gradient", Shape.of(rows, 2)),
              1);
      measure("loss", "gaussianNll with gradient", rows + " rows", List.of(op), 1);
    }
  }

  /** Weight samples: one normal, one softplus and one fma an element. */
  private void normals() {
    Shape shape = Shape.of(1 << (small ? 4 : 13), 1 << 13);
    try (Arena arena = backend.newArena()) {
      Op op =
          new SampleGaussian(
              arena.allocate("mu", shape),
              arena.allocate("rho", shape),
              ScaleParameterization.SOFTPLUS,
              new Noise.Stream(1),
              arena.allocate("w", shape));
      measure("normals", "sampleGaussian", shape.toString(), List.of(op), 1);
    }
  }

  private void products() {
    for (int n : small ? new int[] {64} : new int[] {1024, 4096}) {
      try (Arena arena = backend.newArena()) {
        Shape square = Shape.of(n, n);
        Tensor x = arena.allocate("x", square, random(n * n));
        Tensor mu = arena.allocate("mu", square, random(n * n));
        Tensor rho = arena.allocate("rho", square, random(n * n));
        Tensor y = arena.allocate("y", square);
        String size = n + " cubed";
        measure("matmul", "plain", size, List.of(new MatMul(x, mu, null, y)), 1);
        Op sampled =
            new SampledMatMul(
                x, mu, rho, null, ScaleParameterization.SOFTPLUS, new Noise.Stream(1), y);
        measure("sampled matmul", "reparameterized", size, List.of(sampled), 1);
      }
    }
  }

  /** A whole step of training: gather, forward, loss, backward, KL, Adam. */
  private void step(String network, Estimator estimator) {
    String[] parts = network.split("/");
    int[] widths = Networks.widths(parts[0]);
    Network.Builder builder = Network.builder(widths[0]).estimator(estimator);
    for (int i = 1; i < widths.length; i++) {
      builder.bayesian(widths[i]);
      if (i < widths.length - 1) {
        builder.activation(Activation.RELU);
      }
    }
    int rows = small ? 512 : TRAINING_ROWS;
    TrainingData data = new TrainingData(rows, random(rows * widths[0]), random(rows), null);
    TrainingOptions options =
        TrainingOptions.builder().batchSize(Integer.parseInt(parts[1])).seed(1).build();
    try (VariationalInference training =
        new VariationalInference(
            builder.build(Likelihood.gaussian(), 1), data, null, options, backend)) {
      Program program = training.program();
      program.state().learningRate(1e-4f);
      program.state().klScale(1f / rows);
      measure("step", estimator.name().toLowerCase(java.util.Locale.ROOT), network, program, 1);
    }
  }

  private void predict(String network) {
    int[] widths = Networks.widths(network.split("/")[0]);
    int rows = small ? 64 : PREDICTION_ROWS;
    try (Arena arena = backend.newArena()) {
      List<Op> ops = Networks.prediction(arena, widths, rows, SAMPLES, Activation.RELU);
      measure("predict", "50 frozen samples", network.split("/")[0] + "/" + rows, ops, 1);
    }
  }

  /** The time of 10^6 rows from that of one chunk, all weight samples resident. */
  private void predictLarge() {
    String network = "20-128x4-2";
    try (Arena arena = backend.newArena()) {
      List<Op> ops =
          Networks.prediction(arena, Networks.widths(network), CHUNK, SAMPLES, Activation.RELU);
      double chunks = (double) LARGE_ROWS / CHUNK;
      measure("predict", "50 frozen samples", network + "/" + LARGE_ROWS, ops, chunks);
    }
  }

  /** What one caller waits for: rows of the host through a predictor, and the figures back. */
  private void serve(String network) {
    String widths = network.split("/")[0];
    for (int rows : small ? new int[] {1, 64} : new int[] {1, 1024, 65_536}) {
      PredictionWork work = PredictionWork.of(widths + "/" + rows, SAMPLES);
      try (Task task = work.on(backend)) {
        double[] seconds = clock.seconds(task);
        Cost cost = work.cost();
        timings.add(
            new Timing(
                "serve",
                "50 frozen samples",
                widths + "/" + rows,
                seconds,
                cost.flops(),
                cost.bytes()));
      }
    }
  }

  private void measure(String work, String detail, String size, List<Op> ops, double times) {
    StepState state = new StepState(1);
    measure(work, detail, size, backend.compile(ops, state), times);
  }

  private void measure(String work, String detail, String size, Program program, double times) {
    double flops = 0;
    double bytes = 0;
    for (Op op : program.ops()) {
      flops += op.flops();
      bytes += leastBytes(op);
    }
    double[] seconds = clock.seconds(program);
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] *= times;
    }
    timings.add(new Timing(work, detail, size, seconds, times * flops, times * bytes));
  }

  private static double leastBytes(Op op) {
    return Stream.concat(op.inputs().stream(), op.outputs().stream())
        .filter(tensor -> !tensor.isTemporary())
        .mapToDouble(tensor -> (double) tensor.shape().elements() * Float.BYTES)
        .sum();
  }

  static float[] random(int count) {
    Random random = new Random(1);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
