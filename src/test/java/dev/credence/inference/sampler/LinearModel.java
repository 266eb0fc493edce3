package dev.credence.inference.sampler;

import dev.credence.inference.TrainingData;
import dev.credence.layer.Dense;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.posterior.Prior;
import java.util.Random;

/**
 * Linear regression with known noise: the posterior is N(Lambda^-1 X^T y / sigma^2, Lambda^-1),
 * Lambda = X^T X / sigma^2 + 1 / s^2 (Bishop 2006, section 3.3).
 */
final class LinearModel {
  static final int ROWS = 24;
  static final int INPUTS = 3;
  static final double SIGMA = 0.5;
  static final double PRIOR = 0.8;

  static final TrainingData DATA = data();

  private LinearModel() {}

  static Network network() {
    return Network.builder(INPUTS)
        .add(new Dense(1, false))
        .build(new HomoscedasticLikelihood(SIGMA, false), 1);
  }

  static WeightPriors priors() {
    return WeightPriors.fixed(Prior.gaussian(PRIOR), Prior.gaussian(1));
  }

  private static TrainingData data() {
    Random random = new Random(1);
    float[] x = new float[INPUTS * ROWS];
    float[] y = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double common = random.nextGaussian();
      for (int k = 0; k < INPUTS; k++) {
        x[INPUTS * i + k] = (float) (0.8 * common + 0.6 * random.nextGaussian());
      }
      double mean = x[INPUTS * i] - 0.5 * x[INPUTS * i + 1];
      y[i] = (float) (mean + SIGMA * random.nextGaussian());
    }
    return new TrainingData(ROWS, x, y, null);
  }

  static double[][] precision() {
    double[][] lambda = new double[INPUTS][INPUTS];
    for (int k = 0; k < INPUTS; k++) {
      lambda[k][k] = 1 / (PRIOR * PRIOR);
      for (int l = 0; l < INPUTS; l++) {
        for (int i = 0; i < ROWS; i++) {
          double product = (double) DATA.inputs()[INPUTS * i + k] * DATA.inputs()[INPUTS * i + l];
          lambda[k][l] += product / (SIGMA * SIGMA);
        }
      }
    }
    return lambda;
  }

  static double[] mean() {
    double[] projection = new double[INPUTS];
    for (int i = 0; i < ROWS; i++) {
      for (int k = 0; k < INPUTS; k++) {
        projection[k] +=
            (double) DATA.inputs()[INPUTS * i + k] * DATA.targets()[i] / (SIGMA * SIGMA);
      }
    }
    return Matrix.times(covariance(), projection);
  }

  static double[][] covariance() {
    return Matrix.inverse(precision());
  }
}
