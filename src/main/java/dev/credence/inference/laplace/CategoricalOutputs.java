package dev.credence.inference.laplace;

/**
 * One of C classes from logits: F = diag(p) - p p^T = L L^T with the columns L_c = sqrt(p_c) (e_c -
 * p).
 */
final class CategoricalOutputs implements OutputModel {
  private final int classes;
  private final double[] p;

  CategoricalOutputs(int classes) {
    this.classes = classes;
    this.p = new double[classes];
  }

  @Override
  public double logLikelihood(float[] a, int ai, float[] y, int yi) {
    return a[ai + (int) y[yi]] - softmax(a, ai);
  }

  @Override
  public void fisherRoot(float[] a, int ai, double[] root) {
    softmax(a, ai);
    for (int c = 0; c < classes; c++) {
      double scale = Math.sqrt(p[c]);
      for (int i = 0; i < classes; i++) {
        root[c * classes + i] = scale * ((i == c ? 1 : 0) - p[i]);
      }
    }
  }

  /** Sets p to the softmax of the logits and returns the log of its normalisation. */
  private double softmax(float[] a, int ai) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = Math.max(largest, a[ai + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      p[c] = Math.exp(a[ai + c] - largest);
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return largest + Math.log(sum);
  }
}
