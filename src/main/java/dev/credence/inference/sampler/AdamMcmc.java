package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;
import dev.credence.layer.Streams;
import dev.credence.noise.Normals;
import dev.credence.op.Adam;
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
 * AdamMCMC (Bieringer et al. 2023): a Metropolis-Hastings chain whose proposals follow the steps u
 * of the Adam optimiser,
 *
 * <pre>
 *   theta' ~ N(theta - u(theta), Sigma(theta)),   Sigma = sigma^2 1 + sigmaD^2 u u^T
 *   Sigma^-1 = 1 / sigma^2 - sigmaD^2 u u^T / (sigma^2 (sigma^2 + sigmaD^2 |u|^2))
 *   log det Sigma = log(1 + sigmaD^2 |u|^2 / sigma^2) + const
 * </pre>
 *
 * with one scalar normal along u and the exact ratio of proposal densities. Forward and backward
 * steps start from the same moments. The moments take in gradients during the burn-in only: with
 * fixed ones the posterior is exactly invariant.
 *
 * <p>On batches the test compares the energies of both states on the same batch; the chain then
 * samples the posterior only approximately.
 */
public final class AdamMcmc extends Sampler {
  /**
   * Settings.
   *
   * @param sampling what all samplers share
   * @param learningRate schedule of Adam's learning rate
   * @param beta1 decay of Adam's first moments
   * @param beta2 decay of Adam's second moments
   * @param epsilon what Adam adds to the denominator
   * @param sigma standard deviation of the noise of every parameter
   * @param sigmaD standard deviation of the noise along u, in units of its length
   */
  public record Options(
      SamplingOptions sampling,
      LearningRate learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double sigma,
      double sigmaD) {
    public Options {
      if (!(sigma > 0) || !(sigmaD >= 0)) {
        throw new IllegalArgumentException(
            "the noise of a proposal must be positive and that along its direction not negative,"
                + " not %s and %s".formatted(sigma, sigmaD));
      }
    }

    /** Adam with its authors' settings and a step's length of noise along it. */
    public static Options of(SamplingOptions sampling, double learningRate, double sigma) {
      return new Options(
          sampling, new LearningRate.Constant(learningRate), 0.9, 0.999, 1e-8, sigma, 1);
    }

    /** The same settings for other chains. */
    public Options withSampling(SamplingOptions other) {
      return new Options(other, learningRate, beta1, beta2, epsilon, sigma, sigmaD);
    }
  }

  /** One of the two directions of a proposal: from a state to the other. */
  private final class Direction {
    final Tensor first = arena.allocate("next first moments", shape());
    final Tensor second = arena.allocate("next second moments", shape());

    /** Minus the Adam step. */
    final Tensor u = arena.allocate("step", shape());

    /** What noise made of the proposal. */
    final Tensor noise = arena.allocate("noise", shape());

    final Tensor squaredStep = number("squared step");
    final Tensor squaredNoise = number("squared noise");
    final Tensor projection = number("projection");

    /** u from the current gradient, without changing the moments. */
    List<Op> step(Tensor nothing) {
      return List.of(
          new SelectReplicas(every, firstMoments, first),
          new SelectReplicas(every, secondMoments, second),
          new SelectReplicas(every, nothing, u),
          new Adam(
              u,
              energy.gradients().all(),
              first,
              second,
              (float) settings.beta1(),
              (float) settings.beta2(),
              (float) settings.epsilon(),
              0),
          new LangevinStep(u, u, energy.scale(), only, null, u));
    }

    /** What the log density of going from one state to the other needs. */
    List<Op> density(Tensor from, Tensor to) {
      return List.of(
          new LangevinStep(to, to, energy.scale(), only, null, noise),
          new LangevinStep(noise, from, energy.scale(), minus, null, noise),
          new LangevinStep(noise, u, energy.scale(), minus, null, noise),
          new InnerProduct(u, u, squaredStep),
          new InnerProduct(noise, noise, squaredNoise),
          new InnerProduct(noise, u, projection));
    }

    /** Log density of the proposal of each chain, without constants. */
    double[] logDensity() {
      float[] uu = squaredStep.toArray();
      float[] dd = squaredNoise.toArray();
      float[] du = projection.toArray();
      double[] log = new double[uu.length];
      for (int c = 0; c < log.length; c++) {
        log[c] = AdamMcmc.logDensity(uu[c], dd[c], du[c], settings.sigma(), settings.sigmaD());
      }
      return log;
    }
  }

  private final Options settings;
  private final Metropolis metropolis;
  private final Tensor every;

  /** Coefficients that keep the direction where parameters move, and nothing elsewhere. */
  private final Tensor only;

  /** Coefficients that take the direction off. */
  private final Tensor minus;

  private final Tensor firstMoments;
  private final Tensor secondMoments;
  private final Coefficients proposal;
  private final Direction forward;
  private final Direction backward;
  private final Program proposing;
  private final Program answering;
  private final Program adapting;
  private final Program returning;
  private final double[] proposed;
  private boolean evaluated;

  /**
   * Prepares chains from the network's initial values.
   *
   * @param validation rows whose predictions are followed, or null for the first of the data
   */
  public AdamMcmc(
      Network network,
      TrainingData data,
      TrainingData validation,
      Options options,
      Backend backend) {
    this(network, data, validation, options, backend, MetropolisRatio.EXACT);
  }

  AdamMcmc(
      Network network,
      TrainingData data,
      TrainingData validation,
      Options settings,
      Backend backend,
      MetropolisRatio ratio) {
    super(network, data, validation, settings.sampling(), backend);
    this.settings = settings;
    metropolis = new Metropolis(ratio, options.chains(), options.seed(), arena);
    every = arena.allocate("every chain", Shape.SCALAR, new float[] {1});
    only = Coefficients.constant("only", 0, 1, 0, arena);
    minus = Coefficients.constant("minus", 1, -1, 0, arena);
    firstMoments = arena.allocate("first moments", shape());
    secondMoments = arena.allocate("second moments", shape());
    proposal = new Coefficients("proposal", options.chains(), arena);
    proposed = new double[options.chains()];
    forward = new Direction();
    backward = new Direction();
    Tensor theta = energy.parameters().all();
    Tensor gradient = energy.gradients().all();
    Tensor oldTheta = arena.allocate("old parameters", shape());
    Tensor oldGradient = arena.allocate("old gradient", shape());
    Tensor nothing = arena.allocate("nothing", shape());
    Noise eps = new Noise.Stream(Streams.MOMENTUM);
    List<Op> ops = new ArrayList<>(forward.step(nothing));
    ops.add(new SelectReplicas(every, theta, oldTheta));
    ops.add(new SelectReplicas(every, gradient, oldGradient));
    ops.add(new LangevinStep(oldTheta, forward.u, energy.scale(), proposal.tensor(), eps, theta));
    ops.addAll(forward.density(oldTheta, theta));
    proposing = backend.compile(ops, state);
    List<Op> answer = new ArrayList<>(energy.ops());
    answer.addAll(backward.step(nothing));
    answer.addAll(backward.density(theta, oldTheta));
    answering = backend.compile(answer, state);
    adapting =
        backend.compile(
            List.of(
                new SelectReplicas(every, forward.first, firstMoments),
                new SelectReplicas(every, forward.second, secondMoments)),
            state);
    returning =
        backend.compile(
            List.of(
                new SelectReplicas(metropolis.rejected(), oldTheta, theta),
                new SelectReplicas(metropolis.rejected(), oldGradient, gradient)),
            state);
  }

  /**
   * Log density of N(0, sigma^2 1 + sigmaD^2 u u^T) at d, without constants.
   *
   * @param uu squared length of u
   * @param dd squared length of d
   * @param du inner product of d and u
   */
  static double logDensity(double uu, double dd, double du, double sigma, double sigmaD) {
    double variance = sigma * sigma;
    double along = sigmaD * sigmaD;
    double share = along * du * du / (variance + along * uu);
    return -0.5 * (dd - share) / variance - 0.5 * Math.log1p(along * uu / variance);
  }

  private Shape shape() {
    return energy.parameters().all().shape();
  }

  private Tensor number(String name) {
    return arena.allocate(name, new Shape(options.chains(), 1, 1));
  }

  @Override
  void iterate(int step) {
    if (gibbs.any() && evaluated) {
      gibbs.update(step);
    }
    if (gibbs.any() || !evaluated || !energy.wholeData()) {
      evaluate();
      readPotential(potential);
      evaluated = true;
    }
    state.learningRate((float) stepSize());
    for (int c = 0; c < options.chains(); c++) {
      double along = Normals.at(options.seed(), Streams.DIRECTION, step, c, 0);
      proposal.set(c, 1, 1 + settings.sigmaD() * along, settings.sigma());
    }
    proposal.write();
    proposing.run();
    answering.run();
    judge(step);
    if (burningIn()) {
      adapting.run();
    }
    returning.run();
  }

  private void judge(int step) {
    double[] there = forward.logDensity();
    double[] back = backward.logDensity();
    int diverged = 0;
    readPotential(proposed);
    for (int c = 0; c < options.chains(); c++) {
      double rise = (proposed[c] - potential[c]) / options.temperature();
      diverged += Metropolis.diverged(rise) ? 1 : 0;
      if (metropolis.accepts(c, step, rise, back[c] - there[c])) {
        potential[c] = proposed[c];
      }
    }
    metropolis.write();
    if (!burningIn()) {
      metropolis.count(diverged);
    }
  }

  @Override
  double stepSize() {
    return settings.learningRate().at(progress(), 0);
  }

  @Override
  Metropolis metropolis() {
    return metropolis;
  }

  @Override
  double[] energyFractions() {
    return null;
  }

  /** The program that evaluates a proposal and the way back from it. */
  @Override
  public Program program() {
    return answering;
  }

  @Override
  void save(Map<String, float[]> floats, Map<String, double[]> doubles) {
    floats.put("gradients", energy.gradients().all().toArray());
    floats.put("first_moments", firstMoments.toArray());
    floats.put("second_moments", secondMoments.toArray());
    doubles.put("evaluated", new double[] {evaluated ? 1 : 0});
  }

  @Override
  void load(Map<String, float[]> floats, Map<String, double[]> doubles) {
    energy.gradients().all().write(floats.get("gradients"));
    firstMoments.write(floats.get("first_moments"));
    secondMoments.write(floats.get("second_moments"));
    evaluated = doubles.get("evaluated")[0] == 1;
  }
}
