package dev.credence.doctor;

import dev.credence.op.Adam;
import dev.credence.tensor.Tensor;
import java.util.Arrays;

/** Steps of an optimiser with given gradients. */
final class GoldenOptimizer {
  private GoldenOptimizer() {}

  static void adam(GoldenCase c, GoldenRun run) {
    GoldenArray all = c.input("gradients");
    GoldenArray expected = c.output("parameters");
    int n = all.columns();
    double rate = c.number("lr");
    Tensor parameters = run.tensor("parameters", 1, n, c.input("start").data());
    Tensor m = run.zeros("m", 1, n);
    Tensor v = run.zeros("v", 1, n);
    Tensor gradients = run.zeros("gradients", 1, n);
    run.state.learningRate((float) rate);
    double[] magnitude = Matrices.abs(c.input("start").data());
    for (int step = 0; step < all.rows(); step++) {
      double[] row = Arrays.copyOfRange(all.data(), step * n, (step + 1) * n);
      float[] floats = new float[n];
      for (int i = 0; i < n; i++) {
        floats[i] = (float) row[i];
        // |mHat| / sqrt(vHat) is at most the square root of the number of steps.
        magnitude[i] += rate * Math.sqrt(step + 1.0);
      }
      gradients.write(floats);
      run.state.step(step);
      run.run(
          new Adam(
              parameters,
              gradients,
              m,
              v,
              (float) c.number("beta1"),
              (float) c.number("beta2"),
              (float) c.number("eps"),
              0));
      double[] reference = Arrays.copyOfRange(expected.data(), step * n, (step + 1) * n);
      run.check("step " + (step + 1), parameters.toArray(), reference, magnitude, step);
    }
  }
}
