package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.SampleGaussian;
import dev.credence.tensor.Shape;

/** w = mu + sigma eps. */
final class ScalarSampleGaussian implements ScalarKernel {
  private final int replicas;
  private final int elements;
  private final Operand mu;
  private final Scales scales;
  private final Draw eps;
  private final Operand w;

  ScalarSampleGaussian(SampleGaussian op) {
    Shape shape = op.w().shape();
    replicas = shape.replicas();
    elements = Math.toIntExact(shape.matrixElements());
    mu = Operand.of(op.mu(), replicas);
    scales = new Scales(op.scale(), op.rho(), replicas);
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), replicas, shape.rows(), shape.columns());
    w = Operand.of(op.w());
  }

  @Override
  public void run(StepState state) {
    scales.update();
    eps.draw(state);
    for (int r = 0; r < replicas; r++) {
      for (int i = 0; i < elements; i++) {
        double sigma = scales.sigma[scales.at(r) + i];
        double noise = eps.values.data[eps.values.at(r) + i];
        w.data[w.at(r) + i] = (float) (mu.data[mu.at(r) + i] + sigma * noise);
      }
    }
  }
}
