package dev.credence.model;

import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.Method;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.laplace.CurvatureStructure;
import dev.credence.inference.laplace.DrawnLayers;
import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.inference.sampler.AdamMcmc;
import dev.credence.inference.sampler.HamiltonianMonteCarlo;
import dev.credence.inference.sampler.SamplingOptions;
import dev.credence.inference.sampler.StochasticGradientHmc;
import dev.credence.inference.sampler.StochasticGradientLangevin;
import dev.credence.layer.Bias;
import dev.credence.layer.Estimator;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import java.util.List;

/** Settings for data that nobody has tuned for. */
public final class Defaults {
  /** Share of the rows that validate. */
  public static final double VALIDATION_FRACTION = 0.1;

  /** Validation rows below which a recalibration would be noise. */
  public static final int LEAST_RECALIBRATION_ROWS = 20;

  /** Seconds between checkpoints. */
  public static final int CHECKPOINT_SECONDS = 20;

  /** Share of a layer's inputs that dropout leaves out. */
  public static final double DROPOUT_RATE = 0.01;

  /** Strength with which the members of a repulsive ensemble sample the posterior. */
  public static final double REPULSION_STRENGTH = 1;

  /** Rows between and beyond the training rows at which a repulsive ensemble is compared too. */
  public static final double CONTEXT_ROWS = 1;

  private static final int TRAJECTORY_BURN_IN = 200;
  private static final int TRAJECTORY_DRAWS = 50;
  private static final int TRAJECTORY_GAP = 4;
  private static final int STEP_BURN_IN = 5000;
  private static final int STEP_DRAWS = 100;
  private static final int STEP_GAP = 100;
  private static final int PROPOSAL_BURN_IN = 2000;
  private static final int PROPOSAL_DRAWS = 50;
  private static final int PROPOSAL_GAP = 50;
  private static final double LANGEVIN_STEP = 0.01;
  private static final double MOMENTUM_LOSS = 0.01;
  private static final double ADAM_RATE = 1e-5;
  private static final double PROPOSAL_WIDTH = 0.003;

  private static final int ENSEMBLE_MEMBERS = 5;
  private static final int REPULSIVE_MEMBERS = 10;

  private static final double LEARNING_RATE = 1e-2;
  private static final double RISE = 0.3;
  private static final double KL_WEIGHT = 1;

  /** Small error bars make steep losses: without a limit one bad batch can end a training. */
  private static final double CLIP_NORM = 1;

  private static final double PRIOR_WIDTH = 1;

  /** Of Hamiltonian chains: chosen inside the training rows of four sets, as README says. */
  private static final double TRAJECTORY_PRIOR_WIDTH = 2;

  private static final List<Integer> SMALL = List.of(64, 64);
  private static final List<Integer> LARGE = List.of(128, 128, 128);
  private static final int MANY_ROWS = 5000;
  private static final int SMALLEST_BATCH = 64;
  private static final int LARGEST_BATCH = 1024;

  /** A batch is about this share of the rows. */
  private static final int BATCHES_PER_EPOCH = 30;

  /** Steps that small data sets get; large ones get as many epochs as cost no more. */
  private static final int STEPS = 8000;

  private static final int FEWEST_EPOCHS = 40;
  private static final int MOST_EPOCHS = 2000;

  private Defaults() {}

  /** A network for this many rows: two hidden layers of 64, or three of 128 from 5000 rows on. */
  public static NetworkRecipe recipe(int rows) {
    return recipe(rows < MANY_ROWS ? SMALL : LARGE);
  }

  /**
   * As {@link #recipe(int)}, but always small where every step of the method takes in all rows, and
   * with a wider prior for Hamiltonian Monte Carlo.
   */
  public static NetworkRecipe recipe(Method method, int rows) {
    if (method instanceof Method.Hamiltonian) {
      return recipe(SMALL).withPrior(Prior.perInput(TRAJECTORY_PRIOR_WIDTH));
    }
    return method instanceof Method.AdamChains ? recipe(SMALL) : recipe(rows);
  }

  private static NetworkRecipe recipe(List<Integer> hidden) {
    return new NetworkRecipe(
        hidden,
        Activation.GELU,
        Estimator.FLIPOUT,
        ScaleParameterization.SOFTPLUS,
        Bias.DETERMINISTIC,
        Prior.perInput(PRIOR_WIDTH),
        null);
  }

  /**
   * Laplace approximations that predict by drawing the last layer's weights: draws of all layers
   * reach beyond the region in which a network is linear in its weights. Prior widths stay as they
   * are: rounds of evidence widen them on tables with labels in few steps until error bars vanish.
   */
  public static LaplaceOptions laplace() {
    return laplace(CurvatureStructure.KRONECKER);
  }

  /** The same with another structure; the full one leaves no layer out. */
  public static LaplaceOptions laplace(CurvatureStructure structure) {
    DrawnLayers drawn = structure == CurvatureStructure.FULL ? DrawnLayers.ALL : DrawnLayers.LAST;
    LaplaceOptions usual = LaplaceOptions.defaults();
    return usual.withStructure(structure).withDrawn(drawn).withEvidence(0, usual.tolerance());
  }

  /** Chains of Hamiltonian Monte Carlo, whose iterations are whole trajectories. */
  public static SamplingOptions trajectories() {
    return SamplingOptions.builder()
        .burnIn(TRAJECTORY_BURN_IN)
        .draws(TRAJECTORY_DRAWS)
        .gap(TRAJECTORY_GAP)
        .build();
  }

  /** Chains of single steps on batches of this many training rows. */
  public static SamplingOptions steps(int rows) {
    return SamplingOptions.builder()
        .burnIn(STEP_BURN_IN)
        .draws(STEP_DRAWS)
        .gap(STEP_GAP)
        .batchSize(batchSize(rows))
        .build();
  }

  /** Chains of single steps that are accepted or rejected on all rows. */
  public static SamplingOptions proposals() {
    return SamplingOptions.builder()
        .burnIn(PROPOSAL_BURN_IN)
        .draws(PROPOSAL_DRAWS)
        .gap(PROPOSAL_GAP)
        .build();
  }

  /** How trajectories move: a posterior is about 1 / sqrt(rows) wide. */
  public static HamiltonianMonteCarlo.Options hamiltonian(SamplingOptions sampling, int rows) {
    HamiltonianMonteCarlo.Options usual = HamiltonianMonteCarlo.Options.of(sampling);
    return new HamiltonianMonteCarlo.Options(
        sampling,
        usual.leapfrogSteps(),
        0.1 / Math.sqrt(rows),
        usual.targetAcceptance(),
        usual.jitter());
  }

  /** How Langevin steps move on this many training rows. */
  public static StochasticGradientLangevin.Options langevin(SamplingOptions sampling, int rows) {
    return new StochasticGradientLangevin.Options(
        sampling, new LearningRate.Constant(LANGEVIN_STEP / rows));
  }

  /** Step of stochastic gradient Hamiltonian Monte Carlo on this many training rows. */
  public static double momentumStep(int rows) {
    return Math.sqrt(LANGEVIN_STEP * MOMENTUM_LOSS / rows);
  }

  /** Friction that takes a hundredth of the momentum in each step of this size. */
  public static double friction(double stepSize) {
    return MOMENTUM_LOSS / stepSize;
  }

  /** How stochastic gradient Hamiltonian Monte Carlo moves on this many training rows. */
  public static StochasticGradientHmc.Options stochasticHamiltonian(
      SamplingOptions sampling, int rows) {
    double step = momentumStep(rows);
    return new StochasticGradientHmc.Options(
        sampling, new LearningRate.Constant(step), friction(step));
  }

  /** How AdamMCMC moves on this many training rows. */
  public static AdamMcmc.Options adamChains(SamplingOptions sampling, int rows) {
    return AdamMcmc.Options.of(sampling, ADAM_RATE, PROPOSAL_WIDTH / Math.sqrt(rows));
  }

  /** Networks side by side. */
  public static int members(Method method) {
    return method instanceof Method.Ensemble
        ? ENSEMBLE_MEMBERS
        : method instanceof Method.Repulsive ? REPULSIVE_MEMBERS : 1;
  }

  /** Training options for this many training rows. */
  public static TrainingOptions options(int rows, long seed) {
    return options(rows, epochs(rows), seed);
  }

  /** Training options for this many training rows and a given number of epochs. */
  public static TrainingOptions options(int rows, int epochs, long seed) {
    return TrainingOptions.builder()
        .epochs(epochs)
        .batchSize(batchSize(rows))
        .learningRate(new LearningRate.OneCycle(LEARNING_RATE, RISE))
        .kl(new KlSchedule(KL_WEIGHT, 0))
        .clipNorm(CLIP_NORM)
        .seed(seed)
        .build();
  }

  /** A power of two. */
  static int batchSize(int rows) {
    int size = SMALLEST_BATCH;
    while (2 * size <= Math.min(LARGEST_BATCH, rows / BATCHES_PER_EPOCH)) {
      size *= 2;
    }
    return size;
  }

  static int epochs(int rows) {
    long epochs = (long) STEPS * Math.min(rows, batchSize(rows)) / rows;
    return (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, epochs));
  }
}
