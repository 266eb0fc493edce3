package dev.credence.inference.laplace;

import java.util.List;

/** All of H (P, P), for networks of few weights. */
record FullCurvature(List<WeightLayer> layers, double[] matrix) implements Curvature {
  /** Weights above which P^2 numbers and P^3 operations are too many. */
  static final int MOST_PARAMETERS = 2000;

  /** Refuses more weights than the structure is for. */
  static void checkSize(int count) {
    if (count > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          ("the network has %d weights, and a full Laplace approximation takes at most %d: choose"
                  + " narrower layers (such as --hidden 32,32) or --structure kronecker")
              .formatted(count, MOST_PARAMETERS));
    }
  }

  @Override
  public WeightPosterior posterior(double[] alpha) {
    Cholesky cholesky;
    try {
      cholesky = new Cholesky(precision(matrix, alpha), WeightLayer.count(layers));
    } catch (ArithmeticException indefinite) {
      cholesky = new Cholesky(precision(projected(), alpha), WeightLayer.count(layers));
    }
    double[] variances = cholesky.inverseDiagonal();
    double[] effective = new double[alpha.length];
    for (int l = 0; l < alpha.length; l++) {
      for (int i = layers.get(l).start(); i < layers.get(l).end(); i++) {
        effective[l] += 1 - alpha[l] * variances[i];
      }
    }
    return new Posterior(cholesky, variances, effective);
  }

  private double[] precision(double[] curvature, double[] alpha) {
    int n = WeightLayer.count(layers);
    double[] precision = curvature.clone();
    for (int l = 0; l < alpha.length; l++) {
      for (int i = layers.get(l).start(); i < layers.get(l).end(); i++) {
        precision[i * n + i] += alpha[l];
      }
    }
    return precision;
  }

  /**
   * The nearest matrix without negative eigenvalues: H is a sum of squares, so what lies below zero
   * is the rounding of its float32 products, which a weak prior does not lift above zero.
   */
  private double[] projected() {
    int n = WeightLayer.count(layers);
    SymmetricEigen eigen = new SymmetricEigen(matrix, n);
    double[] scaled = RowMajor.transpose(eigen.vectors(), n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scaled[i * n + j] *= Math.max(0, eigen.values()[i]);
      }
    }
    return RowMajor.product(eigen.vectors(), scaled, n, n, n);
  }

  private record Posterior(Cholesky cholesky, double[] variances, double[] effectiveParameters)
      implements WeightPosterior {
    @Override
    public double logPrecisionDeterminant() {
      return cholesky.logDeterminant();
    }

    @Override
    public void draw(double[] normals) {
      cholesky.solveUpper(normals);
    }

    @Override
    public double variance(double[] direction) {
      double[] half = direction.clone();
      cholesky.solveLower(half);
      double sum = 0;
      for (double v : half) {
        sum += v * v;
      }
      return sum;
    }
  }
}
