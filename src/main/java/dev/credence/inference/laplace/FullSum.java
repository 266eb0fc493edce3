package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/** H = J^T J: every direction of every example gives one row of J, the gradient by all weights. */
final class FullSum implements CurvatureSum {
  private final Sensitivities sensitivities;
  private final List<WeightLayer> layers;
  private final Tensor jacobian;
  private final float[] values;
  private final JacobianRows rows;
  private final CrossProduct product;

  FullSum(Sensitivities sensitivities, Backend backend, Arena arena) {
    this.sensitivities = sensitivities;
    this.layers = sensitivities.slopes().stream().map(Sensitivities.Slope::place).toList();
    int count = WeightLayer.count(layers);
    FullCurvature.checkSize(count);
    int height = Math.multiplyExact(sensitivities.rows(), sensitivities.columns());
    jacobian = arena.allocate("Jacobian", Shape.of(height, count));
    values = new float[Math.multiplyExact(height, count)];
    rows = new JacobianRows(sensitivities);
    product = new CrossProduct("curvature", jacobian, jacobian, backend, arena);
  }

  @Override
  public void add(float[] weights) {
    rows.read();
    int count = WeightLayer.count(layers);
    for (int c = 0; c < sensitivities.columns(); c++) {
      for (int b = 0; b < sensitivities.rows(); b++) {
        rows.write(c, b, values, (c * sensitivities.rows() + b) * count);
      }
    }
    jacobian.write(values);
    product.add();
  }

  @Override
  public Curvature curvature() {
    return new FullCurvature(layers, product.product());
  }
}
