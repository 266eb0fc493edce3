package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.tensor.Shape;

/** dmu = dw, drho = dw eps sigma'. */
final class ScalarSampleGaussianBackward implements ScalarKernel {
  private final int elements;
  private final Scales scales;
  private final Draw eps;
  private final Operand dw;
  private final Sink dmu;
  private final Sink drho;

  ScalarSampleGaussianBackward(SampleGaussianBackward op) {
    Shape shape = op.dw().shape();
    elements = Math.toIntExact(shape.matrixElements());
    scales = new Scales(op.scale(), op.rho(), shape.replicas());
    eps = new Draw(Draw.Kind.NORMALS, op.eps(), shape.replicas(), shape.rows(), shape.columns());
    dw = Operand.of(op.dw());
    dmu = Sink.of(op.dmu(), shape.replicas());
    drho = Sink.of(op.drho(), shape.replicas());
  }

  @Override
  public void run(StepState state) {
    scales.update();
    eps.draw(state);
    if (dmu != null) {
      for (int q = 0; q < dmu.replicas; q++) {
        for (int i = 0; i < elements; i++) {
          double sum = 0;
          for (int r = dmu.first(q); r < dmu.end(q); r++) {
            sum += dw.data[dw.at(r) + i];
          }
          dmu.put(q, i, sum);
        }
      }
    }
    if (drho != null) {
      for (int q = 0; q < drho.replicas; q++) {
        for (int i = 0; i < elements; i++) {
          double sum = 0;
          for (int r = drho.first(q); r < drho.end(q); r++) {
            double noise = eps.values.data[eps.values.at(r) + i];
            sum += dw.data[dw.at(r) + i] * noise * scales.derivative[scales.at(r) + i];
          }
          drho.put(q, i, sum);
        }
      }
    }
  }
}
