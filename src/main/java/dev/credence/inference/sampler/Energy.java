package dev.credence.inference.sampler;

import dev.credence.autodiff.Tape;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;
import dev.credence.layer.Pass;
import dev.credence.layer.Streams;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
import dev.credence.op.LossOp;
import dev.credence.op.Op;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The energy U = n mean NLL + sum (theta - m)^2 / (2 s^2) of every chain and its gradient, as
 * recorded operations. The gradient tensor holds that of U / n. On a batch, the mean over the batch
 * stands for that over the data.
 *
 * <p>The mean and the prior's sum are float32: differences of U below about 1e-7 U are rounding.
 */
final class Energy {
  private final Network network;
  private final int chains;
  private final int rows;
  private final int batch;
  private final double weight;
  private final ParameterBlock parameters;
  private final ParameterBlock gradients;
  private final Tensor mean;
  private final Tensor precision;
  private final Tensor scale;
  private final List<Op> ops;
  private final Tensor loss;
  private final Tensor prior;
  private final float[] numbers;

  Energy(Network network, TrainingData data, SamplingOptions options, Arena arena) {
    checkDeterministic(network);
    options.priors().check(network.layout());
    this.network = network;
    this.chains = options.chains();
    this.rows = data.rows();
    this.batch = Math.min(options.batchSize(), rows);
    this.weight = data.weights() == null ? rows : sum(data.weights());
    this.parameters = new ParameterBlock("", network.layout(), chains, arena);
    this.gradients = new ParameterBlock("d", network.layout(), chains, arena);
    int size = network.layout().size();
    this.mean = arena.allocate("prior mean", new Shape(1, 1, size));
    this.precision = arena.allocate("prior precision", new Shape(chains, 1, size));
    this.scale = arena.allocate("scale", new Shape(1, 1, size));
    this.prior = arena.allocate("prior energy", new Shape(chains, 1, 1));
    this.numbers = new float[chains];
    network.initialize(parameters, options.seed());
    writePriors(options.priors());
    Tape tape = new Tape(arena);
    this.loss = record(tape, data, arena);
    this.ops = tape.ops();
  }

  private static void checkDeterministic(Network network) {
    if (network.isStochastic()) {
      throw new IllegalArgumentException(
          "samplers need a network without random weights or dropout, not one with "
              + network.layers());
    }
  }

  /** Gathers a batch if need be, then forward, loss, backward and prior. */
  List<Op> ops() {
    return ops;
  }

  ParameterBlock parameters() {
    return parameters;
  }

  ParameterBlock gradients() {
    return gradients;
  }

  /** 1 for parameters that a sampler moves, else 0 (1, 1, P). */
  Tensor scale() {
    return scale;
  }

  /** 1 / s^2 of every parameter (M, 1, P). */
  Tensor precision() {
    return precision;
  }

  int chains() {
    return chains;
  }

  /** Training rows n. */
  int rows() {
    return rows;
  }

  /** Sum of the example weights. */
  double weight() {
    return weight;
  }

  /** Whether every gradient takes in all rows. */
  boolean wholeData() {
    return batch == rows;
  }

  /** Mean negative log-likelihood of each chain after the last run of the operations. */
  void readLoss(double[] values) {
    read(loss, values);
  }

  /** Prior energy of each chain after the last run of the operations. */
  void readPrior(double[] values) {
    read(prior, values);
  }

  private void read(Tensor tensor, double[] values) {
    tensor.read(numbers);
    for (int c = 0; c < chains; c++) {
      values[c] = numbers[c];
    }
  }

  /** The homoscedastic likelihood if its width is learned, else null. */
  HomoscedasticLikelihood learnedNoise() {
    return network.likelihood() instanceof HomoscedasticLikelihood likelihood
            && likelihood.learned()
        ? likelihood
        : null;
  }

  private void writePriors(WeightPriors priors) {
    float[] means = new float[network.layout().size()];
    float[] precisions = new float[means.length * chains];
    float[] scales = new float[means.length];
    for (ParameterLayout.Slot slot : network.layout().slots()) {
      Prior.Gaussian gaussian;
      if (slot.name().equals(HomoscedasticLikelihood.LOG_VARIANCE)) {
        if (learnedNoise() == null || Double.isFinite(priors.noiseShape())) {
          continue; // known, or drawn from its conditional
        }
        double start = 2 * Math.log(learnedNoise().sigma());
        gaussian = new Prior.Gaussian(start, WeightPriors.LOG_VARIANCE_WIDTH, false);
      } else {
        gaussian = priors.of(slot).of(slot.rows());
      }
      int end = slot.start() + slot.rows() * slot.columns();
      Arrays.fill(means, slot.start(), end, (float) gaussian.mean());
      Arrays.fill(scales, slot.start(), end, 1);
      float inverse = (float) (1 / (gaussian.sigma() * gaussian.sigma()));
      for (int c = 0; c < chains; c++) {
        int first = c * means.length;
        Arrays.fill(precisions, first + slot.start(), first + end, inverse);
      }
    }
    mean.write(means);
    precision.write(precisions);
    scale.write(scales);
  }

  private Tensor record(Tape tape, TrainingData data, Arena arena) {
    parameters
        .layout()
        .slots()
        .forEach(s -> tape.parameter(parameters.get(s.name()), gradients.get(s.name())));
    Tensor x = rows(tape, arena, "x", data.inputs());
    Tensor y = rows(tape, arena, "y", data.targets());
    Tensor w = data.weights() == null ? null : rows(tape, arena, "weight", data.weights());
    Pass pass = new Pass(tape, parameters, null, Pass.Mode.MEAN, chains);
    Tensor outputs = network.record(pass, x);
    LossOp op = network.likelihood().record(tape, parameters, outputs, y, w, 1);
    tape.backward();
    Gradient gradient = new Gradient(gradients.all(), Gradient.Mode.ACCUMULATE);
    tape.record(new GaussianPrior(parameters.all(), mean, precision, prior, gradient));
    return op.loss();
  }

  /** All rows, the same for every chain, or a batch for each in an order of its own. */
  private Tensor rows(Tape tape, Arena arena, String name, float[] values) {
    int columns = values.length / rows;
    Tensor source = arena.allocate(name + " data", Shape.of(rows, columns), values);
    if (wholeData()) {
      return source;
    }
    Tensor out = tape.allocate(name, new Shape(chains, batch, columns));
    tape.record(new GatherRows(source, true, Streams.SHUFFLE, out));
    return out;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v;
    }
    return sum;
  }
}
