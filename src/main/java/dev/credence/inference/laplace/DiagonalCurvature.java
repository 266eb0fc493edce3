package dev.credence.inference.laplace;

import java.util.List;

/** H without its off-diagonal elements. */
record DiagonalCurvature(List<WeightLayer> layers, double[] diagonal) implements Curvature {
  @Override
  public WeightPosterior posterior(double[] alpha) {
    double[] variances = new double[diagonal.length];
    double[] effective = new double[layers.size()];
    double logDeterminant = 0;
    for (int l = 0; l < effective.length; l++) {
      for (int i = layers.get(l).start(); i < layers.get(l).end(); i++) {
        double precision = diagonal[i] + alpha[l];
        variances[i] = 1 / precision;
        effective[l] += diagonal[i] / precision;
        logDeterminant += Math.log(precision);
      }
    }
    return new Posterior(variances, effective, logDeterminant);
  }

  private record Posterior(
      double[] variances, double[] effectiveParameters, double logPrecisionDeterminant)
      implements WeightPosterior {
    @Override
    public void draw(double[] normals) {
      for (int i = 0; i < normals.length; i++) {
        normals[i] *= Math.sqrt(variances[i]);
      }
    }

    @Override
    public double variance(double[] direction) {
      double sum = 0;
      for (int i = 0; i < direction.length; i++) {
        sum += variances[i] * direction[i] * direction[i];
      }
      return sum;
    }
  }
}
