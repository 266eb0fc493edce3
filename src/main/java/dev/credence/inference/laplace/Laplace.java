package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.inference.Diagnostics;
import dev.credence.inference.EpochReport;
import dev.credence.inference.Fit;
import dev.credence.inference.FittedNetwork;
import dev.credence.inference.MaximumPosterior;
import dev.credence.inference.Optimizer;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.TrainingState;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.posterior.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Laplace approximation: trains a deterministic network to the maximum of its posterior, puts a
 * Gaussian there with the curvature of the posterior, and lets the evidence choose the precisions
 * of prior and noise (MacKay 1992). Each evidence round repeats the whole schedule of training from
 * the weights at hand; the last one ends with the Gaussian.
 *
 * <pre>{@code
 * try (Laplace fit = new Laplace(network, data, null, training, LaplaceOptions.defaults(), backend)) {
 *   fit.run(TrainingListener.NONE);
 *   FittedNetwork posterior = fit.fitted();
 *   double logEvidence = fit.evidence().logEvidence();
 * }
 * }</pre>
 *
 * <p>A homoscedastic width that is learned follows from the evidence, beta = (n - gamma) / (2 E_D),
 * where there are evidence rounds, and from the gradient of the loss where there are none.
 */
public final class Laplace implements Fit {
  /** Where a training state keeps the number of evidence rounds done. */
  private static final String ROUND = "evidence round";

  private final Network network;
  private final TrainingData data;
  private final TrainingOptions training;
  private final LaplaceOptions options;
  private final Backend backend;
  private final List<WeightLayer> layers;
  private final GaussianPenalty penalty;
  private final MaximumPosterior map;
  private int round;
  private LaplacePosterior posterior;

  /**
   * Prepares a fit.
   *
   * @param network of dense, activation and no other layers, with a Gaussian, Bernoulli or
   *     categorical likelihood
   * @param validationData rows whose loss is followed and that early stopping judges by, or null
   * @param training how to find the maximum; one member, one weight sample, KL weight 1 and no
   *     weight decay of the optimiser
   */
  public Laplace(
      Network network,
      TrainingData data,
      TrainingData validationData,
      TrainingOptions training,
      LaplaceOptions options,
      Backend backend) {
    this.network = network;
    this.data = data;
    this.options = options;
    this.backend = backend;
    this.layers = WeightLayer.of(network);
    this.training = deterministic(training);
    OutputModel.of(network.likelihood(), network.targets(), new double[network.targets()]);
    if (options.structure() == CurvatureStructure.FULL) {
      FullCurvature.checkSize(WeightLayer.count(layers));
    }
    this.penalty = new GaussianPenalty(layers, options.prior());
    this.map =
        new MaximumPosterior(trained(), penalty, data, validationData, this.training, backend);
  }

  /** Checks what a single deterministic network cannot use. */
  private static TrainingOptions deterministic(TrainingOptions o) {
    if (o.members() != 1 || o.samples() != 1) {
      throw new IllegalArgumentException(
          "a Laplace fit trains one network without weight samples, not %d members with %d samples"
              .formatted(o.members(), o.samples()));
    }
    if (o.kl().weight() != 1) {
      throw new IllegalArgumentException(
          "a Laplace fit needs the KL weight 1, not %s: scale the prior instead"
              .formatted(o.kl().weight()));
    }
    double decay =
        o.optimizer() instanceof Optimizer.Adam adam
            ? adam.weightDecay()
            : ((Optimizer.Momentum) o.optimizer()).weightDecay();
    if (decay != 0) {
      throw new IllegalArgumentException(
          "a Laplace fit has a prior instead of the optimiser's weight decay of " + decay);
    }
    return new TrainingOptions(
        o.epochs(),
        o.batchSize(),
        1,
        1,
        o.learningRate(),
        o.kl(),
        o.optimizer(),
        o.clipNorm(),
        o.patience(),
        1,
        o.seed());
  }

  private boolean estimatesNoise() {
    return options.evidenceRounds() > 0
        && network.likelihood() instanceof HomoscedasticLikelihood homoscedastic
        && homoscedastic.learned();
  }

  /** The network as training sees it: without gradients of what the evidence estimates. */
  private Network trained() {
    if (!estimatesNoise()) {
      return network;
    }
    double sigma = ((HomoscedasticLikelihood) network.likelihood()).sigma();
    return new Network(
        network.inputs(),
        network.layers(),
        new HomoscedasticLikelihood(sigma, false),
        network.targets());
  }

  @Override
  public void run(TrainingListener listener) {
    TrainingListener shifted = new AllRounds(listener);
    while (posterior == null) {
      map.run(shifted);
      if (!map.finished()) {
        return;
      }
      endRound();
    }
  }

  private void endRound() {
    FittedNetwork found = map.fitted();
    Precisions now = precisions(found);
    CurvaturePass pass =
        CurvaturePass.over(data, network, found.parameters(), options.structure(), backend);
    WeightPosterior gaussian = pass.curvature().posterior(now.alpha());
    double[] weights = new double[WeightLayer.count(layers)];
    layers.forEach(layer -> layer.read(found.parameters(), weights));
    double[] logVariances = CurvaturePass.logVariances(network, found.parameters());
    Evidence evidence = Evidence.of(pass, gaussian, weights, now.alpha(), logVariances);
    Precisions next = Precisions.update(evidence, pass, options.groups(), estimatesNoise());
    if (round >= options.evidenceRounds() || next.change(now) <= options.tolerance()) {
      posterior = new LaplacePosterior(best(), layers, weights, gaussian, evidence);
    } else {
      round++;
      restart(found.parameters(), next);
    }
  }

  /** The precisions that training used: float32 numbers, the same after a resume. */
  private Precisions precisions(FittedNetwork found) {
    double[] alpha = new double[layers.size()];
    for (int l = 0; l < alpha.length; l++) {
      String name = WeightLayer.weightName(layers.get(l).index());
      double width = found.priors().get(name)[1];
      alpha[l] = 1 / (width * width);
    }
    double[] beta = CurvaturePass.logVariances(network, found.parameters());
    for (int d = 0; d < beta.length; d++) {
      beta[d] = Math.exp(-beta[d]);
    }
    return new Precisions(alpha, beta);
  }

  /** Starts the schedule again from these parameters with other precisions. */
  private void restart(float[] parameters, Precisions precisions) {
    Map<String, float[]> priors = new LinkedHashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      float[] prior = {0, (float) (1 / Math.sqrt(precisions.alpha()[l]))};
      int index = layers.get(l).index();
      priors.put(WeightLayer.weightName(index), prior);
      if (layers.get(l).bias()) {
        priors.put(WeightLayer.biasName(index), prior);
      }
    }
    ParameterLayout layout = network.layout();
    for (int d = 0; estimatesNoise() && d < precisions.beta().length; d++) {
      int at = layout.slot(HomoscedasticLikelihood.LOG_VARIANCE).start() + d;
      parameters[at] = (float) -Math.log(precisions.beta()[d]);
    }
    map.restore(
        new TrainingState(
            0,
            0,
            0,
            0,
            Double.POSITIVE_INFINITY,
            0,
            0,
            0,
            parameters,
            new float[parameters.length],
            new float[parameters.length],
            priors,
            new float[0],
            Map.of(),
            map.history()));
    penalty.follow(priors);
  }

  /** Whether the Gaussian is there. */
  @Override
  public boolean finished() {
    return posterior != null;
  }

  /** Steps of all evidence rounds; fewer are run where the precisions settle earlier. */
  @Override
  public long steps() {
    return (options.evidenceRounds() + 1) * map.steps();
  }

  @Override
  public List<EpochReport> history() {
    return map.history();
  }

  /**
   * The posterior. For the diagonal structure of all layers a Bayesian network with a Gaussian for
   * each weight, else as many networks as the options ask for, each one draw. Before the end of the
   * run the one network found so far.
   *
   * <p>Where the data leave weights undetermined, draws reach beyond the region in which the
   * network is linear in them, and their mean predicts worse than the maximum itself (Immer,
   * Korzepa and Bauer 2021), most with the full structure; {@link #linearized} and draws of the
   * last layer alone do not.
   */
  @Override
  public FittedNetwork fitted() {
    if (posterior == null) {
      return best();
    }
    return options.isMeanField()
        ? posterior.meanField()
        : posterior.draws(options.draws(), options.drawn());
  }

  /** The posterior to draw from, predict with and ask for variances, once the run has ended. */
  public LaplacePosterior posterior() {
    if (posterior == null) {
      throw new IllegalStateException("the Laplace fit has not ended yet");
    }
    return posterior;
  }

  /** The evidence at the end of the run. */
  public Evidence evidence() {
    return posterior().evidence();
  }

  /** Log evidence and effective number of parameters, once the run has ended. */
  @Override
  public Diagnostics diagnostics() {
    if (posterior == null) {
      return Diagnostics.NONE;
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("log_evidence", evidence().logEvidence());
    figures.put("effective_parameters", evidence().effectiveParameters());
    figures.put("parameters", (double) evidence().parameters());
    return new Diagnostics(figures, List.of());
  }

  /** Outputs and their variances in the network linearised around its maximum. */
  public LinearizedPrediction linearized(float[] inputs) {
    return Linearization.predict(posterior(), inputs, backend);
  }

  private FittedNetwork best() {
    FittedNetwork found = map.fitted();
    return new FittedNetwork(network, 1, found.parameters(), found.priors(), found.seed());
  }

  @Override
  public TrainingState state() {
    return map.state().withFloats(Map.of(ROUND, new float[] {round}));
  }

  @Override
  public void restore(TrainingState saved) {
    float[] rounds = saved.floats().get(ROUND);
    if (rounds == null || rounds.length != 1) {
      throw new IllegalArgumentException("the training state belongs to another method");
    }
    map.restore(saved);
    penalty.follow(saved.priors());
    round = (int) rounds[0];
    posterior = null;
  }

  @Override
  public void close() {
    map.close();
  }

  /** Counts the steps of all rounds. */
  private final class AllRounds implements TrainingListener {
    private final TrainingListener listener;

    AllRounds(TrainingListener listener) {
      this.listener = listener;
    }

    @Override
    public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
      listener.onStep(round * steps + step, steps(), negativeLogLikelihood, klTerm);
    }

    @Override
    public void onEpoch(EpochReport report) {
      listener.onEpoch(report);
    }

    @Override
    public boolean stopRequested() {
      return listener.stopRequested();
    }
  }
}
