package dev.credence.predict;

import dev.credence.backend.Backend;
import dev.credence.data.RowsException;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.BayesianDense;
import dev.credence.layer.Bias;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Temporaries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Predicts with error bars from a fixed set of weight samples. Immutable and thread-safe; a row's
 * prediction does not depend on its neighbours, the number of rows or threads. Weight sample s is
 * one network, the same for every row, call and run.
 *
 * <p>Each thread that is inside {@link #predict} at the same time holds activations of its own;
 * sampled weights are shared. Where they do not fit into the weight budget they are drawn in blocks
 * anew for every call, and calls take turns.
 */
public final class Predictor implements AutoCloseable {
  /** Weight samples of each ensemble member unless told otherwise. */
  public static final int DEFAULT_SAMPLES = 50;

  private static final long WEIGHT_BUDGET = 1L << 30;

  private final Builder settings;
  private final FittedNetwork fitted;
  private final SamplePlan plan;
  private final Affine inputs;
  private final Readout readout;
  private final SessionPool pool;

  private Predictor(Builder settings, SamplePlan plan) {
    this.settings = settings;
    this.fitted = settings.fitted;
    this.plan = plan;
    this.inputs = settings.inputs;
    this.readout = settings.readout();
    Backend backend = settings.backend;
    WeightSamples weights = new WeightSamples(fitted, plan, backend);
    ChunkSizes sizes = ChunkSizes.forBytesPerRow(bytesPerRow(), backend.rowsAtOnce());
    int most = plan.resident() ? Math.max(4, 2 * Runtime.getRuntime().availableProcessors()) : 1;
    this.pool =
        new SessionPool(
            most,
            () ->
                new Session(fitted, plan, weights, inputs, settings.names, readout, sizes, backend),
            weights::close);
  }

  /** Starts a predictor on the given backend, which must stay open as long as it is used. */
  public static Builder builder(FittedNetwork fitted, Backend backend) {
    return new Builder(fitted, backend);
  }

  /** Number of input columns. */
  public int inputs() {
    return inputs.columns();
  }

  /** Number of targets or classes. */
  public int columns() {
    return readout.columns();
  }

  /** Number of weight samples, of all ensemble members together. */
  public int samples() {
    return plan.total();
  }

  /** A buffer for up to {@code capacity} rows. */
  public Prediction newPrediction(int capacity) {
    return newPrediction(capacity, false);
  }

  /**
   * A buffer for up to {@code capacity} rows.
   *
   * @param keepSamples whether it keeps every weight sample's result, as quantiles, log densities
   *     and logits need
   */
  public Prediction newPrediction(int capacity, boolean keepSamples) {
    return readout.newPrediction(capacity, samples(), keepSamples);
  }

  /**
   * Predicts the first {@code n} of the given rows. Allocates nothing once a thread has met the
   * number of rows.
   *
   * @param rows inputs (n, K) row-major, as the user has them
   * @param out receives the predictions; from {@link #newPrediction} of this predictor
   * @throws RowsException naming row and column of an input that is not finite, or too far from the
   *     training data for a finite prediction
   */
  public void predict(float[] rows, int n, Prediction out) {
    predict(rows, null, rows.length, n, out);
  }

  /** As {@link #predict(float[], int, Prediction)}, for columns whose offset needs float64. */
  public void predict(double[] rows, int n, Prediction out) {
    predict(null, rows, rows.length, n, out);
  }

  /** Predicts all rows into a new buffer. */
  public Prediction predict(double[] rows) {
    Prediction out = newPrediction(Math.max(1, rows.length / inputs()));
    predict(rows, rows.length / inputs(), out);
    return out;
  }

  /**
   * A predictor of one weight sample alone: its mean is the sample's mean, its sigmaStat is zero
   * and it is not recalibrated.
   *
   * @param sample number from 0 to {@link #samples()} - 1
   */
  public Predictor sample(int sample) {
    return new Predictor(settings.withoutRecalibration(), plan.only(sample));
  }

  /** Frees the weights, and every session as soon as its prediction ends. */
  @Override
  public void close() {
    pool.close();
  }

  private void predict(float[] narrow, double[] wide, int length, int n, Prediction out) {
    if (n < 0 || (long) n * inputs.columns() > length || n > out.capacity()) {
      throw new IllegalArgumentException(
          "%d rows of %d inputs do not fit %d numbers and a prediction of %d rows"
              .formatted(n, inputs.columns(), length, out.capacity()));
    }
    if (out.columns() != readout.columns() || out.samples() != samples()) {
      throw new IllegalArgumentException("the prediction buffer belongs to another predictor");
    }
    out.rows(0);
    Session session = pool.take();
    try {
      session.predict(narrow, wide, n, out);
    } finally {
      pool.giveBack(session);
    }
    out.rows(n);
  }

  /** Outputs, predictions, and of hidden activations as many as {@link Temporaries} keeps. */
  private long bytesPerRow() {
    Network network = fitted.network();
    Map<Integer, Integer> hidden = new HashMap<>();
    int width = network.inputs();
    for (Layer layer : network.layers()) {
      width = layer.outputs(width);
      hidden.merge(width, 1, (a, b) -> Math.min(Temporaries.ALIVE, a + b));
    }
    long columns = readout.sampleColumns() + width;
    for (Map.Entry<Integer, Integer> entry : hidden.entrySet()) {
      columns += (long) entry.getKey() * entry.getValue();
    }
    return columns * plan.block() * Float.BYTES;
  }

  /** Collects what a predictor needs besides the network. */
  public static final class Builder {
    private final FittedNetwork fitted;
    private final Backend backend;
    private final boolean regression;
    private List<String> names;
    private Affine inputs;
    private Affine targets;
    private int samples = DEFAULT_SAMPLES;
    private long weightBudget = WEIGHT_BUDGET;
    private Recalibration recalibration;

    private Builder(FittedNetwork fitted, Backend backend) {
      this.fitted = fitted;
      this.backend = backend;
      this.regression = !fitted.network().likelihood().isClassification();
      this.names = IntStream.range(0, fitted.network().inputs()).mapToObj(k -> "" + k).toList();
      this.inputs = Affine.identity(fitted.network().inputs());
      this.targets = Affine.identity(fitted.network().targets());
      this.recalibration = Recalibration.identity(fitted.network().targets());
    }

    /** Names of the input columns, for messages; numbers from 0 unless told otherwise. */
    public Builder names(List<String> names) {
      if (names.size() != fitted.network().inputs()) {
        throw new IllegalArgumentException(
            "%d names do not match %d inputs".formatted(names.size(), fitted.network().inputs()));
      }
      this.names = List.copyOf(names);
      return this;
    }

    /** Standardisation of the inputs: (x - mean) / scale. */
    public Builder inputs(double[] means, double[] scales) {
      inputs = new Affine("input", means, scales, fitted.network().inputs());
      return this;
    }

    /** Standardisation of regression targets. */
    public Builder targets(double[] means, double[] scales) {
      requireRegression();
      targets = new Affine("target", means, scales, fitted.network().targets());
      return this;
    }

    /** Weight samples of each ensemble member; a network without random weights takes one. */
    public Builder samples(int samples) {
      if (samples < 1) {
        throw new IllegalArgumentException("a prediction needs at least one weight sample");
      }
      this.samples = samples;
      return this;
    }

    /** Factors on the total error bars. */
    public Builder recalibration(Recalibration recalibration) {
      requireRegression();
      if (recalibration.targets() != fitted.network().targets()) {
        throw new IllegalArgumentException(
            "a recalibration of %d targets does not fit a network with %d"
                .formatted(recalibration.targets(), fitted.network().targets()));
      }
      this.recalibration = recalibration;
      return this;
    }

    /** Most bytes of sampled weights that stay in memory; 1 GiB unless told otherwise. */
    public Builder weightBudget(long bytes) {
      this.weightBudget = bytes;
      return this;
    }

    /**
     * The predictor.
     *
     * @throws IllegalArgumentException naming a parameter that is not finite
     */
    public Predictor build() {
      checkFinite();
      int each = fitted.network().isStochastic() ? samples : 1;
      SamplePlan plan =
          SamplePlan.all(fitted.members(), each, weightBytesPerSample(), weightBudget);
      return new Predictor(copy(recalibration), plan);
    }

    private void checkFinite() {
      ParameterLayout layout = fitted.network().layout();
      for (ParameterLayout.Slot slot : layout.slots()) {
        for (int m = 0; m < fitted.members(); m++) {
          int start = m * layout.size() + slot.start();
          for (int i = start; i < start + slot.rows() * slot.columns(); i++) {
            if (!Float.isFinite(fitted.parameters()[i])) {
              throw new IllegalArgumentException(
                  "parameter %s holds %s".formatted(slot.name(), fitted.parameters()[i]));
            }
          }
        }
      }
    }

    private Builder withoutRecalibration() {
      return copy(Recalibration.identity(recalibration.targets()));
    }

    private Builder copy(Recalibration other) {
      Builder copy = new Builder(fitted, backend);
      copy.names = names;
      copy.inputs = inputs;
      copy.targets = targets;
      copy.samples = samples;
      copy.weightBudget = weightBudget;
      copy.recalibration = other;
      return copy;
    }

    private Readout readout() {
      Likelihood likelihood = fitted.network().likelihood();
      int columns = fitted.network().targets();
      return regression
          ? new RegressionReadout(likelihood, targets, recalibration)
          : likelihood instanceof BernoulliLikelihood
              ? new BernoulliReadout(columns)
              : new CategoricalReadout(columns);
    }

    private long weightBytesPerSample() {
      long elements = 0;
      int width = fitted.network().inputs();
      for (Layer layer : fitted.network().layers()) {
        int outputs = layer.outputs(width);
        if (layer instanceof BayesianDense dense) {
          elements += (long) width * outputs + (dense.bias() == Bias.GAUSSIAN ? outputs : 0);
        }
        width = outputs;
      }
      return elements * Float.BYTES;
    }

    private void requireRegression() {
      if (!regression) {
        throw new IllegalArgumentException(
            "a classification has no target standardisation or recalibration");
      }
    }
  }
}
