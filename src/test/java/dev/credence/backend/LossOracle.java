package dev.credence.backend;

import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.LossOp;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.StudentTNll;

/** All losses: values and slopes of one example, then what they share. */
final class LossOracle {
  private static final double HALF_LOG_2_PI = 0.91893853320467274178;

  /** Loss of one example, its derivatives by the predictions, and by the log variances if any. */
  private record Example(Num loss, Num[] slopes, Num[] varianceSlopes) {}

  private final Oracle oracle;
  private final LossOp op;
  private final int of;
  private final int rows;
  private final int targets;
  private final Example[][] examples;

  LossOracle(Oracle oracle, LossOp op) {
    this.oracle = oracle;
    this.op = op;
    this.of = op.prediction().shape().replicas();
    this.rows = op.prediction().shape().rows();
    this.targets = op.target().shape().columns();
    this.examples = new Example[of][rows];
  }

  void expect() {
    for (int r = 0; r < of; r++) {
      for (int b = 0; b < rows; b++) {
        examples[r][b] = example(r, b);
      }
    }
    oracle.result(
        op.loss(),
        (r, zero, one) ->
            Num.sum(rows, b -> examples[r][b].loss.times(weight(r, b))).over(Num.of(rows)));
    oracle.result(op.perExample(), (r, b, zero) -> examples[r][b].loss);
    oracle.result(op.gradient(), (r, b, c) -> examples[r][b].slopes[c].times(factor(r, b)));
    if (op instanceof MeanSquaredError o) {
      oracle.gradient(
          o.logVarianceGradient(),
          of,
          (r, zero, d) -> Num.sum(rows, b -> examples[r][b].varianceSlopes[d].times(factor(r, b))));
    }
  }

  private Num weight(int r, int b) {
    return op.weight() == null ? Num.ONE : oracle.values.num(op.weight(), r, of, b, 0);
  }

  private Num factor(int r, int b) {
    return weight(r, b).times(op.gradientScale()).over(Num.of(rows));
  }

  private Num prediction(int r, int b, int c) {
    return oracle.values.num(op.prediction(), r, of, b, c);
  }

  private Num target(int r, int b, int d) {
    return oracle.values.num(op.target(), r, of, b, d);
  }

  private Example example(int r, int b) {
    if (op instanceof GaussianNll o) {
      return gaussian(o, r, b);
    }
    if (op instanceof MeanSquaredError o) {
      return meanSquared(o, r, b);
    }
    if (op instanceof GaussianMixtureNll o) {
      return mixture(o, r, b);
    }
    if (op instanceof StudentTNll o) {
      return studentT(o, r, b);
    }
    if (op instanceof BernoulliNll) {
      return bernoulli(r, b);
    }
    if (op instanceof CategoricalNll) {
      return categorical(r, b);
    }
    throw new AssertionError("no oracle for " + op.name());
  }

  private static boolean inside(Num x, float min, float max) {
    return x.value() >= min && x.value() <= max;
  }

  private static Num clamp(Num x, float min, float max) {
    return x.value() < min ? Num.of(min) : x.value() > max ? Num.of(max) : x;
  }

  private Example gaussian(GaussianNll o, int r, int b) {
    Num[] slopes = new Num[2 * targets];
    Num loss =
        Num.sum(
            targets,
            d -> {
              Num raw = prediction(r, b, targets + d);
              Num logVariance = clamp(raw, o.minLogVariance(), o.maxLogVariance());
              Num difference = target(r, b, d).minus(prediction(r, b, d));
              Num variance = logVariance.exp();
              Num chi = difference.square().over(variance);
              slopes[d] = difference.over(variance).negate();
              slopes[targets + d] =
                  inside(raw, o.minLogVariance(), o.maxLogVariance())
                      ? Num.ONE.minus(chi).times(0.5)
                      : Num.ZERO;
              return chi.plus(logVariance).times(0.5);
            });
    return new Example(loss, slopes, null);
  }

  private Example meanSquared(MeanSquaredError o, int r, int b) {
    Num[] slopes = new Num[targets];
    Num[] varianceSlopes = new Num[targets];
    Num loss =
        Num.sum(
            targets,
            d -> {
              Num logVariance = oracle.values.num(o.logVariance(), r, of, 0, d);
              Num difference = target(r, b, d).minus(prediction(r, b, d));
              Num variance = logVariance.exp();
              Num chi = difference.square().over(variance);
              slopes[d] = difference.over(variance).negate();
              varianceSlopes[d] = Num.ONE.minus(chi).times(0.5);
              return chi.plus(logVariance).times(0.5);
            });
    return new Example(loss, slopes, varianceSlopes);
  }

  private Example mixture(GaussianMixtureNll o, int r, int b) {
    int components = o.components();
    Num[] logits = new Num[components];
    Num[] joint = new Num[components];
    Num[] pulls = new Num[components];
    Num[] chi = new Num[components];
    for (int k = 0; k < components; k++) {
      logits[k] = prediction(r, b, k);
      Num raw = prediction(r, b, 2 * components + k);
      Num logVariance = clamp(raw, o.minLogVariance(), o.maxLogVariance());
      Num difference = target(r, b, 0).minus(prediction(r, b, components + k));
      pulls[k] = difference.over(logVariance.exp());
      chi[k] = difference.times(pulls[k]);
      joint[k] = logits[k].minus(chi[k].plus(logVariance).times(0.5)).minus(Num.of(HALF_LOG_2_PI));
    }
    Num logPrior = Num.logSumExp(logits);
    Num logJoint = Num.logSumExp(joint);
    Num[] slopes = new Num[3 * components];
    for (int k = 0; k < components; k++) {
      Num raw = prediction(r, b, 2 * components + k);
      Num responsibility = joint[k].minus(logJoint).exp();
      slopes[k] = logits[k].minus(logPrior).exp().minus(responsibility);
      slopes[components + k] = responsibility.times(pulls[k]).negate();
      slopes[2 * components + k] =
          inside(raw, o.minLogVariance(), o.maxLogVariance())
              ? responsibility.times(Num.ONE.minus(chi[k])).times(0.5)
              : Num.ZERO;
    }
    return new Example(logPrior.minus(logJoint), slopes, null);
  }

  private Example studentT(StudentTNll o, int r, int b) {
    double nu = o.degreesOfFreedom();
    Num constant = Num.of(logGamma(nu / 2) - logGamma((nu + 1) / 2) + 0.5 * Math.log(nu * Math.PI));
    Num[] slopes = new Num[2 * targets];
    Num loss =
        Num.sum(
            targets,
            d -> {
              Num raw = prediction(r, b, targets + d);
              Num logVariance = clamp(raw, o.minLogVariance(), o.maxLogVariance());
              Num difference = target(r, b, d).minus(prediction(r, b, d));
              Num scaled = difference.over(logVariance.exp().times(nu));
              Num heavy = Num.ONE.plus(difference.times(scaled));
              slopes[d] = scaled.times(nu + 1).over(heavy).negate();
              slopes[targets + d] =
                  inside(raw, o.minLogVariance(), o.maxLogVariance())
                      ? Num.ONE.minus(difference.times(scaled).times(nu + 1).over(heavy)).times(0.5)
                      : Num.ZERO;
              return heavy.log().times((nu + 1) / 2).plus(logVariance.times(0.5)).plus(constant);
            });
    return new Example(loss, slopes, null);
  }

  private Example bernoulli(int r, int b) {
    Num[] slopes = new Num[targets];
    Num loss =
        Num.sum(
            targets,
            d -> {
              double logit = prediction(r, b, d).value();
              double truth = target(r, b, d).value();
              double p = 1 / (1 + Math.exp(-logit));
              slopes[d] = new Num(p, Num.ELEMENTARY * p).minus(Num.of(truth));
              // -y log p - (1 - y) log(1 - p)
              double value = truth * softplus(-logit) + (1 - truth) * softplus(logit);
              return new Num(
                  value, Num.ELEMENTARY * (softplus(-Math.abs(logit)) + 2 * Math.abs(logit)));
            });
    return new Example(loss, slopes, null);
  }

  private static double softplus(double x) {
    return x > 30 ? x + Math.exp(-x) : Math.log1p(Math.exp(x));
  }

  private Example categorical(int r, int b) {
    int classes = op.prediction().shape().columns();
    Num[] logits = new Num[classes];
    for (int c = 0; c < classes; c++) {
      logits[c] = prediction(r, b, c);
    }
    Num logSum = Num.logSumExp(logits);
    int truth = (int) target(r, b, 0).value();
    Num[] slopes = new Num[classes];
    for (int c = 0; c < classes; c++) {
      Num p = logits[c].minus(logSum).exp();
      slopes[c] = c == truth ? p.minus(Num.ONE) : p;
    }
    return new Example(logSum.minus(logits[truth]), slopes, null);
  }

  /** Stirling's series, shifted to where it converges. */
  static double logGamma(double x) {
    double shift = 0;
    while (x < 20) {
      shift -= Math.log(x);
      x++;
    }
    double z = 1 / (x * x);
    double series = (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z / 1680))) / x;
    return shift + (x - 0.5) * Math.log(x) - x + HALF_LOG_2_PI + series;
  }
}
