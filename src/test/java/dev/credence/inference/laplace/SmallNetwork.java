package dev.credence.inference.laplace;

import dev.credence.inference.TrainingData;
import dev.credence.layer.Dense;
import dev.credence.layer.Network;
import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.CategoricalLikelihood;
import dev.credence.loss.GaussianLikelihood;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import java.util.Random;

/**
 * A network 2-3-C, tanh, the hidden layer without bias, in float64: outputs, their derivatives and
 * the curvature by finite differences of definitions.
 */
final class SmallNetwork {
  static final int HIDDEN = 3;
  private static final double BOUND = 0.2;
  private static final double STEP = 1e-5;
  private static final double FISHER_STEP = 1e-3;

  /** One likelihood: its outputs for two targets or three classes, and a loss written anew. */
  enum Case {
    HOMOSCEDASTIC(new HomoscedasticLikelihood(0.4, false), 2, 2),
    HETEROSCEDASTIC(Likelihood.gaussian(), 2, 4),
    /** A range so narrow that some log variances lie outside. */
    CLAMPED(new GaussianLikelihood(-SmallNetwork.BOUND, SmallNetwork.BOUND), 2, 4),
    BERNOULLI(new BernoulliLikelihood(), 2, 2),
    CATEGORICAL(new CategoricalLikelihood(), 3, 3);

    final Likelihood likelihood;
    final int targets;
    final int outputs;

    Case(Likelihood likelihood, int targets, int outputs) {
      this.likelihood = likelihood;
      this.targets = targets;
      this.outputs = outputs;
    }
  }

  final Case of;
  final Network network;
  final TrainingData data;
  final double[] weights;
  final float[] parameters;

  SmallNetwork(Case of, int rows, long seed) {
    this.of = of;
    Random random = new Random(seed);
    network =
        Network.builder(2)
            .add(new Dense(HIDDEN, false))
            .activation(Activation.TANH)
            .dense(of.outputs)
            .build(of.likelihood, of.targets);
    int columns = of.likelihood.targetColumns(of.targets);
    float[] x = new float[2 * rows];
    float[] y = new float[columns * rows];
    float[] w = new float[rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = of.likelihood.isClassification() ? random.nextInt(2) : (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      w[i] = 1 + i % 2;
    }
    data = new TrainingData(rows, x, y, w);
    weights = new double[2 * HIDDEN + (HIDDEN + 1) * of.outputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.7 * random.nextGaussian());
    }
    parameters = new float[network.layout().size()];
    WeightLayer.of(network).forEach(layer -> layer.write(weights, parameters, 0));
    for (int row = 0; of == Case.CLAMPED && row < rows; row++) {
      while (isNearABound(row)) {
        x[2 * row] = (float) random.nextGaussian();
      }
    }
    if (of == Case.HOMOSCEDASTIC) {
      int at = network.layout().slot(HomoscedasticLikelihood.LOG_VARIANCE).start();
      parameters[at] = (float) Math.log(0.16);
      parameters[at + 1] = (float) Math.log(0.3);
    }
  }

  /** Where the loss has a kink between the points of a second difference. */
  private boolean isNearABound(int row) {
    double[] a = outputs(row, weights, unshifted());
    return Math.abs(Math.abs(a[2]) - BOUND) < 3 * FISHER_STEP
        || Math.abs(Math.abs(a[3]) - BOUND) < 3 * FISHER_STEP;
  }

  /** Outputs of one row; {@code shift} is added to the pre-activations of both layers. */
  double[] outputs(int row, double[] w, double[] shift) {
    double[] out = new double[of.outputs];
    for (int n = 0; n < of.outputs; n++) {
      out[n] = w[2 * HIDDEN + HIDDEN * of.outputs + n] + shift[HIDDEN + n];
    }
    double[] hidden = hidden(row, w, shift);
    for (int h = 0; h < HIDDEN; h++) {
      for (int n = 0; n < of.outputs; n++) {
        out[n] += hidden[h] * w[2 * HIDDEN + h * of.outputs + n];
      }
    }
    return out;
  }

  double[] hidden(int row, double[] w, double[] shift) {
    double[] hidden = new double[HIDDEN];
    for (int h = 0; h < HIDDEN; h++) {
      double sum = shift[h];
      for (int k = 0; k < 2; k++) {
        sum += data.inputs()[2 * row + k] * w[k * HIDDEN + h];
      }
      hidden[h] = Math.tanh(sum);
    }
    return hidden;
  }

  double[] unshifted() {
    return new double[HIDDEN + of.outputs];
  }

  /** d outputs / d weights (P, C) by central differences. */
  double[][] jacobian(int row) {
    double[][] j = new double[weights.length][];
    for (int p = 0; p < weights.length; p++) {
      double[] w = weights.clone();
      w[p] = weights[p] + STEP;
      double[] above = outputs(row, w, unshifted());
      w[p] = weights[p] - STEP;
      j[p] = slope(above, outputs(row, w, unshifted()));
    }
    return j;
  }

  /** d outputs / d pre-activations (H + C, C) by central differences. */
  double[][] preactivationJacobian(int row) {
    double[][] j = new double[HIDDEN + of.outputs][];
    for (int p = 0; p < j.length; p++) {
      double[] shift = unshifted();
      shift[p] = STEP;
      double[] above = outputs(row, weights, shift);
      shift[p] = -STEP;
      j[p] = slope(above, outputs(row, weights, shift));
    }
    return j;
  }

  private static double[] slope(double[] above, double[] below) {
    double[] slope = new double[above.length];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (above[i] - below[i]) / (2 * STEP);
    }
    return slope;
  }

  /** Fisher matrix (C, C): second differences of the loss, averaged over the targets. */
  double[][] fisher(int row) {
    double[] a = outputs(row, weights, unshifted());
    double[][] f = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a.length; j++) {
        f[i][j] = meanSecondDifference(a, i, j);
      }
    }
    return f;
  }

  private double meanSecondDifference(double[] a, int i, int j) {
    if (of == Case.HETEROSCEDASTIC || of == Case.CLAMPED) {
      // The loss is quadratic in the target: two points at one sigma give its exact mean.
      double sum = 0;
      for (int sign = -1; sign <= 1; sign += 2) {
        double[] y = new double[2];
        for (int d = 0; d < 2; d++) {
          y[d] = a[d] + sign * Math.exp(0.5 * clamped(a[2 + d]));
        }
        sum += 0.5 * secondDifference(a, y, i, j);
      }
      return sum;
    }
    return secondDifference(a, new double[] {1, 0}, i, j);
  }

  private double secondDifference(double[] a, double[] y, int i, int j) {
    double sum = 0;
    for (int s = -1; s <= 1; s += 2) {
      for (int t = -1; t <= 1; t += 2) {
        double[] b = a.clone();
        b[i] += s * FISHER_STEP;
        b[j] += t * FISHER_STEP;
        sum += s * t * loss(b, y);
      }
    }
    return sum / (4 * FISHER_STEP * FISHER_STEP);
  }

  private double loss(double[] a, double[] y) {
    double sum = 0;
    switch (of) {
      case HOMOSCEDASTIC -> {
        sum += (y[0] - a[0]) * (y[0] - a[0]) / 0.32;
        sum += (y[1] - a[1]) * (y[1] - a[1]) / 0.6;
      }
      case HETEROSCEDASTIC, CLAMPED -> {
        for (int d = 0; d < 2; d++) {
          double s = clamped(a[2 + d]);
          sum += (y[d] - a[d]) * (y[d] - a[d]) / (2 * Math.exp(s)) + s / 2;
        }
      }
      case BERNOULLI -> {
        for (int d = 0; d < 2; d++) {
          sum += Math.log(1 + Math.exp(a[d])) - y[d] * a[d];
        }
      }
      case CATEGORICAL -> {
        for (double logit : a) {
          sum += Math.exp(logit);
        }
        sum = Math.log(sum) - a[(int) y[0]];
      }
    }
    return sum;
  }

  private double clamped(double s) {
    return of == Case.CLAMPED ? Math.max(-BOUND, Math.min(BOUND, s)) : s;
  }

  /** sum_j w_j J_j^T F_j J_j (P, P), from {@link #jacobian} or {@link #preactivationJacobian}. */
  double[] weighted(boolean preactivations) {
    int size = preactivations ? HIDDEN + of.outputs : weights.length;
    double[] h = new double[size * size];
    for (int row = 0; row < data.rows(); row++) {
      double[][] j = preactivations ? preactivationJacobian(row) : jacobian(row);
      double[][] f = fisher(row);
      for (int p = 0; p < size; p++) {
        for (int q = 0; q < size; q++) {
          for (int c = 0; c < f.length; c++) {
            for (int d = 0; d < f.length; d++) {
              h[p * size + q] += data.weights()[row] * j[p][c] * f[c][d] * j[q][d];
            }
          }
        }
      }
    }
    return h;
  }
}
