package dev.credence.physics;

import java.util.random.RandomGenerator;

/** A 4x4 Lorentz matrix, made independently of the generators it tests. */
final class LorentzTransform {

  private final double[][] matrix;

  private LorentzTransform(double[][] matrix) {
    this.matrix = matrix;
  }

  /** Into the frame where a particle at rest moves with velocity beta (three numbers). */
  static LorentzTransform boost(double... beta) {
    double b2 = beta[0] * beta[0] + beta[1] * beta[1] + beta[2] * beta[2];
    double gamma = 1 / Math.sqrt(1 - b2);
    double[][] m = new double[4][4];
    m[0][0] = gamma;
    for (int i = 0; i < 3; i++) {
      m[0][i + 1] = m[i + 1][0] = gamma * beta[i];
      for (int j = 0; j < 3; j++) {
        m[i + 1][j + 1] = (i == j ? 1 : 0) + gamma * gamma / (1 + gamma) * beta[i] * beta[j];
      }
    }
    return new LorentzTransform(m);
  }

  /** A rotation by random angles, then a boost of |beta| < maxBeta in a random direction. */
  static LorentzTransform random(RandomGenerator random, double maxBeta) {
    double[][] rotation = identity();
    for (int[] plane : new int[][] {{1, 2}, {2, 3}, {3, 1}}) {
      double angle = 2 * Math.PI * random.nextDouble();
      double[][] step = identity();
      step[plane[0]][plane[0]] = step[plane[1]][plane[1]] = Math.cos(angle);
      step[plane[0]][plane[1]] = -Math.sin(angle);
      step[plane[1]][plane[0]] = Math.sin(angle);
      rotation = product(step, rotation);
    }
    double beta = maxBeta * random.nextDouble();
    return new LorentzTransform(product(boost(0, 0, beta).matrix, rotation));
  }

  /** All particles of a row transformed. */
  double[] apply(double[] event) {
    double[] result = new double[event.length];
    for (int at = 0; at < event.length; at += 4) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          result[at + i] += matrix[i][j] * event[at + j];
        }
      }
    }
    return result;
  }

  private static double[][] identity() {
    double[][] m = new double[4][4];
    for (int i = 0; i < 4; i++) {
      m[i][i] = 1;
    }
    return m;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] m = new double[4][4];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        for (int k = 0; k < 4; k++) {
          m[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return m;
  }
}
