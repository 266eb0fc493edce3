package dev.credence.backend;

import dev.credence.op.DifferentiableOp;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.MatMul;
import dev.credence.op.Op;
import dev.credence.op.SampledMatMul;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Forward matrix products. */
final class ProductCases {
  static final List<Class<? extends DifferentiableOp>> TYPES =
      List.of(
          MatMul.class, SampledMatMul.class, LocalReparameterizedMatMul.class, FlipoutMatMul.class);

  private ProductCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Class<? extends DifferentiableOp> type : TYPES) {
      int i = 0;
      for (ProductShape shape : ProductShape.SIZES) {
        add(cases, type, shape, i % 3 != 0, i % 2 == 0, scale(i / 2));
        i++;
      }
      for (ProductShape shape : ProductShape.SHARING) {
        add(cases, type, shape, i % 3 != 0, i % 2 == 0, scale(i / 2));
        add(cases, type, shape, i % 3 != 1, i % 2 == 1, scale(i / 2 + 1));
        i++;
      }
    }
    return cases;
  }

  /** Further shapes, of every type, with noise of their streams. */
  static List<OpCase> of(List<ProductShape> shapes) {
    List<OpCase> cases = new ArrayList<>();
    for (Class<? extends DifferentiableOp> type : TYPES) {
      for (ProductShape shape : shapes) {
        add(cases, type, shape, true, false, ScaleParameterization.SOFTPLUS);
      }
    }
    return cases;
  }

  static ScaleParameterization scale(int i) {
    return ScaleParameterization.values()[i % 2];
  }

  private static void add(
      List<OpCase> cases,
      Class<? extends DifferentiableOp> type,
      ProductShape shape,
      boolean biased,
      boolean given,
      ScaleParameterization scale) {
    String detail =
        "%s %s %s %s"
            .formatted(shape, biased ? "bias" : "no bias", given ? "given" : "stream", scale);
    cases.add(
        new OpCase(
            type,
            detail,
            f -> {
              f.state.firstReplica(given ? 0 : 3);
              return build(f, type, shape, biased, given, scale);
            }));
  }

  static DifferentiableOp build(
      Fixture f,
      Class<? extends Op> type,
      ProductShape s,
      boolean biased,
      boolean given,
      ScaleParameterization scale) {
    Tensor x = f.normal("x", s.xReplicas(), s.rows(), s.inputs());
    Tensor mu = f.normal("mu", s.wReplicas(), s.inputs(), s.outputs());
    Tensor rho = f.rho("rho", s.wReplicas(), s.inputs(), s.outputs());
    Tensor b = biased ? f.normal("b", s.bReplicas(), 1, s.outputs()) : null;
    Tensor y = f.output("y", s.replicas(), s.rows(), s.outputs());
    // Given noise may be shared too: by all replicas where the weights are.
    int own = s.wReplicas() == 1 ? 1 : s.replicas();
    if (type == MatMul.class) {
      return new MatMul(x, mu, b, y);
    }
    if (type == SampledMatMul.class) {
      return new SampledMatMul(
          x, mu, rho, b, scale, f.normals(given, own, s.inputs(), s.outputs()), y);
    }
    if (type == LocalReparameterizedMatMul.class) {
      Tensor variance = f.output("variance", s.replicas(), s.rows(), s.outputs());
      return new LocalReparameterizedMatMul(
          x, mu, rho, b, scale, f.normals(given, own, s.rows(), s.outputs()), variance, y);
    }
    return new FlipoutMatMul(
        x,
        mu,
        rho,
        b,
        scale,
        f.normals(given, own, s.inputs(), s.outputs()),
        f.signs(given, s.replicas(), s.rows(), s.inputs()),
        f.signs(given, own, s.rows(), s.outputs()),
        y);
  }
}
