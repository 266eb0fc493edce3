package dev.credence.doctor;

import static dev.credence.doctor.Matrices.abs;
import static dev.credence.doctor.Matrices.columnSums;
import static dev.credence.doctor.Matrices.map;
import static dev.credence.doctor.Matrices.plus;
import static dev.credence.doctor.Matrices.product;
import static dev.credence.doctor.Matrices.repeatedRow;
import static dev.credence.doctor.Matrices.times;
import static dev.credence.doctor.Matrices.transposed;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.Gradient;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Noise;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;

/** The dense layers: y = x W + b with W fixed, sampled, or perturbed, and all gradients. */
final class GoldenProducts {
  private static final ScaleParameterization SOFTPLUS = ScaleParameterization.SOFTPLUS;

  private final GoldenCase c;
  private final GoldenRun run;
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final Tensor x;
  private final Tensor mu;
  private final Tensor b;
  private final Tensor y;
  private final Tensor dy;
  private final Gradient dx;
  private final Gradient dmu;
  private final Gradient db;

  private GoldenProducts(GoldenCase c, GoldenRun run) {
    this.c = c;
    this.run = run;
    GoldenArray shape = c.input("mu");
    rows = c.input("x").rows();
    inputs = shape.rows();
    outputs = shape.columns();
    x = run.tensor("x", c.input("x"));
    mu = run.tensor("mu", shape);
    b = run.tensor("b", c.input("b"));
    y = run.zeros("y", rows, outputs);
    dy = run.tensor("upstream", c.input("upstream"));
    dx = run.gradient(x);
    dmu = run.gradient(mu);
    db = run.gradient(b);
  }

  static void dense(GoldenCase c, GoldenRun run) {
    new GoldenProducts(c, run).dense();
  }

  static void reparameterized(GoldenCase c, GoldenRun run) {
    new GoldenProducts(c, run).reparameterized();
  }

  static void flipout(GoldenCase c, GoldenRun run) {
    new GoldenProducts(c, run).flipout();
  }

  static void local(GoldenCase c, GoldenRun run) {
    new GoldenProducts(c, run).local();
  }

  private void dense() {
    run.run(new MatMul(x, mu, b, y), new MatMulBackward(x, mu, dy, dx, dmu, db));
    checkLinear(magnitude("mu"), magnitude("b"));
  }

  private void reparameterized() {
    Tensor rho = run.tensor("rho", c.input("rho"));
    Noise eps = run.given("eps", c.input("eps"));
    Tensor biasRho = run.tensor("brho", c.input("brho"));
    Noise biasEps = run.given("beps", c.input("beps"));
    Tensor bias = run.zeros("sampled b", 1, outputs);
    Gradient dbias = run.gradient(bias);
    Gradient drho = run.gradient(rho);
    Gradient dbiasRho = run.gradient(biasRho);
    run.run(
        new SampleGaussian(b, biasRho, SOFTPLUS, biasEps, bias),
        new SampledMatMul(x, mu, rho, bias, SOFTPLUS, eps, y),
        new SampledMatMulBackward(x, mu, rho, SOFTPLUS, eps, dy, dx, dmu, drho, dbias),
        new SampleGaussianBackward(biasRho, SOFTPLUS, biasEps, dbias.tensor(), db, dbiasRho));
    double[] spread = times(sigma("rho"), magnitude("eps"));
    double[] biasSpread = times(sigma("brho"), magnitude("beps"));
    checkLinear(plus(magnitude("mu"), spread), plus(magnitude("b"), biasSpread));
    checkScale(drho);
    double[] upstream = columnSums(magnitude("upstream"), rows, outputs);
    double[] factor = times(magnitude("beps"), slope("brho"));
    run.check(dbiasRho.tensor(), c.grad("brho"), times(upstream, factor), rows);
  }

  private void flipout() {
    Tensor rho = run.tensor("rho", c.input("rho"));
    Noise eps = run.given("eps", c.input("eps"));
    Noise signIn = run.given("signIn", c.input("signIn"));
    Noise signOut = run.given("signOut", c.input("signOut"));
    Gradient drho = run.gradient(rho);
    run.run(
        new FlipoutMatMul(x, mu, rho, b, SOFTPLUS, eps, signIn, signOut, y),
        new FlipoutMatMulBackward(
            x, mu, rho, SOFTPLUS, eps, signIn, signOut, dy, dx, dmu, drho, db));
    checkLinear(plus(magnitude("mu"), times(sigma("rho"), magnitude("eps"))), magnitude("b"));
    checkScale(drho);
  }

  private void local() {
    if ((float) c.number("varianceFloor") != LocalReparameterizedMatMul.VARIANCE_FLOOR) {
      throw new GoldenFileException(
          "%s: the variance floor of the engine is %s"
              .formatted(c.place(), LocalReparameterizedMatMul.VARIANCE_FLOOR));
    }
    Tensor rho = run.tensor("rho", c.input("rho"));
    Noise eps = run.given("eps", c.input("eps"));
    Tensor variance = run.zeros("variance", rows, outputs);
    Gradient drho = run.gradient(rho);
    run.run(
        new LocalReparameterizedMatMul(x, mu, rho, b, SOFTPLUS, eps, variance, y),
        new LocalReparameterizedMatMulBackward(
            x, mu, rho, SOFTPLUS, eps, variance, dy, dx, dmu, drho, db));

    double[] squareX = map(magnitude("x"), v -> v * v);
    double[] squareSigma = map(sigma("rho"), v -> v * v);
    double[] root =
        map(product(squareX, squareSigma, rows, inputs, outputs), v -> Math.sqrt(v + 1e-8));
    double[] mean = product(magnitude("x"), magnitude("mu"), rows, inputs, outputs);
    double[] noise = times(root, magnitude("eps"));
    double[] bias = repeatedRow(magnitude("b"), rows);
    run.check(y, c.output("y"), plus(plus(mean, noise), bias), inputs);

    // dv = dy eps / (2 sqrt(v)); its own error is that of v, a sum over the inputs.
    double[] upstream = magnitude("upstream");
    double[] dv = map(times(upstream, magnitude("eps")), root, (n, r) -> n / (2 * r));
    double[] throughMean =
        product(upstream, transposed(magnitude("mu"), inputs, outputs), rows, outputs, inputs);
    double[] throughSigma =
        product(dv, transposed(squareSigma, inputs, outputs), rows, outputs, inputs);
    double[] spread = times(map(magnitude("x"), v -> 2 * v), throughSigma);
    run.check(dx.tensor(), c.grad("x"), plus(throughMean, spread), inputs + outputs);
    checkMean();
    double[] byVariance = product(transposed(squareX, rows, inputs), dv, inputs, rows, outputs);
    double[] factor = times(sigma("rho"), map(slope("rho"), v -> 2 * v));
    run.check(drho.tensor(), c.grad("rho"), times(byVariance, factor), inputs + rows);
  }

  /** y, dx, dmu and db where y is linear in x with weights of the given magnitude. */
  private void checkLinear(double[] weight, double[] bias) {
    double[] result = product(magnitude("x"), weight, rows, inputs, outputs);
    run.check(y, c.output("y"), plus(result, repeatedRow(bias, rows)), inputs);
    double[] back =
        product(magnitude("upstream"), transposed(weight, inputs, outputs), rows, outputs, inputs);
    run.check(dx.tensor(), c.grad("x"), back, outputs);
    checkMean();
  }

  private void checkMean() {
    run.check(dmu.tensor(), c.grad("mu"), weightMagnitude(), rows);
    double[] bias = columnSums(magnitude("upstream"), rows, outputs);
    run.check(db.tensor(), c.grad("b"), bias, rows);
  }

  private void checkScale(Gradient drho) {
    double[] factor = times(magnitude("eps"), slope("rho"));
    run.check(drho.tensor(), c.grad("rho"), times(weightMagnitude(), factor), rows);
  }

  /** |x|^T |upstream|. */
  private double[] weightMagnitude() {
    double[] xt = transposed(magnitude("x"), rows, inputs);
    return product(xt, magnitude("upstream"), inputs, rows, outputs);
  }

  private double[] magnitude(String input) {
    return abs(c.input(input).data());
  }

  private double[] sigma(String rho) {
    return map(c.input(rho).data(), SOFTPLUS::sigma);
  }

  private double[] slope(String rho) {
    return map(c.input(rho).data(), SOFTPLUS::derivative);
  }
}
