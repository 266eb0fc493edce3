package dev.credence.doctor;

import dev.credence.op.GaussianKl;
import dev.credence.op.Gradient;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;

/** The divergence from a Gaussian prior. */
final class GoldenPenalty {
  private GoldenPenalty() {}

  static void gaussian(GoldenCase c, GoldenRun run) {
    ScaleParameterization scale =
        switch (c.text("parametrisation")) {
          case "softplus" -> ScaleParameterization.SOFTPLUS;
          case "logVariance" -> ScaleParameterization.LOG_VARIANCE;
          default ->
              throw new GoldenFileException(
                  "%s: unknown parametrisation %s".formatted(c.place(), c.text("parametrisation")));
        };
    double m = c.number("priorMean");
    double s = c.number("priorSigma");
    double[] mus = c.input("mu").data();
    double[] rhos = c.input("rho").data();
    Tensor mu = run.tensor("mu", c.input("mu"));
    Tensor rho = run.tensor("rho", c.input("rho"));
    Tensor kl = run.zeros("kl", 1, 1);
    Gradient dmu = run.gradient(mu);
    Gradient drho = run.gradient(rho);
    run.state.klScale(1);
    run.run(
        new GaussianKl(
            mu, rho, scale, run.tensor("prior", 1, 2, new double[] {m, s}), kl, dmu, drho));
    double total = 0;
    double[] byMu = new double[mus.length];
    double[] byRho = new double[mus.length];
    for (int i = 0; i < mus.length; i++) {
      double sigma = scale.sigma(rhos[i]);
      double size = (Math.abs(mus[i]) + Math.abs(m)) / s;
      double ratio = sigma / s;
      total +=
          Math.abs(Math.log(s))
              + Math.abs(scale.logSigma(rhos[i]))
              + (ratio * ratio + size * size + 1) / 2;
      byMu[i] = size / s;
      byRho[i] = ratio * scale.derivative(rhos[i]) / s + scale.logDerivative(rhos[i]);
    }
    run.check(kl, c.output("kl"), new double[] {total}, mus.length);
    run.check(dmu.tensor(), c.grad("mu"), byMu, 0);
    run.check(drho.tensor(), c.grad("rho"), byRho, 0);
  }
}
