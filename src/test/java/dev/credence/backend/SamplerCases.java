package dev.credence.backend;

import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.Noise;
import dev.credence.op.SelectReplicas;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Updates of Markov chains on parameter blocks. */
final class SamplerCases {
  private SamplerCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    int[] sizes = Arrays.copyOf(Cases.SIZES, Cases.SIZES.length + 1);
    sizes[Cases.SIZES.length] = Cases.LARGE_ROWS * Cases.LARGE_COLUMNS;
    for (int i = 0; i < sizes.length; i++) {
      int size = sizes[i];
      int members = 1 + i % 3;
      step(cases, members, i % 2 == 0 ? members : 1, size, i % 3, i % 4 < 2);
      for (int rows : new int[] {1, 3}) {
        product(cases, members, rows, size);
        select(cases, members, rows, size, true);
        select(cases, members, rows, size, false);
      }
    }
    diverged(cases);
    return cases;
  }

  /** {@code noise}: 0 none, 1 given, 2 drawn. */
  private static void step(
      List<OpCase> cases, int members, int own, int size, int noise, boolean inPlace) {
    cases.add(
        new OpCase(
            LangevinStep.class,
            "%dx%d own %d noise %d%s".formatted(members, size, own, noise, inPlace ? " =" : ""),
            f -> {
              f.state.firstReplica(noise == 2 ? 5 : 0);
              Tensor x = f.normal("x", members, 1, size);
              Noise eps = noise == 0 ? null : f.normals(noise == 1, members, 1, size);
              return new LangevinStep(
                  x,
                  f.normal("direction", members, 1, size),
                  f.cycling("scale", own, 1, size, 0.5, 2, 0, 1),
                  f.normal("coefficients", own, 1, 3),
                  eps,
                  inPlace ? x : f.output("out", members, 1, size));
            }));
  }

  /** Coefficients of 0 forget what is not finite. */
  private static void diverged(List<OpCase> cases) {
    for (boolean forgetsX : new boolean[] {false, true}) {
      double[] coefficients = forgetsX ? new double[] {0, 0.5, 2} : new double[] {0.5, 0, 2};
      cases.add(
          new OpCase(
              LangevinStep.class,
              "after a divergence of " + (forgetsX ? "x" : "the direction"),
              f -> {
                double[] bad = {Double.NaN, Double.POSITIVE_INFINITY};
                Tensor normal = f.normal("normal", 2, 1, 19);
                Tensor broken = f.cycling("broken", 2, 1, 19, bad);
                return new LangevinStep(
                    forgetsX ? broken : normal,
                    forgetsX ? normal : broken,
                    f.cycling("scale", 1, 1, 19, 1, 0, 3),
                    f.cycling("coefficients", 1, 1, 3, coefficients),
                    f.normals(false, 2, 1, 19),
                    f.output("out", 2, 1, 19));
              }));
    }
  }

  private static void product(List<OpCase> cases, int members, int rows, int columns) {
    cases.add(
        new OpCase(
            InnerProduct.class,
            "%dx%dx%d".formatted(members, rows, columns),
            f ->
                new InnerProduct(
                    f.filled("a", members, rows, columns, () -> 1 + f.random.nextDouble()),
                    f.normal("b", members, rows, columns),
                    f.output("out", members, 1, 1))));
  }

  private static void select(
      List<OpCase> cases, int members, int rows, int columns, boolean shared) {
    cases.add(
        new OpCase(
            SelectReplicas.class,
            "%dx%dx%d %s".formatted(members, rows, columns, shared ? "shared" : "own"),
            f ->
                new SelectReplicas(
                    f.cycling("mask", shared ? 1 : members, 1, 1, 1, 0, -2),
                    f.normal("source", members, rows, columns),
                    f.normal("target", members, rows, columns))));
  }
}
