package dev.credence.doctor;

import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
import dev.credence.op.Repulsion;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Repulsion of ensemble members in function space, with the prior of their weights. */
final class GoldenRepulsion {
  private GoldenRepulsion() {}

  static void run(GoldenCase c, GoldenRun run) {
    int members = c.input("f").rows();
    int outputs = c.input("f").columns();
    int weights = c.input("theta").columns();
    double n = c.number("N");
    double beta = c.number("beta");
    double variance = c.number("sigma2");
    double[] values = c.input("f").data();
    double[] thetas = c.input("theta").data();
    Tensor f = run.tensor("f", new Shape(members, outputs, 1), values);
    Tensor theta = run.tensor("theta", new Shape(members, 1, weights), thetas);
    Tensor mean = run.zeros("mean", 1, weights);
    Tensor precision =
        run.tensor("precision", 1, weights, Matrices.constant(weights, 1 / variance));
    Shape each = new Shape(members, 1, 1);
    Tensor bandwidth = run.zeros("bandwidth", 1, 1);
    Tensor l2 = run.zeros("l2", each);
    Gradient df = run.gradient(f);
    Gradient dtheta = run.gradient(theta);
    run.state.klScale((float) (1 / n));
    run.run(
        new Repulsion(
            f,
            1,
            (float) beta,
            run.zeros("squaredDistances", members, members),
            bandwidth,
            run.zeros("energy", each),
            df),
        new GaussianPrior(theta, mean, precision, l2, dtheta));

    double sum = 0;
    for (float energy : l2.toArray()) {
      sum += energy / n;
    }
    // The ratio of kernels, one of them behind a stop-gradient, is one whatever f is.
    double repulsion = beta * members / n;
    double[] l2Size = {sum};
    run.check("l2", new float[] {(float) sum}, c.output("l2").data(), l2Size, weights * members);
    run.check(
        "repulsion",
        new float[] {(float) repulsion},
        c.output("repulsion").data(),
        new double[] {repulsion},
        0);
    run.check(
        "loss",
        new float[] {(float) (sum + repulsion)},
        c.output("loss").data(),
        new double[] {sum + repulsion},
        weights * members);
    double h = c.output("bandwidth").data()[0];
    run.check(bandwidth, c.output("bandwidth"), new double[] {h}, outputs);
    run.check(df.tensor(), c.grad("f"), forces(values, members, outputs, h, beta / n), 4 * outputs);
    run.check(
        dtheta.tensor(), c.grad("theta"), Matrices.map(thetas, t -> Math.abs(t) / variance / n), 0);
  }

  /** Sums of the magnitudes of what the members do to each output. */
  private static double[] forces(double[] f, int members, int outputs, double h, double betaOverN) {
    double[] sizes = new double[f.length];
    for (int i = 0; i < members; i++) {
      for (int j = 0; j < members; j++) {
        for (int b = 0; b < outputs; b++) {
          int at = i * outputs + b;
          sizes[at] += betaOverN / h * (Math.abs(f[at]) + Math.abs(f[j * outputs + b]));
        }
      }
    }
    return sizes;
  }
}
