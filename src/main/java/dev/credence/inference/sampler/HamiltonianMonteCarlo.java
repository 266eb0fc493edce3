package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.calibration.ChainStatistics;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;
import dev.credence.layer.Streams;
import dev.credence.noise.Uniforms;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SelectReplicas;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hamiltonian Monte Carlo (Duane et al. 1987; Neal 2011): momenta p ~ N(0, T), a trajectory of
 * leapfrog steps, and a Metropolis test on U + p^2 / 2. Each chain adapts a step size of its own
 * during the burn-in.
 *
 * <pre>
 *   beginning   p ~ N(0, T), p^2, keep theta and gradient, p -= eps/2 dU
 *   middle      theta += eps p, U and dU, p -= eps dU             (steps - 1 times)
 *   end         theta += eps p, U and dU, p -= eps/2 dU, p^2
 *   return      theta and gradient of rejected chains as they were
 * </pre>
 */
public final class HamiltonianMonteCarlo extends Sampler {
  /**
   * Settings.
   *
   * @param sampling what all samplers share; every gradient takes in all rows
   * @param leapfrogSteps steps of a trajectory
   * @param stepSize length of a leapfrog step to start from
   * @param targetAcceptance acceptance that the step sizes are driven to during the burn-in; 0 to
   *     keep them
   * @param jitter largest relative random change of a trajectory's step size, which breaks cycles
   */
  public record Options(
      SamplingOptions sampling,
      int leapfrogSteps,
      double stepSize,
      double targetAcceptance,
      double jitter) {
    public Options {
      if (leapfrogSteps < 1 || !(stepSize > 0)) {
        throw new IllegalArgumentException(
            "a trajectory needs at least one step of positive length, not %d of %s"
                .formatted(leapfrogSteps, stepSize));
      }
      if (!(targetAcceptance >= 0 && targetAcceptance < 1) || !(jitter >= 0 && jitter < 1)) {
        throw new IllegalArgumentException(
            "target acceptance and jitter must be in [0, 1), not %s and %s"
                .formatted(targetAcceptance, jitter));
      }
    }

    /** Trajectories of 20 steps with acceptance 0.8 and a tenth of jitter. */
    public static Options of(SamplingOptions sampling) {
      return new Options(sampling, 20, 0.01, 0.8, 0.1);
    }

    /** The same settings for other chains. */
    public Options withSampling(SamplingOptions other) {
      return new Options(other, leapfrogSteps, stepSize, targetAcceptance, jitter);
    }
  }

  private final Options settings;
  private final Metropolis metropolis;
  private final DualAveraging stepSizes;
  private final Coefficients move;
  private final Coefficients kick;
  private final Coefficients halfKick;
  private final Tensor before;
  private final Tensor after;
  private final Program beginning;
  private final Program middle;
  private final Program end;
  private final Program returning;
  private final double[] proposed;
  private final double[] initial;
  private final List<double[]> energies = new ArrayList<>();
  private boolean evaluated;

  /**
   * Prepares chains from the network's initial values.
   *
   * @param validation rows whose predictions are followed, or null for the first of the data
   */
  public HamiltonianMonteCarlo(
      Network network,
      TrainingData data,
      TrainingData validation,
      Options options,
      Backend backend) {
    this(network, data, validation, options, backend, MetropolisRatio.EXACT);
  }

  HamiltonianMonteCarlo(
      Network network,
      TrainingData data,
      TrainingData validation,
      Options settings,
      Backend backend,
      MetropolisRatio ratio) {
    super(network, data, validation, settings.sampling(), backend);
    if (!energy.wholeData()) {
      throw new IllegalArgumentException(
          "Hamiltonian Monte Carlo needs all %d rows in every gradient, not batches of %d"
              .formatted(data.rows(), options.batchSize()));
    }
    this.settings = settings;
    int chains = options.chains();
    metropolis = new Metropolis(ratio, chains, options.seed(), arena);
    stepSizes = new DualAveraging(chains, settings.stepSize(), settings.targetAcceptance());
    proposed = new double[chains];
    initial = new double[chains];
    move = new Coefficients("move", chains, arena);
    kick = new Coefficients("kick", chains, arena);
    halfKick = new Coefficients("half kick", chains, arena);
    before = arena.allocate("squared momentum before", new Shape(chains, 1, 1));
    after = arena.allocate("squared momentum after", new Shape(chains, 1, 1));
    Tensor theta = energy.parameters().all();
    Tensor gradient = energy.gradients().all();
    Tensor p = arena.allocate("momentum", theta.shape());
    Tensor oldTheta = arena.allocate("old parameters", theta.shape());
    Tensor oldGradient = arena.allocate("old gradient", theta.shape());
    Tensor every = arena.allocate("every chain", Shape.SCALAR, new float[] {1});
    Tensor refresh =
        Coefficients.constant("refresh", 0, 0, Math.sqrt(options.temperature()), arena);
    Noise eps = new Noise.Stream(Streams.MOMENTUM);
    Tensor scale = energy.scale();
    Op drift = new LangevinStep(theta, p, scale, move.tensor(), null, theta);
    Op wholeKick = new LangevinStep(p, gradient, scale, kick.tensor(), null, p);
    Op half = new LangevinStep(p, gradient, scale, halfKick.tensor(), null, p);
    beginning =
        backend.compile(
            List.of(
                new LangevinStep(p, gradient, scale, refresh, eps, p),
                new InnerProduct(p, p, before),
                new SelectReplicas(every, theta, oldTheta),
                new SelectReplicas(every, gradient, oldGradient),
                half),
            state);
    middle = backend.compile(trajectory(drift, wholeKick), state);
    List<Op> last = new ArrayList<>(trajectory(drift, half));
    last.add(new InnerProduct(p, p, after));
    end = backend.compile(last, state);
    returning =
        backend.compile(
            List.of(
                new SelectReplicas(metropolis.rejected(), oldTheta, theta),
                new SelectReplicas(metropolis.rejected(), oldGradient, gradient)),
            state);
  }

  private List<Op> trajectory(Op drift, Op kick) {
    List<Op> ops = new ArrayList<>();
    ops.add(drift);
    ops.addAll(energy.ops());
    ops.add(kick);
    return ops;
  }

  @Override
  void iterate(int step) {
    if (gibbs.any() && evaluated) {
      gibbs.update(step);
    }
    if (gibbs.any() || !evaluated) {
      evaluate();
      readPotential(potential);
      evaluated = true;
    }
    setStepSizes(step);
    beginning.run();
    for (int l = 1; l < settings.leapfrogSteps(); l++) {
      middle.run();
    }
    end.run();
    judge(step);
    returning.run();
  }

  private void setStepSizes(int step) {
    for (int c = 0; c < options.chains(); c++) {
      double u = Uniforms.at(options.seed(), Streams.JITTER, step, c, 0);
      double eps = stepSize(c) * (1 + settings.jitter() * (2 * u - 1));
      move.set(c, 1, eps, 0);
      kick.set(c, 1, -eps * energy.rows(), 0);
      halfKick.set(c, 1, -0.5 * eps * energy.rows(), 0);
    }
    move.write();
    kick.write();
    halfKick.write();
  }

  private void judge(int step) {
    float[] kineticBefore = before.toArray();
    float[] kineticAfter = after.toArray();
    double temperature = options.temperature();
    int diverged = 0;
    readPotential(proposed);
    for (int c = 0; c < options.chains(); c++) {
      double rise = (proposed[c] - potential[c]) / temperature;
      double kinetic = 0.5 * ((double) kineticAfter[c] - kineticBefore[c]) / temperature;
      initial[c] = potential[c] + 0.5 * kineticBefore[c];
      diverged += Metropolis.diverged(rise + kinetic) ? 1 : 0;
      if (metropolis.accepts(c, step, rise, -kinetic)) {
        potential[c] = proposed[c];
      }
      if (burningIn() && settings.targetAcceptance() > 0) {
        stepSizes.update(c, metropolis.probability(c));
      }
    }
    metropolis.write();
    if (!burningIn()) {
      metropolis.count(diverged);
      energies.add(initial.clone());
    }
  }

  private double stepSize(int chain) {
    if (settings.targetAcceptance() == 0) {
      return settings.stepSize();
    }
    return burningIn() ? stepSizes.exploring(chain) : stepSizes.settled(chain);
  }

  @Override
  double stepSize() {
    double sum = 0;
    for (int c = 0; c < options.chains(); c++) {
      sum += stepSize(c);
    }
    return sum / options.chains();
  }

  @Override
  Metropolis metropolis() {
    return metropolis;
  }

  @Override
  double[] energyFractions() {
    double[] fractions = new double[options.chains()];
    for (int c = 0; c < fractions.length; c++) {
      int chain = c;
      fractions[c] =
          ChainStatistics.energyFraction(energies.stream().mapToDouble(e -> e[chain]).toArray());
    }
    return fractions;
  }

  /** The program of one leapfrog step. */
  @Override
  public Program program() {
    return middle;
  }

  @Override
  void save(Map<String, float[]> floats, Map<String, double[]> doubles) {
    floats.put("gradients", energy.gradients().all().toArray());
    doubles.put("step_sizes", stepSizes.state());
    doubles.put("energies", Flat.ofDoubles(energies));
    doubles.put("evaluated", new double[] {evaluated ? 1 : 0});
  }

  @Override
  void load(Map<String, float[]> floats, Map<String, double[]> doubles) {
    energy.gradients().all().write(floats.get("gradients"));
    stepSizes.restore(doubles.get("step_sizes"));
    double[] all = doubles.get("energies");
    energies.clear();
    energies.addAll(Flat.split(all, all.length / options.chains()));
    evaluated = doubles.get("evaluated")[0] == 1;
  }
}
