package dev.credence.bench;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.Gradient;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Noise;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A dense layer's product of x (B, K) and weights (K, N).
 *
 * @param rows B
 * @param width K
 * @param outputs N
 */
public record ProductWork(Kind kind, Pass pass, int rows, int width, int outputs)
    implements OpWork {
  /** What the weights are. */
  public enum Kind {
    /** Fixed numbers, no bias: the product that every library has. */
    PLAIN,
    /** One sample for the whole batch. */
    SAMPLED,
    /** Integrated out: one sample per output (local reparameterisation). */
    LOCAL,
    /** One perturbation with signs per row. */
    FLIPOUT
  }

  private static final ScaleParameterization SCALE = ScaleParameterization.SOFTPLUS;
  private static final Noise.Stream EPS = new Noise.Stream(1);
  private static final Noise.Stream SIGN_IN = new Noise.Stream(2);
  private static final Noise.Stream SIGN_OUT = new Noise.Stream(3);

  /** A product whose extents are written BxKxN. */
  static ProductWork of(Kind kind, Pass pass, String shape) {
    String[] sizes = shape.split("x");
    return new ProductWork(
        kind,
        pass,
        Integer.parseInt(sizes[0]),
        Integer.parseInt(sizes[1]),
        Integer.parseInt(sizes[2]));
  }

  @Override
  public Map<String, Values> inputs() {
    Shape x = Shape.of(rows, width);
    Shape w = Shape.of(width, outputs);
    Shape y = Shape.of(rows, outputs);
    Map<String, Values> in = new LinkedHashMap<>();
    in.put("x", Values.random(1, x, 0, 1));
    in.put("mu", Values.random(2, w, 0, 1 / Math.sqrt(width)));
    if (pass == Pass.FORWARD_BACKWARD) {
      in.put("dy", Values.random(3, y, 0, 1));
    }
    if (kind == Kind.PLAIN) {
      return in;
    }
    in.put("rho", Values.random(4, w, -3, 0.1));
    in.put("b", Values.random(5, Shape.of(1, outputs), 0, 1));
    in.put("eps", Values.normals(Values.SEED, EPS.id(), kind == Kind.LOCAL ? y : w));
    if (kind == Kind.FLIPOUT) {
      in.put("signIn", Values.signs(Values.SEED, SIGN_IN.id(), x));
      in.put("signOut", Values.signs(Values.SEED, SIGN_OUT.id(), y));
    }
    return in;
  }

  @Override
  public void record(Recording r) {
    Tensor x = r.input("x");
    Tensor mu = r.input("mu");
    Tensor rho = kind == Kind.PLAIN ? null : r.input("rho");
    Tensor b = kind == Kind.PLAIN ? null : r.input("b");
    Tensor y = r.result("y", Shape.of(rows, outputs));
    Tensor variance = kind == Kind.LOCAL ? r.scratch("variance", y.shape()) : null;
    r.add(
        switch (kind) {
          case PLAIN -> new MatMul(x, mu, b, y);
          case SAMPLED -> new SampledMatMul(x, mu, rho, b, SCALE, EPS, y);
          case LOCAL -> new LocalReparameterizedMatMul(x, mu, rho, b, SCALE, EPS, variance, y);
          case FLIPOUT -> new FlipoutMatMul(x, mu, rho, b, SCALE, EPS, SIGN_IN, SIGN_OUT, y);
        });
    if (pass == Pass.FORWARD) {
      return;
    }
    Tensor dy = r.input("dy");
    Gradient dx = overwrite(r.result("dx", x.shape()));
    Gradient dmu = overwrite(r.result("dmu", mu.shape()));
    Gradient drho = rho == null ? null : overwrite(r.result("drho", mu.shape()));
    Gradient db = b == null ? null : overwrite(r.result("db", b.shape()));
    r.add(
        switch (kind) {
          case PLAIN -> new MatMulBackward(x, mu, dy, dx, dmu, db);
          case SAMPLED -> new SampledMatMulBackward(x, mu, rho, SCALE, EPS, dy, dx, dmu, drho, db);
          case LOCAL ->
              new LocalReparameterizedMatMulBackward(
                  x, mu, rho, SCALE, EPS, variance, dy, dx, dmu, drho, db);
          case FLIPOUT ->
              new FlipoutMatMulBackward(
                  x, mu, rho, SCALE, EPS, SIGN_IN, SIGN_OUT, dy, dx, dmu, drho, db);
        });
  }

  private static Gradient overwrite(Tensor tensor) {
    return new Gradient(tensor, Gradient.Mode.OVERWRITE);
  }
}
