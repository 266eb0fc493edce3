package dev.credence.backend;

import dev.credence.op.Head;
import dev.credence.op.PredictSample;

/** Predictions of one weight sample. */
record PredictOracle(Oracle oracle, PredictSample op) {
  void expect() {
    oracle.result(op.out(), this::element);
  }

  private Num raw(int r, int b, int c) {
    return oracle.values.num(op.prediction(), r, op.prediction().shape().replicas(), b, c);
  }

  private Num element(int r, int b, int c) {
    Head head = op.head();
    int columns = op.prediction().shape().columns();
    if (head instanceof Head.Gaussian h) {
      return c < columns / 2
          ? raw(r, b, c)
          : variance(raw(r, b, c), h.minLogVariance(), h.maxLogVariance());
    }
    if (head instanceof Head.StudentT h) {
      double nu = h.degreesOfFreedom();
      return c < columns / 2
          ? raw(r, b, c)
          : variance(raw(r, b, c), h.minLogVariance(), h.maxLogVariance()).times(nu / (nu - 2));
    }
    if (head instanceof Head.Homoscedastic h) {
      int of = op.prediction().shape().replicas();
      return c < columns
          ? raw(r, b, c)
          : oracle.values.num(h.logVariance(), r, of, 0, c - columns).exp();
    }
    if (head instanceof Head.GaussianMixture h) {
      return mixture(h, r, b, c);
    }
    if (head instanceof Head.Bernoulli) {
      Num logit = raw(r, b, c % columns);
      return c < columns ? probability(logit.value()) : entropy(logit.value());
    }
    if (head instanceof Head.Categorical) {
      return categorical(r, b, c, columns);
    }
    throw new AssertionError("no oracle for " + head);
  }

  private static Num variance(Num raw, float min, float max) {
    return Num.of(Math.min(Math.max(raw.value(), min), max)).exp();
  }

  private static Num probability(double logit) {
    double p = 1 / (1 + Math.exp(-logit));
    return new Num(p, Num.ELEMENTARY * p);
  }

  private static Num entropy(double logit) {
    double p = 1 / (1 + Math.exp(-Math.abs(logit)));
    double q = Math.exp(-Math.abs(logit)) * p;
    double entropy = -p * Math.log(p) - (q == 0 ? 0 : q * Math.log(q));
    // A sum of products of rounded probabilities and rounded logarithms.
    return new Num(entropy, 3 * Num.ELEMENTARY * (entropy + q));
  }

  private Num mixture(Head.GaussianMixture h, int r, int b, int c) {
    int k = h.components();
    Num[] logits = new Num[k];
    for (int i = 0; i < k; i++) {
      logits[i] = raw(r, b, i);
    }
    Num log = Num.logSumExp(logits);
    Num mean = Num.sum(k, i -> logits[i].minus(log).exp().times(raw(r, b, k + i)));
    if (c == 0) {
      return mean;
    }
    return Num.sum(
        k,
        i -> {
          Num own = variance(raw(r, b, 2 * k + i), h.minLogVariance(), h.maxLogVariance());
          Num between = raw(r, b, k + i).minus(mean).square();
          return logits[i].minus(log).exp().times(own.plus(between));
        });
  }

  private Num categorical(int r, int b, int c, int classes) {
    Num[] logits = new Num[classes];
    for (int i = 0; i < classes; i++) {
      logits[i] = raw(r, b, i);
    }
    Num log = Num.logSumExp(logits);
    if (c < classes) {
      return logits[c].minus(log).exp();
    }
    return Num.sum(
        classes,
        i -> {
          Num logP = logits[i].minus(log);
          return logP.exp().times(logP).negate();
        });
  }
}
