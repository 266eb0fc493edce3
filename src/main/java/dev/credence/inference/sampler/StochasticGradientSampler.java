package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;
import dev.credence.layer.Streams;
import dev.credence.op.LangevinStep;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Samplers without a Metropolis test, whose gradients may come from batches: one iteration is one
 * program that gathers, evaluates, kicks the momentum and moves. Their error falls with the step
 * size. The energies they report are those of the batch, at the parameters before the step.
 */
abstract sealed class StochasticGradientSampler extends Sampler
    permits StochasticGradientLangevin, StochasticGradientHmc {
  private final LearningRate schedule;
  private final Coefficients kick;
  private final Coefficients move;
  private final Tensor momentum;
  private final Program program;
  private double written = Double.NaN;

  StochasticGradientSampler(
      Network network,
      TrainingData data,
      TrainingData validation,
      SamplingOptions options,
      LearningRate schedule,
      Backend backend) {
    super(network, data, validation, options, backend);
    this.schedule = schedule;
    Tensor theta = energy.parameters().all();
    momentum = arena.allocate("momentum", theta.shape());
    kick = new Coefficients("kick", 1, arena);
    move = new Coefficients("move", 1, arena);
    List<Op> ops = new ArrayList<>(energy.ops());
    Noise eps = new Noise.Stream(Streams.MOMENTUM);
    Tensor gradient = energy.gradients().all();
    Tensor scale = energy.scale();
    ops.add(new LangevinStep(momentum, gradient, scale, kick.tensor(), eps, momentum));
    ops.add(new LangevinStep(theta, momentum, scale, move.tensor(), null, theta));
    program = backend.compile(ops, state);
  }

  /** Sets what the momentum keeps, how the gradient of U / n kicks it and its noise. */
  abstract void setKick(Coefficients kick, double stepSize);

  /** How far one unit of momentum moves the parameters. */
  abstract double distance(double stepSize);

  @Override
  final void iterate(int step) {
    double stepSize = stepSize();
    if (stepSize != written) {
      setKick(kick, stepSize);
      move.set(0, 1, distance(stepSize), 0);
      kick.write();
      move.write();
      written = stepSize;
    }
    program.run();
    readPotential(potential);
    if (gibbs.any() && (step + 1) % options.gap() == 0) {
      if (energy.wholeData()) {
        evaluate(); // the noise is drawn from the residuals of the new parameters
      }
      gibbs.update(step);
    }
  }

  @Override
  final double stepSize() {
    return schedule.at(progress(), 0);
  }

  @Override
  final Metropolis metropolis() {
    return null;
  }

  @Override
  final double[] energyFractions() {
    return null;
  }

  @Override
  public final Program program() {
    return program;
  }

  @Override
  final void save(Map<String, float[]> floats, Map<String, double[]> doubles) {
    floats.put("momentum", momentum.toArray());
  }

  @Override
  final void load(Map<String, float[]> floats, Map<String, double[]> doubles) {
    momentum.write(floats.get("momentum"));
  }
}
