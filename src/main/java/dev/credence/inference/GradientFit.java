package dev.credence.inference;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.layer.Network;
import dev.credence.layer.Pass;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.LossOp;
import dev.credence.op.Op;
import dev.credence.op.PenaltyOp;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.Priors;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fit by stochastic gradients: M networks side by side, each minimising its mean negative
 * log-likelihood plus klWeight / n times its penalties. One training step is one program: gather,
 * forward, loss, backward, penalties, optimiser.
 */
public abstract sealed class GradientFit implements Fit
    permits VariationalInference,
        MonteCarloDropout,
        DeepEnsemble,
        RepulsiveEnsemble,
        MaximumPosterior {
  private final Network network;
  private final TrainingOptions options;
  private final int rows;
  private final int batch;
  private final Arena arena;
  private final ParameterBlock parameters;
  private final ParameterBlock gradients;
  private final ParameterBlock firstMoments;
  private final ParameterBlock secondMoments;
  private final Priors priors;
  private final StepState state;
  private final Program program;
  private final LossMeter meter;
  private final ValidationLoss validation;
  private final List<EpochReport> history = new ArrayList<>();

  private long step;
  private double lossSum;
  private double klSum;
  private int epochSteps;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int epochsSinceBest;
  private int reductions;
  private int epochsSinceReduction;
  private float[] bestParameters = new float[0];
  private Map<String, float[]> bestPriors = Map.of();

  /**
   * Prepares a run from fresh initial values.
   *
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   * @param priorTerms penalties beyond those of the layers
   * @param repulsion what keeps the members apart, or null
   */
  GradientFit(
      Network network,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions options,
      PriorTerms priorTerms,
      RepulsionTerm repulsion,
      Backend backend) {
    checkColumns(network, data);
    checkTargetSets(data, options, repulsion);
    this.network = network;
    this.options = options;
    this.rows = data.rows();
    this.batch = Math.min(options.batchSize(), rows);
    this.arena = backend.newArena();
    int members = options.members();
    this.parameters = new ParameterBlock("", network.layout(), members, arena);
    this.gradients = new ParameterBlock("d", network.layout(), members, arena);
    this.firstMoments = new ParameterBlock("m", network.layout(), members, arena);
    this.secondMoments = new ParameterBlock("v", network.layout(), members, arena);
    this.priors = new Priors(members, arena);
    this.state = new StepState(options.seed());
    network.initialize(parameters, options.seed());
    List<Op> ops = recordStep(data, priorTerms, repulsion);
    this.program = backend.compile(ops, state);
    this.meter = new LossMeter(ops);
    if (validationData == null) {
      this.validation = null;
    } else {
      checkColumns(network, validationData);
      this.validation =
          new ValidationLoss(network, parameters, validationData, options, backend, arena);
    }
  }

  @Override
  public final void run(TrainingListener listener) {
    while (step < steps() && !stoppedEarly() && !listener.stopRequested()) {
      step();
      double klWeight = options.kl().at(progress());
      listener.onStep(step, steps(), lossSum / epochSteps, klWeight * klSum / epochSteps / rows);
      if (epochEnds()) {
        listener.onEpoch(endEpoch());
      }
    }
  }

  @Override
  public final boolean finished() {
    return step >= steps() || stoppedEarly();
  }

  @Override
  public final long steps() {
    return ((long) options.epochs() * rows + batch - 1) / batch;
  }

  /** Parameters (M, P) of the run, to be given other starting values. */
  final ParameterBlock parameters() {
    return parameters;
  }

  /** The program of one step. */
  public final Program program() {
    return program;
  }

  @Override
  public final List<EpochReport> history() {
    return List.copyOf(history);
  }

  /** The numbers: with early stopping those of the best validation loss, else the last. */
  @Override
  public final FittedNetwork fitted() {
    boolean best = bestParameters.length > 0;
    return new FittedNetwork(
        network,
        options.members(),
        best ? bestParameters.clone() : parameters.all().toArray(),
        best ? bestPriors : priorValues(),
        options.seed());
  }

  @Override
  public final TrainingState state() {
    return new TrainingState(
        step,
        lossSum,
        klSum,
        epochSteps,
        bestLoss,
        epochsSinceBest,
        reductions,
        epochsSinceReduction,
        parameters.all().toArray(),
        firstMoments.all().toArray(),
        secondMoments.all().toArray(),
        priorValues(),
        bestParameters,
        bestPriors,
        history());
  }

  @Override
  public final void restore(TrainingState saved) {
    if (saved.parameters().length != parameters.all().shape().elements()
        || !saved.priors().keySet().equals(priors.tensors().keySet())) {
      throw new IllegalArgumentException(
          "the training state belongs to a network with other parameters");
    }
    step = saved.step();
    lossSum = saved.lossSum();
    klSum = saved.klSum();
    epochSteps = saved.epochSteps();
    bestLoss = saved.bestLoss();
    epochsSinceBest = saved.epochsSinceBest();
    reductions = saved.reductions();
    epochsSinceReduction = saved.epochsSinceReduction();
    parameters.all().write(saved.parameters());
    firstMoments.all().write(saved.firstMoments());
    secondMoments.all().write(saved.secondMoments());
    saved.priors().forEach((name, values) -> priors.tensors().get(name).write(values));
    bestParameters = saved.bestParameters();
    bestPriors = saved.bestPriors();
    history.clear();
    history.addAll(saved.history());
  }

  @Override
  public final void close() {
    arena.close();
  }

  private void step() {
    state.step((int) step);
    state.learningRate((float) learningRate());
    state.klScale((float) (options.kl().at(progress()) / rows));
    program.run();
    meter.read();
    if (!Double.isFinite(meter.negativeLogLikelihood()) || !Double.isFinite(meter.kl())) {
      throw NonFiniteException.diagnose(program, step, "a smaller learning rate may help");
    }
    lossSum += meter.negativeLogLikelihood();
    klSum += meter.kl();
    epochSteps++;
    step++;
  }

  private double progress() {
    return (double) step / steps();
  }

  private double learningRate() {
    return options.learningRate().at(progress(), reductions);
  }

  private boolean stopsEarly() {
    return validation != null && options.patience() > 0;
  }

  private boolean stoppedEarly() {
    return stopsEarly() && epochsSinceBest >= options.patience();
  }

  private boolean epochEnds() {
    return step * batch / rows > (step - 1) * batch / rows || step >= steps();
  }

  private EpochReport endEpoch() {
    double kl = klSum / epochSteps;
    EpochReport report =
        new EpochReport(
            history.size() + 1,
            lossSum / epochSteps,
            kl,
            options.kl().at(progress()) * kl / rows,
            validation == null ? Double.NaN : validation.evaluate(),
            learningRate());
    history.add(report);
    lossSum = 0;
    klSum = 0;
    epochSteps = 0;
    PriorCalibration.refit(network, parameters, priors);
    judge(validation == null ? report.loss() : report.validation());
    return report;
  }

  private void judge(double loss) {
    if (loss < bestLoss) {
      bestLoss = loss;
      epochsSinceBest = 0;
      epochsSinceReduction = 0;
      if (stopsEarly()) {
        bestParameters = parameters.all().toArray();
        bestPriors = priorValues();
      }
      return;
    }
    epochsSinceBest++;
    epochsSinceReduction++;
    if (options.learningRate() instanceof LearningRate.Plateau plateau
        && epochsSinceReduction > plateau.patience()) {
      reductions++;
      epochsSinceReduction = 0;
    }
  }

  private Map<String, float[]> priorValues() {
    Map<String, float[]> values = new LinkedHashMap<>();
    priors.tensors().forEach((name, tensor) -> values.put(name, tensor.toArray()));
    return values;
  }

  private List<Op> recordStep(TrainingData data, PriorTerms priorTerms, RepulsionTerm repulsion) {
    Tape tape = new Tape(arena);
    parameters
        .layout()
        .slots()
        .forEach(s -> tape.parameter(parameters.get(s.name()), gradients.get(s.name())));
    // Outputs can only be compared where all members see the same rows.
    boolean together = repulsion != null && repulsion.comparesOutputs();
    Batch rows = Batch.of(batch, together ? 1 : options.members(), data);
    if (together) {
      rows = rows.withContext(repulsion.contextRows(batch), options.seed());
    }
    Batch.Tensors in = rows.record(tape);
    int replicas = options.members() * options.samples();
    Pass pass = new Pass(tape, parameters, priors, Pass.Mode.ESTIMATE, replicas);
    Tensor outputs = network.record(pass, in.inputs());
    priorTerms.record(pass);
    float scale = 1f / options.samples();
    network.likelihood().record(tape, parameters, outputs, in.targets(), in.weights(), scale);
    if (repulsion != null) {
      repulsion.recordOnOutputs(tape, network, outputs);
    }
    tape.backward();
    Tensor gradient = gradients.all();
    if (repulsion != null) {
      repulsion.recordOnParameters(tape, parameters.all(), gradient);
    }
    if (options.clipNorm() > 0) {
      Tensor norm = tape.allocate("gradient norm", new Shape(options.members(), 1, 1));
      tape.record(new ClipGlobalNorm(gradient, (float) options.clipNorm(), norm));
    }
    tape.record(
        options
            .optimizer()
            .record(parameters.all(), gradient, firstMoments.all(), secondMoments.all()));
    return tape.ops();
  }

  private static void checkTargetSets(
      TrainingData data, TrainingOptions options, RepulsionTerm repulsion) {
    int sets = data.targetSets();
    if (sets == 1) {
      return;
    }
    if (repulsion != null) {
      throw new IllegalArgumentException("members that repel each other share one set of targets");
    }
    if (sets != options.members()) {
      throw new IllegalArgumentException(
          "%d sets of targets do not match %d members".formatted(sets, options.members()));
    }
  }

  private static void checkColumns(Network network, TrainingData data) {
    int targets = network.likelihood().targetColumns(network.targets());
    if (data.inputColumns() != network.inputs() || data.targetColumns() != targets) {
      throw new IllegalArgumentException(
          "data with %d inputs and %d targets do not fit a network with %d and %d"
              .formatted(data.inputColumns(), data.targetColumns(), network.inputs(), targets));
    }
  }

  /** Reads both loss terms after a step, without allocating. */
  private static final class LossMeter {
    private final List<Tensor> losses = new ArrayList<>();
    private final List<Tensor> divergences = new ArrayList<>();
    private final float[] buffer;
    private double negativeLogLikelihood;
    private double kl;

    LossMeter(List<Op> ops) {
      int longest = 1;
      for (Op op : ops) {
        if (op instanceof LossOp loss) {
          losses.add(loss.loss());
          longest = Math.max(longest, loss.loss().shape().replicas());
        } else if (op instanceof PenaltyOp penalty) {
          divergences.add(penalty.value());
          longest = Math.max(longest, penalty.value().shape().replicas());
        }
      }
      buffer = new float[longest];
    }

    void read() {
      negativeLogLikelihood = sumOfMeans(losses);
      kl = sumOfMeans(divergences);
    }

    double negativeLogLikelihood() {
      return negativeLogLikelihood;
    }

    double kl() {
      return kl;
    }

    private double sumOfMeans(List<Tensor> tensors) {
      double total = 0;
      for (int t = 0; t < tensors.size(); t++) {
        Tensor tensor = tensors.get(t);
        tensor.read(buffer);
        double sum = 0;
        int replicas = tensor.shape().replicas();
        for (int r = 0; r < replicas; r++) {
          sum += buffer[r];
        }
        total += sum / replicas;
      }
      return total;
    }
  }
}
