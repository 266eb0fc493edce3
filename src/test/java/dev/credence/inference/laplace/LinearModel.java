package dev.credence.inference.laplace;

import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Dense;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import java.util.Random;

/**
 * Bayesian linear regression in closed form (Bishop 2006, sections 3.3 and 3.5), float64: posterior
 * N(Lambda^-1 beta X^T W y, Lambda^-1), Lambda = alpha + beta X^T W X, for rows with weights W.
 */
final class LinearModel {
  final int features;
  final int parameters;
  final TrainingData data;

  /** Rows with a 1 at the end where there is a bias. */
  private final double[][] x;

  private final double[] weights;

  LinearModel(TrainingData data, boolean bias) {
    this.data = data;
    this.features = data.inputColumns();
    this.parameters = features + (bias ? 1 : 0);
    this.x = new double[data.rows()][parameters];
    this.weights = new double[data.rows()];
    for (int i = 0; i < data.rows(); i++) {
      for (int k = 0; k < parameters; k++) {
        x[i][k] = k < features ? data.inputs()[i * features + k] : 1;
      }
      weights[i] = data.weights() == null ? 1 : data.weights()[i];
    }
  }

  /** Correlated inputs and y = w x + 0.3 + N(0, sigma^2). */
  static TrainingData correlated(
      int rows, int features, double sigma, boolean weighted, long seed) {
    Random random = new Random(seed);
    float[] x = new float[rows * features];
    float[] y = new float[rows];
    float[] weights = weighted ? new float[rows] : null;
    for (int i = 0; i < rows; i++) {
      double common = random.nextGaussian();
      double mean = 0.3;
      for (int k = 0; k < features; k++) {
        x[i * features + k] = (float) (0.6 * common + 0.8 * random.nextGaussian());
        mean += (k % 2 == 0 ? 0.9 : -0.5) * x[i * features + k] / (k + 1);
      }
      y[i] = (float) (mean + sigma * random.nextGaussian());
      if (weighted) {
        weights[i] = 1 + i % 3;
      }
    }
    return new TrainingData(rows, x, y, weights);
  }

  Network network(double sigma, boolean learned) {
    return Network.builder(features)
        .add(new Dense(1, parameters > features))
        .build(new HomoscedasticLikelihood(sigma, learned), 1);
  }

  /** Whole batches, until Adam at its smallest rate has come to rest. */
  static TrainingOptions training(int epochs) {
    return TrainingOptions.builder()
        .epochs(epochs)
        .batchSize(Integer.MAX_VALUE)
        .learningRate(new LearningRate.Cosine(0.03, 0, 1e-5))
        .seed(3)
        .build();
  }

  /** H = beta X^T W X. */
  double[] curvature(double beta) {
    double[] h = new double[parameters * parameters];
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < parameters; k++) {
        for (int l = 0; l < parameters; l++) {
          h[k * parameters + l] += beta * weights[i] * x[i][k] * x[i][l];
        }
      }
    }
    return h;
  }

  double[] precision(double alpha, double beta) {
    double[] precision = curvature(beta);
    for (int k = 0; k < parameters; k++) {
      precision[k * parameters + k] += alpha;
    }
    return precision;
  }

  double[] covariance(double alpha, double beta) {
    return Matrices.inverse(precision(alpha, beta), parameters);
  }

  double[] mean(double alpha, double beta) {
    double[] covariance = covariance(alpha, beta);
    double[] mean = new double[parameters];
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < parameters; k++) {
        for (int l = 0; l < parameters; l++) {
          double projected = beta * weights[i] * data.targets()[i] * x[i][l];
          mean[k] += covariance[k * parameters + l] * projected;
        }
      }
    }
    return mean;
  }

  /** Half the weighted sum of squared residuals E_D. */
  double residualEnergy(double[] w) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double residual = data.targets()[i];
      for (int k = 0; k < parameters; k++) {
        residual -= w[k] * x[i][k];
      }
      sum += weights[i] * residual * residual / 2;
    }
    return sum;
  }

  double examples() {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /**
   * log N(y; 0, 1 / beta + X X^T / alpha), the marginal density of the targets themselves, without
   * weights: no maximum a posteriori and no Laplace approximation in it.
   */
  double marginalLogDensity(double alpha, double beta) {
    int n = x.length;
    double[] covariance = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < parameters; k++) {
          covariance[i * n + j] += x[i][k] * x[j][k] / alpha;
        }
      }
      covariance[i * n + i] += 1 / beta;
    }
    double[] inverse = Matrices.inverse(covariance, n);
    double square = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        square += (double) data.targets()[i] * inverse[i * n + j] * data.targets()[j];
      }
    }
    return -(square + Matrices.logDeterminant(covariance, n) + n * Math.log(2 * Math.PI)) / 2;
  }
}
