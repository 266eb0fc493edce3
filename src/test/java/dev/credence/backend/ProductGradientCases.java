package dev.credence.backend;

import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.Gradient;
import dev.credence.op.GradientOp;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMulBackward;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Backward matrix products: which gradients are wanted, and how they are written. */
final class ProductGradientCases {
  private static final List<Class<? extends GradientOp>> TYPES =
      List.of(
          MatMulBackward.class,
          SampledMatMulBackward.class,
          LocalReparameterizedMatMulBackward.class,
          FlipoutMatMulBackward.class);

  private ProductGradientCases() {}

  /** Bits 0 to 3 say which of dx, dmu, drho, db are wanted, bits 4 to 7 which are added to. */
  private record Wanted(int bits) {
    Gradient of(Fixture f, Tensor operand, int place) {
      return (bits >> place & 1) == 0 ? null : f.gradient(operand, (bits >> place + 4 & 1) == 1);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (int place = 0; place < 4; place++) {
        text.append((bits >> place & 1) == 0 ? '-' : (bits >> place + 4 & 1) == 1 ? '+' : '=');
      }
      return text.toString();
    }
  }

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Class<? extends GradientOp> type : TYPES) {
      int i = 0;
      for (ProductShape shape : ProductShape.SIZES) {
        add(cases, type, shape, i % 2 == 0, ProductCases.scale(i / 2), i % 2 == 0 ? 0x0f : 0xff);
        i++;
      }
      for (ProductShape shape : ProductShape.SHARING) {
        add(cases, type, shape, i % 2 == 0, ProductCases.scale(i / 2), 0x5f);
        add(cases, type, shape, i % 2 == 1, ProductCases.scale(i / 2 + 1), 0xaf);
        i++;
      }
      ProductShape small = new ProductShape(2, 2, 1, 1, 5, 17, 9);
      for (int wanted = 1; wanted < 15; wanted++) {
        add(
            cases,
            type,
            small,
            wanted % 2 == 0,
            ProductCases.scale(wanted / 2),
            wanted | wanted % 3 << 5);
      }
    }
    return cases;
  }

  /** Further shapes, of every type, with noise of their streams. */
  static List<OpCase> of(List<ProductShape> shapes) {
    List<OpCase> cases = new ArrayList<>();
    for (Class<? extends GradientOp> type : TYPES) {
      for (ProductShape shape : shapes) {
        add(cases, type, shape, false, ScaleParameterization.SOFTPLUS, 0x0f);
      }
    }
    return cases;
  }

  private static void add(
      List<OpCase> cases,
      Class<? extends GradientOp> type,
      ProductShape s,
      boolean given,
      ScaleParameterization scale,
      int bits) {
    Wanted wanted = new Wanted(bits);
    String detail = "%s %s %s %s".formatted(s, given ? "given" : "stream", scale, wanted);
    cases.add(
        new OpCase(
            type,
            detail,
            f -> {
              f.state.firstReplica(given ? 0 : 3);
              return build(f, type, s, given, scale, wanted);
            }));
  }

  private static GradientOp build(
      Fixture f,
      Class<? extends GradientOp> type,
      ProductShape s,
      boolean given,
      ScaleParameterization scale,
      Wanted wanted) {
    Tensor x = f.normal("x", s.xReplicas(), s.rows(), s.inputs());
    Tensor mu = f.normal("mu", s.wReplicas(), s.inputs(), s.outputs());
    Tensor rho = f.rho("rho", s.wReplicas(), s.inputs(), s.outputs());
    Tensor b = f.normal("b", s.bReplicas(), 1, s.outputs());
    Tensor dy = f.normal("dy", s.replicas(), s.rows(), s.outputs());
    Gradient dx = wanted.of(f, x, 0);
    Gradient dmu = wanted.of(f, mu, 1);
    Gradient drho = wanted.of(f, rho, 2);
    Gradient db = wanted.of(f, b, 3);
    int own = s.wReplicas() == 1 ? 1 : s.replicas();
    if (type == MatMulBackward.class) {
      return new MatMulBackward(x, mu, dy, dx, dmu, db);
    }
    if (type == SampledMatMulBackward.class) {
      return new SampledMatMulBackward(
          x, mu, rho, scale, f.normals(given, own, s.inputs(), s.outputs()), dy, dx, dmu, drho, db);
    }
    if (type == LocalReparameterizedMatMulBackward.class) {
      Tensor variance =
          f.filled(
              "variance",
              s.replicas(),
              s.rows(),
              s.outputs(),
              () -> 1e-3 + Math.pow(f.random.nextGaussian(), 2));
      return new LocalReparameterizedMatMulBackward(
          x,
          mu,
          rho,
          scale,
          f.normals(given, own, s.rows(), s.outputs()),
          variance,
          dy,
          dx,
          dmu,
          drho,
          db);
    }
    return new FlipoutMatMulBackward(
        x,
        mu,
        rho,
        scale,
        f.normals(given, own, s.inputs(), s.outputs()),
        f.signs(given, s.replicas(), s.rows(), s.inputs()),
        f.signs(given, own, s.rows(), s.outputs()),
        dy,
        dx,
        dmu,
        drho,
        db);
  }
}
