package dev.credence.backend.scalar;

import dev.credence.op.Activation;
import dev.credence.op.Head;
import dev.credence.tensor.Shape;

/** What one row of network outputs predicts. */
interface HeadRow {
  /**
   * Predicts one row.
   *
   * @param r replica
   * @param a network outputs, the row's first at {@code ai}
   * @param out predictions, the row's first at {@code oi}
   */
  void predict(int r, float[] a, int ai, float[] out, int oi);

  /** The rule of a head for network outputs of the given shape. */
  static HeadRow of(Head head, Shape shape) {
    int columns = shape.columns();
    if (head instanceof Head.Gaussian h) {
      return meanAndVariance(columns / 2, h.minLogVariance(), h.maxLogVariance(), 1);
    }
    if (head instanceof Head.StudentT h) {
      double nu = h.degreesOfFreedom();
      return meanAndVariance(columns / 2, h.minLogVariance(), h.maxLogVariance(), nu / (nu - 2));
    }
    if (head instanceof Head.Homoscedastic h) {
      return homoscedastic(columns, Operand.of(h.logVariance(), shape.replicas()));
    }
    if (head instanceof Head.GaussianMixture h) {
      return mixture(h);
    }
    if (head instanceof Head.Bernoulli) {
      return bernoulli(columns);
    }
    if (head instanceof Head.Categorical) {
      return categorical(columns);
    }
    throw new AssertionError("head without a scalar rule: " + head);
  }

  private static HeadRow meanAndVariance(int targets, float min, float max, double factor) {
    Clamp clamp = new Clamp(min, max);
    return (r, a, ai, out, oi) -> {
      for (int d = 0; d < targets; d++) {
        out[oi + d] = a[ai + d];
        out[oi + targets + d] = (float) (factor * Math.exp(clamp.value(a[ai + targets + d])));
      }
    };
  }

  private static HeadRow homoscedastic(int targets, Operand logVariance) {
    return (r, a, ai, out, oi) -> {
      for (int d = 0; d < targets; d++) {
        out[oi + d] = a[ai + d];
        out[oi + targets + d] = (float) Math.exp(logVariance.data[logVariance.at(r) + d]);
      }
    };
  }

  private static HeadRow mixture(Head.GaussianMixture head) {
    int components = head.components();
    Clamp clamp = new Clamp(head.minLogVariance(), head.maxLogVariance());
    double[] weights = new double[components];
    return (r, a, ai, out, oi) -> {
      softmax(a, ai, weights);
      double mean = 0;
      for (int k = 0; k < components; k++) {
        mean += weights[k] * a[ai + components + k];
      }
      double variance = 0;
      for (int k = 0; k < components; k++) {
        double difference = a[ai + components + k] - mean;
        double own = Math.exp(clamp.value(a[ai + 2 * components + k]));
        variance += weights[k] * (own + difference * difference);
      }
      out[oi] = (float) mean;
      out[oi + 1] = (float) variance;
    };
  }

  private static HeadRow bernoulli(int targets) {
    return (r, a, ai, out, oi) -> {
      for (int d = 0; d < targets; d++) {
        double logit = a[ai + d];
        double p = Activation.SIGMOID.value(logit);
        double q = Activation.SIGMOID.value(-logit);
        out[oi + d] = (float) p;
        out[oi + targets + d] =
            (float) (p * Activation.SOFTPLUS.value(-logit) + q * Activation.SOFTPLUS.value(logit));
      }
    };
  }

  private static HeadRow categorical(int classes) {
    double[] p = new double[classes];
    return (r, a, ai, out, oi) -> {
      double normalisation = softmax(a, ai, p);
      double entropy = 0;
      for (int c = 0; c < classes; c++) {
        entropy += p[c] * (normalisation - a[ai + c]);
        out[oi + c] = (float) p[c];
      }
      out[oi + classes] = (float) entropy;
    };
  }

  /** Sets p to the softmax of a row of logits and returns the log of its normalisation. */
  private static double softmax(float[] a, int ai, double[] p) {
    for (int c = 0; c < p.length; c++) {
      p[c] = a[ai + c];
    }
    double normalisation = Softmax.logSumExp(p, p.length);
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(p[c] - normalisation);
    }
    return normalisation;
  }
}
