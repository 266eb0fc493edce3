package dev.credence.backend;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Activation;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Activations, dropout and sampled parameters. */
final class ElementwiseCases {
  /** Where functions overflow, underflow, cancel or have kinks. */
  static final double[] EXTREMES = {
    0,
    -0.0,
    1e-30,
    -1e-30,
    1e-8,
    -1e-8,
    1e-3,
    -1e-3,
    0.1,
    -0.1,
    0.5,
    -0.5,
    1,
    -1,
    -1.2784645,
    2,
    -2,
    3,
    -3,
    5,
    -5,
    9,
    -9,
    15,
    -15,
    16.6,
    -16.6,
    20,
    -20,
    30,
    -30,
    50,
    -50,
    80,
    -80,
    88,
    -88,
    89,
    -89,
    104,
    -104,
    200,
    -200,
    1e4,
    -1e4,
    1e10,
    -1e10,
    1e30,
    -1e30,
    3.4e38,
    -3.4e38
  };

  private ElementwiseCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Activation function : Activation.values()) {
      for (int size : Cases.SIZES) {
        int replicas = 1 + size % 3;
        add(cases, function, replicas, 1 + size % 2, size, null, size % 2 == 0);
      }
      add(cases, function, 2, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, null, true);
      add(cases, function, 1, 1, EXTREMES.length, EXTREMES, false);
    }
    int i = 0;
    for (int columns : Cases.SIZES) {
      for (boolean shared : new boolean[] {false, true}) {
        dropout(cases, 6, i % 2 == 0 ? 2 : 6, 1 + i % 5, columns, shared, i % 3 == 0, i % 4 == 1);
        i++;
      }
    }
    dropout(cases, 1, 1, 33, 17, false, false, true);
    dropout(cases, 4, 2, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, false, false, true);
    dropout(cases, 4, 2, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, true, false, false);
    i = 0;
    for (int columns : Cases.SIZES) {
      int own = new int[] {1, 2, 3, 6}[i % 4];
      sample(cases, 6, own, 1 + i % 3, columns, i % 2 == 0, ProductCases.scale(i / 2), i % 3);
      sample(cases, 1, 1, 1 + i % 3, columns, i % 2 == 1, ProductCases.scale(i / 2 + 1), 2);
      i++;
    }
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      sample(cases, 4, 2, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, false, scale, 2);
      extremeScales(cases, scale);
    }
    return cases;
  }

  private static Tensor arguments(Fixture f, int replicas, int rows, int columns, double[] xs) {
    return xs == null
        ? f.filled("x", replicas, rows, columns, () -> 3 * f.random.nextGaussian())
        : f.cycling("x", replicas, rows, columns, xs);
  }

  private static void add(
      List<OpCase> cases,
      Activation function,
      int replicas,
      int rows,
      int columns,
      double[] xs,
      boolean accumulate) {
    String detail =
        "%s %dx%dx%d%s".formatted(function, replicas, rows, columns, xs == null ? "" : " extremes");
    cases.add(
        new OpCase(
            Activate.class,
            detail,
            f ->
                new Activate(
                    function,
                    arguments(f, replicas, rows, columns, xs),
                    f.output("y", replicas, rows, columns))));
    cases.add(
        new OpCase(
            ActivateBackward.class,
            detail + (accumulate ? " +" : " ="),
            f -> {
              Tensor x = arguments(f, replicas, rows, columns, xs);
              Tensor dy = f.normal("dy", replicas, rows, columns);
              return new ActivateBackward(function, x, dy, f.gradient(x, accumulate));
            }));
  }

  private static void dropout(
      List<OpCase> cases,
      int replicas,
      int own,
      int rows,
      int columns,
      boolean shared,
      boolean given,
      boolean accumulate) {
    float rate = columns % 2 == 0 ? 0.25f : 0.6f;
    String detail =
        "%d of %d x%dx%d%s %s"
            .formatted(
                own, replicas, rows, columns, shared ? " shared" : "", given ? "given" : "stream");
    int maskRows = shared ? 1 : rows;
    cases.add(
        new OpCase(
            Dropout.class,
            detail,
            f -> {
              f.state.firstReplica(given ? 0 : 2);
              return new Dropout(
                  f.normal("x", own, rows, columns),
                  rate,
                  shared,
                  f.mask(given, replicas, maskRows, columns),
                  f.output("y", replicas, rows, columns));
            }));
    cases.add(
        new OpCase(
            DropoutBackward.class,
            detail + (accumulate ? " +" : " ="),
            f -> {
              f.state.firstReplica(given ? 0 : 2);
              Tensor x = f.normal("x", own, rows, columns);
              return new DropoutBackward(
                  rate,
                  shared,
                  f.mask(given, replicas, maskRows, columns),
                  f.normal("dy", replicas, rows, columns),
                  f.gradient(x, accumulate));
            }));
  }

  /** {@code wanted}: 0 the gradient of mu only, 1 of rho only, 2 both, added to. */
  private static void sample(
      List<OpCase> cases,
      int replicas,
      int own,
      int rows,
      int columns,
      boolean given,
      ScaleParameterization scale,
      int wanted) {
    String detail =
        "%d of %d x%dx%d %s %s"
            .formatted(own, replicas, rows, columns, given ? "given" : "stream", scale);
    cases.add(
        new OpCase(
            SampleGaussian.class,
            detail,
            f -> {
              f.state.firstReplica(given ? 0 : 5);
              return new SampleGaussian(
                  f.normal("mu", own, rows, columns),
                  f.rho("rho", own, rows, columns),
                  scale,
                  f.normals(given, replicas, rows, columns),
                  f.output("w", replicas, rows, columns));
            }));
    cases.add(
        new OpCase(
            SampleGaussianBackward.class,
            detail + " " + wanted,
            f -> {
              f.state.firstReplica(given ? 0 : 5);
              Tensor rho = f.rho("rho", own, rows, columns);
              Gradient dmu = wanted == 1 ? null : f.gradient(rho, wanted == 2);
              Gradient drho = wanted == 0 ? null : f.gradient(rho, wanted == 2);
              return new SampleGaussianBackward(
                  rho,
                  scale,
                  f.normals(given, replicas, rows, columns),
                  f.normal("dw", replicas, rows, columns),
                  dmu,
                  drho);
            }));
  }

  /** mu = 0 and eps = 1, so that sigma and its slope stand alone, over the whole range of rho. */
  private static void extremeScales(List<OpCase> cases, ScaleParameterization scale) {
    int n = EXTREMES.length;
    cases.add(
        new OpCase(
            SampleGaussian.class,
            scale + " extremes",
            f ->
                new SampleGaussian(
                    f.cycling("mu", 1, 1, n, 0),
                    f.cycling("rho", 1, 1, n, EXTREMES),
                    scale,
                    new Noise.Given(f.cycling("eps", 1, 1, n, 1)),
                    f.output("w", 1, 1, n))));
    cases.add(
        new OpCase(
            SampleGaussianBackward.class,
            scale + " extremes",
            f -> {
              Tensor rho = f.cycling("rho", 1, 1, n, EXTREMES);
              return new SampleGaussianBackward(
                  rho,
                  scale,
                  new Noise.Given(f.cycling("eps", 1, 1, n, 1)),
                  f.normal("dw", 1, 1, n),
                  null,
                  f.gradient(rho, false));
            }));
  }
}
