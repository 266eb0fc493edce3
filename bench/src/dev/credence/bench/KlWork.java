package dev.credence.bench;

import dev.credence.op.GaussianKl;
import dev.credence.op.Gradient;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/** KL divergence of a matrix of Gaussian weights from a standard normal prior, with gradients. */
public record KlWork(int rows, int columns) implements OpWork {
  @Override
  public Map<String, Values> inputs() {
    Shape shape = Shape.of(rows, columns);
    return Map.of(
        "mu", Values.random(1, shape, 0, 0.1),
        "rho", Values.random(2, shape, -3, 0.1),
        "prior", new Values(Shape.of(1, 2), new float[] {0, 1}));
  }

  @Override
  public void record(Recording r) {
    Tensor mu = r.input("mu");
    r.add(
        new GaussianKl(
            mu,
            r.input("rho"),
            ScaleParameterization.SOFTPLUS,
            r.input("prior"),
            r.result("kl", Shape.SCALAR),
            new Gradient(r.result("dmu", mu.shape()), Gradient.Mode.OVERWRITE),
            new Gradient(r.result("drho", mu.shape()), Gradient.Mode.OVERWRITE)));
  }
}
