package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.LangevinStep;
import dev.credence.tensor.Shape;

/** out = keep x + rate scale direction + spread eps, without the terms whose coefficient is 0. */
final class ScalarLangevinStep implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand x;
  private final Operand direction;
  private final Operand scale;
  private final Operand coefficients;
  private final Draw eps;
  private final Operand out;

  ScalarLangevinStep(LangevinStep op) {
    Shape shape = op.out().shape();
    replicas = shape.replicas();
    elements = Math.toIntExact(shape.matrixElements());
    x = Operand.of(op.x());
    direction = Operand.of(op.direction());
    scale = Operand.of(op.scale(), replicas);
    coefficients = Operand.of(op.coefficients(), replicas);
    eps =
        op.eps() == null
            ? null
            : new Draw(Draw.Kind.NORMALS, op.eps(), replicas, shape.rows(), shape.columns());
    out = Operand.of(op.out());
  }

  @Override
  public void run(StepState state) {
    if (eps != null) {
      eps.draw(state);
    }
    for (int r = 0; r < replicas; r++) {
      double keep = coefficients.data[coefficients.at(r) + LangevinStep.KEEP];
      double rate = coefficients.data[coefficients.at(r) + LangevinStep.RATE];
      double spread = eps == null ? 0 : coefficients.data[coefficients.at(r) + LangevinStep.SPREAD];
      for (int i = 0; i < elements; i++) {
        double s = scale.data[scale.at(r) + i];
        double sum = 0;
        if (keep != 0) {
          sum += keep * x.data[x.at(r) + i];
        }
        if (rate != 0) {
          sum += rate * s * direction.data[direction.at(r) + i];
        }
        if (spread != 0 && s != 0) {
          sum += spread * eps.values.data[eps.values.at(r) + i];
        }
        out.data[out.at(r) + i] = (float) sum;
      }
    }
  }
}
