package dev.credence.inference.laplace;

import java.util.Arrays;
import java.util.List;

/** Independent layers with the precisions A x G + alpha. */
final class KroneckerPosterior implements WeightPosterior {
  private final List<KroneckerCurvature.Factors> layers;
  private final double[] alpha;

  KroneckerPosterior(List<KroneckerCurvature.Factors> layers, double[] alpha) {
    this.layers = layers;
    this.alpha = alpha;
  }

  @Override
  public double logPrecisionDeterminant() {
    double sum = 0;
    for (int l = 0; l < alpha.length; l++) {
      for (double eigenvalue : layers.get(l).eigenvalues()) {
        sum += Math.log(eigenvalue + alpha[l]);
      }
    }
    return sum;
  }

  @Override
  public double[] effectiveParameters() {
    double[] effective = new double[alpha.length];
    for (int l = 0; l < alpha.length; l++) {
      for (double eigenvalue : layers.get(l).eigenvalues()) {
        effective[l] += eigenvalue / (eigenvalue + alpha[l]);
      }
    }
    return effective;
  }

  @Override
  public double[] variances() {
    double[] variances = new double[count()];
    for (int l = 0; l < alpha.length; l++) {
      KroneckerCurvature.Factors layer = layers.get(l);
      double[] own = layer.eigenvalues().clone();
      for (int i = 0; i < own.length; i++) {
        own[i] = 1 / (own[i] + alpha[l]);
      }
      // Element (k, n): sum over i, j of U_ki^2 V_nj^2 / (eigenvalue_ij + alpha).
      KroneckerCurvature.Factors squared =
          new KroneckerCurvature.Factors(
              layer.place(),
              squares(layer.inputVectors()),
              squares(layer.outputVectors()),
              layer.eigenvalues());
      double[] spread = squared.fromEigenbasis(own);
      System.arraycopy(spread, 0, variances, layer.place().start(), spread.length);
    }
    return variances;
  }

  @Override
  public void draw(double[] normals) {
    for (int l = 0; l < alpha.length; l++) {
      KroneckerCurvature.Factors layer = layers.get(l);
      double[] m = slice(layer.place(), normals);
      for (int i = 0; i < m.length; i++) {
        m[i] /= Math.sqrt(layer.eigenvalues()[i] + alpha[l]);
      }
      System.arraycopy(layer.fromEigenbasis(m), 0, normals, layer.place().start(), m.length);
    }
  }

  @Override
  public double variance(double[] direction) {
    double sum = 0;
    for (int l = 0; l < alpha.length; l++) {
      KroneckerCurvature.Factors layer = layers.get(l);
      double[] m = layer.toEigenbasis(slice(layer.place(), direction));
      for (int i = 0; i < m.length; i++) {
        sum += m[i] * m[i] / (layer.eigenvalues()[i] + alpha[l]);
      }
    }
    return sum;
  }

  private int count() {
    return layers.get(layers.size() - 1).place().end();
  }

  private static double[] slice(WeightLayer place, double[] values) {
    return Arrays.copyOfRange(values, place.start(), place.end());
  }

  private static double[] squares(double[] values) {
    double[] out = values.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] *= out[i];
    }
    return out;
  }
}
