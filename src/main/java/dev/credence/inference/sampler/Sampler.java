package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.inference.Diagnostics;
import dev.credence.inference.EpochReport;
import dev.credence.inference.Fit;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.NonFiniteException;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingState;
import dev.credence.layer.Network;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several Markov chains over the parameters of a network. After the burn-in every {@code gap}-th
 * state is kept; the result is an ensemble of all kept states, those of one chain after another.
 *
 * <p>Reports: an epoch is a fiftieth of the run; the loss is that of the current states, the
 * divergence is the prior energy, the learning rate is the step size, and the validation loss is
 * the negative mean log predictive density of all states kept so far.
 */
public abstract sealed class Sampler implements Fit
    permits HamiltonianMonteCarlo, AdamMcmc, StochasticGradientSampler {
  private static final int REPORTS = 50;

  /** Half a chain needs two states to have a variance. */
  private static final int FEWEST_JUDGED = 4;

  final Energy energy;
  final GibbsUpdates gibbs;
  final SamplingOptions options;
  final Arena arena;
  final Backend backend;
  final StepState state;

  /** Energy U of every chain. */
  final double[] potential;

  private final Network network;
  private final HeldOutRows heldOut;
  private final boolean judges;
  private final KeptDraws kept;
  private final Program evaluation;
  private final double[] loss;
  private final double[] prior;
  private final List<EpochReport> history = new ArrayList<>();
  private long step;

  Sampler(
      Network network,
      TrainingData data,
      TrainingData validation,
      SamplingOptions options,
      Backend backend) {
    checkColumns(network, data);
    this.network = network;
    this.options = options;
    this.backend = backend;
    this.arena = backend.newArena();
    this.state = new StepState(options.seed());
    this.state.klScale(1f / data.rows());
    this.energy = new Energy(network, data, options, arena);
    this.gibbs = new GibbsUpdates(energy, options, arena, state, backend);
    this.evaluation = backend.compile(energy.ops(), state);
    this.judges = validation != null;
    if (judges) {
      checkColumns(network, validation);
    }
    TrainingData followed = judges ? validation : firstRows(data);
    this.heldOut =
        new HeldOutRows(network, energy.parameters(), followed, options.chains(), backend, arena);
    this.kept = new KeptDraws(options.chains());
    this.potential = new double[options.chains()];
    this.loss = new double[options.chains()];
    this.prior = new double[options.chains()];
  }

  private static void checkColumns(Network network, TrainingData data) {
    int targets = network.likelihood().targetColumns(network.targets());
    if (data.inputColumns() != network.inputs() || data.targetColumns() != targets) {
      throw new IllegalArgumentException(
          "data with %d inputs and %d targets do not fit a network with %d and %d"
              .formatted(data.inputColumns(), data.targetColumns(), network.inputs(), targets));
    }
  }

  private static TrainingData firstRows(TrainingData data) {
    int rows = Math.min(HeldOutRows.FOLLOWED, data.rows());
    return new TrainingData(
        rows,
        Arrays.copyOf(data.inputs(), rows * data.inputColumns()),
        Arrays.copyOf(data.targets(), rows * data.targetColumns()),
        null);
  }

  /** One iteration of every chain; leaves the energies of the current states. */
  abstract void iterate(int step);

  /** Mean step size now. */
  abstract double stepSize();

  /** The Metropolis test, or null where there is none. */
  abstract Metropolis metropolis();

  /** Fractions of the energy's variance that one iteration explores, or null where unknown. */
  abstract double[] energyFractions();

  /** Adds what the sampler keeps beyond what all samplers keep. */
  abstract void save(Map<String, float[]> floats, Map<String, double[]> doubles);

  abstract void load(Map<String, float[]> floats, Map<String, double[]> doubles);

  /** The program of one step. */
  public abstract Program program();

  @Override
  public final void run(TrainingListener listener) {
    while (!finished() && !listener.stopRequested()) {
      state.step((int) step);
      iterate((int) step);
      checkFinite();
      step++;
      if (step > options.burnIn() && (step - options.burnIn()) % options.gap() == 0) {
        keep();
      }
      listener.onStep(step, steps(), mean(loss), mean(prior) / energy.rows());
      if (step % epochSteps() == 0 || finished()) {
        EpochReport report = report();
        history.add(report);
        listener.onEpoch(report);
      }
    }
  }

  private long epochSteps() {
    return Math.max(1, steps() / REPORTS);
  }

  private EpochReport report() {
    return new EpochReport(
        history.size() + 1,
        mean(loss),
        mean(prior),
        mean(prior) / energy.rows(),
        judges ? heldOut.loss() : Double.NaN,
        stepSize());
  }

  private void keep() {
    kept.keep(
        energy.parameters().all().toArray(), gibbs.priors(), potential.clone(), heldOut.look());
  }

  private void checkFinite() {
    for (double u : potential) {
      if (!Double.isFinite(u)) {
        throw NonFiniteException.diagnose(program(), step, "smaller steps may help");
      }
    }
  }

  /** Runs the energy operations at the current parameters. */
  final void evaluate() {
    evaluation.run();
  }

  /** Reads the energies that the operations gave last. */
  final void readPotential(double[] u) {
    energy.readLoss(loss);
    energy.readPrior(prior);
    for (int c = 0; c < u.length; c++) {
      u[c] = energy.rows() * loss[c] + prior[c];
    }
  }

  /** Whether the run is still in its burn-in. */
  final boolean burningIn() {
    return step < options.burnIn();
  }

  /** Fraction of all iterations done. */
  final double progress() {
    return (double) step / steps();
  }

  @Override
  public final boolean finished() {
    return step >= steps();
  }

  @Override
  public final long steps() {
    return options.iterations();
  }

  @Override
  public final List<EpochReport> history() {
    return List.copyOf(history);
  }

  /** All kept states, or before the first the current ones. */
  @Override
  public final FittedNetwork fitted() {
    if (kept.size() == 0) {
      float[] current = energy.parameters().all().toArray();
      return new FittedNetwork(network, options.chains(), current, gibbs.priors(), options.seed());
    }
    return new FittedNetwork(
        network,
        options.chains() * kept.size(),
        kept.byChain(),
        kept.priorsByChain(),
        options.seed());
  }

  /**
   * How well the chains have mixed, judged by the kept states.
   *
   * @throws IllegalStateException when fewer than four states of each chain are kept
   */
  public final Convergence convergence() {
    if (kept.size() < FEWEST_JUDGED) {
      throw new IllegalStateException(
          "convergence can be judged from four states of each chain on, not from " + kept.size());
    }
    List<Convergence.Quantity> quantities = new ArrayList<>();
    quantities.add(Convergence.Quantity.of("potential energy", kept.potentials()));
    for (int row = 0; row < heldOut.followed(); row++) {
      String name = "prediction at row " + row;
      quantities.add(Convergence.Quantity.of(name, kept.predictions(row)));
    }
    Metropolis test = metropolis();
    return new Convergence(
        quantities,
        test == null ? new double[0] : test.acceptance(),
        energyFractions() == null ? new double[0] : energyFractions(),
        test == null ? 0 : test.divergences());
  }

  /** Convergence in numbers and warnings; only a warning where too few states are kept. */
  @Override
  public final Diagnostics diagnostics() {
    if (kept.size() < FEWEST_JUDGED) {
      return new Diagnostics(
          Map.of(),
          List.of(
              "Whether the chains agree cannot be judged: %d of their states are kept, fewer than %d."
                  .formatted(kept.size(), FEWEST_JUDGED)));
    }
    Convergence convergence = convergence();
    return new Diagnostics(convergence.figures(), convergence.warnings());
  }

  @Override
  public final TrainingState state() {
    Map<String, float[]> floats = new LinkedHashMap<>();
    Map<String, double[]> doubles = new LinkedHashMap<>();
    kept.save(floats, doubles);
    doubles.put("potential", potential.clone());
    doubles.put("density", heldOut.state());
    doubles.put("variances", gibbs.state());
    if (metropolis() != null) {
      doubles.put("metropolis", metropolis().state());
    }
    save(floats, doubles);
    float[] parameters = energy.parameters().all().toArray();
    return TrainingState.of(step, parameters, history(), floats, doubles);
  }

  @Override
  public final void restore(TrainingState saved) {
    Tensor parameters = energy.parameters().all();
    Map<String, double[]> doubles = saved.doubles();
    if (saved.parameters().length != parameters.shape().elements()
        || !doubles.containsKey("potential")
        || doubles.get("potential").length != potential.length
        || doubles.get("density").length != heldOut.state().length
        || doubles.containsKey("metropolis") != (metropolis() != null)) {
      throw new IllegalArgumentException(
          "the saved state belongs to a run with another network, data or sampler");
    }
    step = saved.step();
    parameters.write(saved.parameters());
    history.clear();
    history.addAll(saved.history());
    int draws = (int) Math.max(0, (step - options.burnIn()) / options.gap());
    kept.restore(saved.floats(), doubles, draws);
    heldOut.restore(doubles.get("density"), (long) draws * options.chains());
    gibbs.restore(doubles.get("variances"));
    System.arraycopy(doubles.get("potential"), 0, potential, 0, potential.length);
    if (metropolis() != null) {
      metropolis().restore(doubles.get("metropolis"));
    }
    load(saved.floats(), doubles);
  }

  @Override
  public final void close() {
    arena.close();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum / values.length;
  }
}
