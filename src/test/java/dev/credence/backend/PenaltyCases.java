package dev.credence.backend;

import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
import dev.credence.op.Repulsion;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What priors and other ensemble members cost. */
final class PenaltyCases {
  private PenaltyCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    int i = 0;
    for (int columns : Cases.SIZES) {
      for (ScaleParameterization scale : ScaleParameterization.values()) {
        int own = 1 + i % 4;
        int rows = 1 + i % 3;
        boolean stream = i % 2 == 0;
        int wanted = i % 4;
        gaussian(cases, scale, own, i % 3 == 0 ? 1 : own, rows, columns, wanted);
        mixture(cases, scale, own * (1 + i % 3), own, rows, columns, wanted, stream);
        i++;
      }
      prior(cases, 1 + i % 3, i % 2 == 0, columns, i % 3);
      repulsion(cases, 1 + i / 2 % 6, 1 + i % 5, columns, i % 3 == 0 ? 1 : columns, i % 7 != 3);
    }
    prior(cases, 2, true, Cases.LARGE_ROWS * Cases.LARGE_COLUMNS, 1);
    repulsion(cases, 5, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, Cases.LARGE_COLUMNS, true);
    repulsion(cases, 4, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, 2, true);
    repulsion(cases, 17, 1, 5000, 5000, true);
    cases.add(
        new OpCase(
            Repulsion.class,
            "members that agree",
            f -> repulsion(f, f.cycling("f", 4, 3, 2, 1, 2, 3, 4, 5, 6), 2, true)));
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      gaussian(cases, scale, 2, 1, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, 3);
      mixture(cases, scale, 4, 2, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, 3, true);
    }
    double[] wide = {-100, -80, -30, -20, -5, 0, 1, 5, 11, 30};
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      cases.add(
          new OpCase(
              GaussianKl.class,
              scale + " over the range of rho",
              f -> {
                Tensor mu = f.normal("mu", 1, 1, wide.length);
                Tensor rho = f.cycling("rho", 1, 1, wide.length, wide);
                return new GaussianKl(
                    mu,
                    rho,
                    scale,
                    f.cycling("prior", 1, 1, 2, 0.2, 0.7),
                    f.output("kl", 1, 1, 1),
                    f.gradient(mu, false),
                    f.gradient(rho, false));
              }));
    }
    return cases;
  }

  /** {@code wanted}: bit 0 the gradient of mu, bit 1 that of rho. */
  private static void gaussian(
      List<OpCase> cases,
      ScaleParameterization scale,
      int own,
      int priors,
      int rows,
      int columns,
      int wanted) {
    String detail =
        "%s %dx%dx%d priors %d wanted %d".formatted(scale, own, rows, columns, priors, wanted);
    cases.add(
        new OpCase(
            GaussianKl.class,
            detail,
            f -> {
              Tensor mu = f.normal("mu", own, rows, columns);
              Tensor rho = f.rho("rho", own, rows, columns);
              Gradient dmu = (wanted & 1) == 0 ? null : f.gradient(mu, columns % 2 == 0);
              Gradient drho = (wanted & 2) == 0 ? null : f.gradient(rho, columns % 3 != 0);
              Tensor prior = f.cycling("prior", priors, 1, 2, 0.3, 0.5, -0.1, 1.5, 0, 1);
              return new GaussianKl(mu, rho, scale, prior, f.output("kl", own, 1, 1), dmu, drho);
            }));
  }

  private static void repulsion(
      List<OpCase> cases, int members, int rows, int all, int columns, boolean wanted) {
    cases.add(
        new OpCase(
            Repulsion.class,
            "%dx%dx%d columns %d%s".formatted(members, rows, all, columns, wanted ? " wanted" : ""),
            f -> repulsion(f, f.normal("f", members, rows, all), columns, wanted)));
  }

  private static Repulsion repulsion(Fixture fixture, Tensor f, int columns, boolean wanted) {
    int members = f.shape().replicas();
    return new Repulsion(
        f,
        columns,
        0.7f,
        fixture.output("squaredDistances", 1, members, members),
        fixture.output("bandwidth", 1, 1, 1),
        fixture.output("energy", members, 1, 1),
        wanted ? fixture.gradient(f, columns % 2 == 0) : null);
  }

  /** {@code wanted}: 0 no gradient, 1 overwritten, 2 added to. */
  private static void prior(List<OpCase> cases, int members, boolean shared, int size, int wanted) {
    cases.add(
        new OpCase(
            GaussianPrior.class,
            "%dx%d %s wanted %d".formatted(members, size, shared ? "shared" : "own", wanted),
            f -> {
              int own = shared ? 1 : members;
              Tensor parameters = f.normal("parameters", members, 1, size);
              return new GaussianPrior(
                  parameters,
                  f.normal("mean", own, 1, size),
                  f.cycling("precision", own, 1, size, 1.5, 0, 4, 0.25),
                  f.output("energy", members, 1, 1),
                  wanted == 0 ? null : f.gradient(parameters, wanted == 2));
            }));
  }

  private static void mixture(
      List<OpCase> cases,
      ScaleParameterization scale,
      int replicas,
      int own,
      int rows,
      int columns,
      int wanted,
      boolean stream) {
    String detail =
        "%s %d of %d x%dx%d wanted %d %s"
            .formatted(scale, own, replicas, rows, columns, wanted, stream ? "stream" : "given");
    cases.add(
        new OpCase(
            ScaleMixtureKl.class,
            detail,
            f -> {
              f.state.firstReplica(stream ? 4 : 0);
              Tensor mu = f.normal("mu", own, rows, columns);
              Tensor rho = f.rho("rho", own, rows, columns);
              Gradient dmu = (wanted & 1) == 0 ? null : f.gradient(mu, columns % 2 == 0);
              Gradient drho = (wanted & 2) == 0 ? null : f.gradient(rho, columns % 3 != 0);
              return new ScaleMixtureKl(
                  mu,
                  rho,
                  scale,
                  0.25f,
                  1.5f,
                  0.2f,
                  f.normals(!stream, replicas, rows, columns),
                  f.output("kl", replicas, 1, 1),
                  dmu,
                  drho);
            }));
  }
}
