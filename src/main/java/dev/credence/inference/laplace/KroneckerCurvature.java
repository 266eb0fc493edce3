package dev.credence.inference.laplace;

import java.util.List;

/**
 * H block by block as A x G in the eigenvectors of its factors, where the prior is added exactly
 * (Immer et al. 2021; Daxberger et al. 2021): eigenvalue (i, j) of a layer is a_i g_j, that of the
 * precision a_i g_j + alpha.
 */
record KroneckerCurvature(List<Factors> layers) implements Curvature {
  /**
   * One layer.
   *
   * @param place its weights
   * @param inputVectors eigenvectors of A in columns (rows, rows)
   * @param outputVectors eigenvectors of G in columns (outputs, outputs)
   * @param eigenvalues of A x G (rows, outputs), none below zero
   */
  record Factors(
      WeightLayer place, double[] inputVectors, double[] outputVectors, double[] eigenvalues) {
    /** Decomposes A (rows, rows) and G (outputs, outputs). */
    static Factors of(WeightLayer place, double[] a, double[] g) {
      SymmetricEigen inputs = new SymmetricEigen(a, place.rows());
      SymmetricEigen outputs = new SymmetricEigen(g, place.outputs());
      double[] eigenvalues = new double[place.size()];
      for (int i = 0; i < place.rows(); i++) {
        for (int j = 0; j < place.outputs(); j++) {
          // Sums of squares: what is below zero is rounding.
          double left = Math.max(0, inputs.values()[i]);
          double right = Math.max(0, outputs.values()[j]);
          eigenvalues[i * place.outputs() + j] = left * right;
        }
      }
      return new Factors(place, inputs.vectors(), outputs.vectors(), eigenvalues);
    }

    /** U m V^T of a matrix (rows, outputs) in the basis of eigenvectors. */
    double[] fromEigenbasis(double[] m) {
      int rows = place.rows();
      int n = place.outputs();
      double[] right = RowMajor.product(m, RowMajor.transpose(outputVectors, n, n), rows, n, n);
      return RowMajor.product(inputVectors, right, rows, rows, n);
    }

    /** U^T m V of a matrix (rows, outputs) of weights. */
    double[] toEigenbasis(double[] m) {
      int rows = place.rows();
      int n = place.outputs();
      double[] right = RowMajor.product(m, outputVectors, rows, n, n);
      double[] transposed = RowMajor.transpose(inputVectors, rows, rows);
      return RowMajor.product(transposed, right, rows, rows, n);
    }
  }

  @Override
  public WeightPosterior posterior(double[] alpha) {
    return new KroneckerPosterior(layers, alpha.clone());
  }
}
