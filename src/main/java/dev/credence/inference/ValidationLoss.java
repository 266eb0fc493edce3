package dev.credence.inference;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.layer.FrozenNetwork;
import dev.credence.layer.Network;
import dev.credence.layer.Streams;
import dev.credence.op.GatherRows;
import dev.credence.op.LossOp;
import dev.credence.op.Op;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Negative mean log predictive density, -log 1/S sum_s p(y | x, w_s), over frozen weight samples
 * that stay the same from epoch to epoch, the mean weighted by the example weights; constants that
 * the loss leaves out are left out here.
 */
final class ValidationLoss {
  private static final int CHUNK = 512;

  private final int rows;
  private final int batch;
  private final int replicas;
  private final StepState place;
  private final Program gathering;
  private final Program sampling;
  private final Program program;
  private final Tensor perExample;
  private final float[] losses;

  /** Example weights, or null for 1, and their sum. */
  private final float[] weights;

  private final double weightSum;

  ValidationLoss(
      Network network,
      ParameterBlock parameters,
      TrainingData data,
      TrainingOptions options,
      Backend backend,
      Arena arena) {
    if (data.targetSets() > 1) {
      throw new IllegalArgumentException("validation rows have one set of targets for all members");
    }
    rows = data.rows();
    batch = Math.min(CHUNK, rows);
    int samples = network.isStochastic() ? options.validationSamples() : 1;
    replicas = options.members() * samples;
    weights = data.weights();
    weightSum = data.weightSum();
    if (!(weightSum > 0)) {
      throw new IllegalArgumentException("all example weights of the validation rows are zero");
    }
    // Two states: the place within the data counts up, the step that noise depends on stays 0.
    place = new StepState(options.seed());
    StepState state = new StepState(options.seed());
    List<Op> gathers = new ArrayList<>();
    Tensor x = gather(gathers, arena, "validation x", data.inputs());
    Tensor y = gather(gathers, arena, "validation y", data.targets());
    gathering = backend.compile(gathers, place);
    Tape tape = new Tape(arena);
    FrozenNetwork frozen = FrozenNetwork.record(network, tape, parameters, x, replicas);
    LossOp loss = network.likelihood().record(tape, parameters, frozen.outputs(), y, null, 1);
    perExample = loss.perExample();
    List<Op> forward = new ArrayList<>(frozen.forward());
    forward.add(loss);
    sampling = backend.compile(frozen.sampling(), state);
    program = backend.compile(forward, state);
    losses = new float[replicas * batch];
  }

  double evaluate() {
    sampling.run();
    double sum = 0;
    for (int first = 0; first < rows; first += batch) {
      place.step(first / batch);
      gathering.run();
      program.run();
      perExample.read(losses);
      for (int b = 0; b < Math.min(batch, rows - first); b++) {
        double weight = weights == null ? 1 : weights[first + b];
        sum += weight == 0 ? 0 : weight * negativeLogMeanDensity(b);
      }
    }
    return sum / weightSum;
  }

  private double negativeLogMeanDensity(int b) {
    double best = Double.POSITIVE_INFINITY;
    for (int r = 0; r < replicas; r++) {
      best = Math.min(best, losses[r * batch + b]);
    }
    double sum = 0;
    for (int r = 0; r < replicas; r++) {
      sum += Math.exp(best - losses[r * batch + b]);
    }
    return best - Math.log(sum / replicas);
  }

  private Tensor gather(List<Op> gathers, Arena arena, String name, float[] values) {
    int columns = values.length / rows;
    Tensor source = arena.allocate(name + " data", Shape.of(rows, columns), values);
    Tensor out = arena.allocate(name, Shape.of(batch, columns));
    gathers.add(new GatherRows(source, false, Streams.SHUFFLE, out));
    return out;
  }
}
