package dev.credence.bench;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.Estimator;
import dev.credence.layer.FrozenNetwork;
import dev.credence.layer.Network;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.posterior.ParameterBlock;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mean, sigmaStat and sigmaSyst of every row over S weight samples.
 *
 * @param network as 20-128x4-2
 */
public record PredictionWork(String network, int rows, int samples) implements Work {
  private static final int COMPARED_ROWS = 256;

  /** A prediction of a network and number of rows written as 20-128x4-2/1024. */
  static PredictionWork of(String network, int samples) {
    String[] parts = network.split("/");
    return new PredictionWork(parts[0], Integer.parseInt(parts[1]), samples);
  }

  /** Number of Bayesian layers. */
  public int layers() {
    return Networks.widths(network).length - 1;
  }

  /**
   * Rows x; layer i has mu, rho, b and the noise eps (S, K, N) of its frozen weight samples,
   * followed by its number.
   */
  @Override
  public Map<String, Values> inputs() {
    Map<String, Values> in = new LinkedHashMap<>();
    in.put("x", new Values(Shape.of(rows, Networks.widths(network)[0]), x()));
    try (Backend backend = new ScalarBackend();
        Arena arena = backend.newArena()) {
      Network structure = structure();
      ParameterBlock parameters = initial(structure, arena);
      Tape tape = new Tape(arena);
      FrozenNetwork frozen =
          FrozenNetwork.record(
              structure,
              tape,
              parameters,
              tape.allocate("x", Shape.of(1, structure.inputs())),
              samples);
      List<Op> products = frozen.forward().stream().filter(op -> op instanceof MatMul).toList();
      for (int i = 0; i < layers(); i++) {
        SampleGaussian sampling = (SampleGaussian) frozen.sampling().get(i);
        Shape shape = sampling.w().shape();
        Noise.Stream eps = (Noise.Stream) sampling.eps();
        in.put("mu" + i, new Values(sampling.mu().shape(), sampling.mu().toArray()));
        in.put("rho" + i, new Values(sampling.mu().shape(), sampling.rho().toArray()));
        in.put("eps" + i, Values.normals(Values.SEED, eps.id(), shape));
        MatMul product = (MatMul) products.get(i);
        in.put("b" + i, new Values(product.b().shape(), product.b().toArray()));
      }
    }
    return in;
  }

  @Override
  public Task on(Backend backend) {
    return new Predict(predictor(backend), x());
  }

  /** Products of all layers; weights, rows and results once. */
  @Override
  public Cost cost() {
    int[] widths = Networks.widths(network);
    double perRow = Networks.flopsPerRow(widths);
    double weights = samples * perRow / 2;
    double bytes = Float.BYTES * (weights + (double) rows * (widths[0] + 3));
    return new Cost(samples * rows * perRow, bytes, bytes);
  }

  /**
   * A row's prediction is its own, so the reference of the first rows is that of any number of
   * rows; of the others it is only asked that they are numbers.
   */
  @Override
  public void check(String contender, Map<String, float[]> results) {
    int compared = Math.min(rows, COMPARED_ROWS);
    Map<String, float[]> first = new LinkedHashMap<>();
    for (Map.Entry<String, float[]> entry : results.entrySet()) {
      for (float number : entry.getValue()) {
        if (!Float.isFinite(number)) {
          throw new IllegalStateException(
              "%s of %s holds %s".formatted(entry.getKey(), contender, number));
        }
      }
      first.put(entry.getKey(), Arrays.copyOf(entry.getValue(), compared));
    }
    PredictionWork reference = new PredictionWork(network, compared, samples);
    Agreement.check(contender, first, References.of(reference));
  }

  /** A predictor of the network with its initial posterior; the caller closes it. */
  Predictor predictor(Backend backend) {
    Network structure = structure();
    try (Backend scalar = new ScalarBackend();
        Arena arena = scalar.newArena()) {
      float[] parameters = initial(structure, arena).all().toArray();
      FittedNetwork fitted = new FittedNetwork(structure, 1, parameters, Map.of(), Values.SEED);
      return Predictor.builder(fitted, backend).samples(samples).build();
    }
  }

  float[] x() {
    return Values.random(3, Shape.of(rows, Networks.widths(network)[0]), 0, 1).numbers();
  }

  private Network structure() {
    return Training.network(network, Estimator.FLIPOUT);
  }

  private static ParameterBlock initial(Network structure, Arena arena) {
    ParameterBlock parameters = new ParameterBlock("", structure.layout(), 1, arena);
    structure.initialize(parameters, Values.SEED);
    return parameters;
  }

  private final class Predict implements Task {
    private final Predictor predictor;
    private final float[] x;
    private final Prediction out;

    Predict(Predictor predictor, float[] x) {
      this.predictor = predictor;
      this.x = x;
      this.out = predictor.newPrediction(rows);
    }

    @Override
    public void run() {
      predictor.predict(x, rows, out);
    }

    @Override
    public Map<String, float[]> results() {
      run();
      float[] mean = new float[rows];
      float[] stat = new float[rows];
      float[] syst = new float[rows];
      for (int i = 0; i < rows; i++) {
        mean[i] = (float) out.mean(i, 0);
        stat[i] = (float) out.sigmaStat(i, 0);
        syst[i] = (float) out.sigmaSyst(i, 0);
      }
      return Map.of("mean", mean, "sigmaStat", stat, "sigmaSyst", syst);
    }

    @Override
    public void close() {
      predictor.close();
    }
  }
}
