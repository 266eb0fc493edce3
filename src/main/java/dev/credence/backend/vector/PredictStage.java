package dev.credence.backend.vector;

import dev.credence.op.Head;
import dev.credence.op.PredictSample;

/** Rows of network outputs to rows of predictions, as the head says. */
abstract class PredictStage extends RowStage {
  final View prediction;
  final View out;
  final int columns;
  final int outColumns;

  private PredictStage(PredictSample op) {
    super(
        op.out().shape().replicas(),
        op.out().shape().rows(),
        60.0 * op.prediction().shape().columns());
    prediction = View.of(op.prediction());
    out = View.of(op.out());
    columns = op.prediction().shape().columns();
    outColumns = op.out().shape().columns();
  }

  /** Predicts one row: outputs from {@code a} on, predictions from {@code o} on. */
  abstract void row(int r, int a, int o);

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    for (int b = begin; b < end; b++) {
      row(r, prediction.at(r) + b * columns, out.at(r) + b * outColumns);
    }
  }

  /** The stage for a head. */
  static PredictStage of(PredictSample op, Scratch scratch) {
    Head head = op.head();
    if (head instanceof Head.Gaussian h) {
      return new MeanAndVariance(op, h.minLogVariance(), h.maxLogVariance(), 1, scratch);
    }
    if (head instanceof Head.StudentT h) {
      double nu = h.degreesOfFreedom();
      float factor = (float) (nu / (nu - 2));
      return new MeanAndVariance(op, h.minLogVariance(), h.maxLogVariance(), factor, scratch);
    }
    if (head instanceof Head.Homoscedastic h) {
      return new Homoscedastic(op, h);
    }
    if (head instanceof Head.GaussianMixture h) {
      return new Mixture(op, h);
    }
    if (head instanceof Head.Bernoulli) {
      return new Bernoulli(op);
    }
    if (head instanceof Head.Categorical) {
      return new Categorical(op);
    }
    throw new AssertionError("head without a rule: " + head);
  }

  private static double clamp(float x, float min, float max) {
    return Math.min(Math.max(x, min), max);
  }

  private static final class MeanAndVariance extends PredictStage {
    private final int targets = columns / 2;
    private final float min;
    private final float max;
    private final float factor;

    MeanAndVariance(PredictSample op, float min, float max, float factor, Scratch scratch) {
      super(op);
      this.min = min;
      this.max = max;
      this.factor = factor;
      scratch.floats(Slots.BLOCK_A, Halves.size(block(), targets));
      scratch.floats(Slots.BLOCK_B, Halves.size(block(), targets));
    }

    @Override
    void rows(int r, int begin, int end, Worker worker) {
      float[] mean = worker.floats(Slots.BLOCK_A);
      float[] variance = worker.floats(Slots.BLOCK_B);
      int n = end - begin;
      int from = prediction.at(r) + begin * columns;
      Halves.split(prediction.data, from, n, targets, mean, variance);
      Sigma.variances(variance, min, max, factor, Lanes.padded(n * targets));
      Halves.join(mean, variance, n, targets, out.data, out.at(r) + begin * outColumns);
    }

    @Override
    void row(int r, int a, int o) {
      throw new AssertionError("rows are predicted in blocks");
    }
  }

  private static final class Homoscedastic extends PredictStage {
    private final View logVariance;

    Homoscedastic(PredictSample op, Head.Homoscedastic head) {
      super(op);
      logVariance = View.of(head.logVariance(), replicas);
    }

    @Override
    void row(int r, int a, int o) {
      for (int d = 0; d < columns; d++) {
        out.data[o + d] = prediction.data[a + d];
        out.data[o + columns + d] = (float) Math.exp(logVariance.data[logVariance.at(r) + d]);
      }
    }
  }

  private static final class Mixture extends PredictStage {
    private final Head.GaussianMixture head;

    Mixture(PredictSample op, Head.GaussianMixture head) {
      super(op);
      this.head = head;
    }

    @Override
    void row(int r, int a, int o) {
      int components = head.components();
      double normalisation = Softmax.logSumExp(prediction.data, a, components);
      double mean = 0;
      for (int k = 0; k < components; k++) {
        mean +=
            Math.exp(prediction.data[a + k] - normalisation) * prediction.data[a + components + k];
      }
      double variance = 0;
      for (int k = 0; k < components; k++) {
        double share = Math.exp(prediction.data[a + k] - normalisation);
        double difference = prediction.data[a + components + k] - mean;
        float raw = prediction.data[a + 2 * components + k];
        double own = Math.exp(clamp(raw, head.minLogVariance(), head.maxLogVariance()));
        variance += share * (own + difference * difference);
      }
      out.data[o] = (float) mean;
      out.data[o + 1] = (float) variance;
    }
  }

  private static final class Bernoulli extends PredictStage {
    Bernoulli(PredictSample op) {
      super(op);
    }

    @Override
    void row(int r, int a, int o) {
      for (int d = 0; d < columns; d++) {
        double logit = prediction.data[a + d];
        double z = Math.exp(-Math.abs(logit));
        double p = (logit >= 0 ? 1 : z) / (1 + z);
        double q = (logit >= 0 ? z : 1) / (1 + z);
        // Entropy -p log p - q log q; log p = -log(1 + z) or logit - log(1 + z).
        double rest = z == 0 ? 0 : Math.abs(logit) * (logit >= 0 ? q : p);
        out.data[o + d] = (float) p;
        out.data[o + columns + d] = (float) (Math.log1p(z) + rest);
      }
    }
  }

  private static final class Categorical extends PredictStage {
    Categorical(PredictSample op) {
      super(op);
    }

    @Override
    void row(int r, int a, int o) {
      double normalisation = Softmax.logSumExp(prediction.data, a, columns);
      double entropy = 0;
      for (int c = 0; c < columns; c++) {
        double logP = prediction.data[a + c] - normalisation;
        double p = Math.exp(logP);
        entropy -= p * logP;
        out.data[o + c] = (float) p;
      }
      out.data[o + columns] = (float) entropy;
    }
  }
}
