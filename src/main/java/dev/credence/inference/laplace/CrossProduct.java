package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Gradient;
import dev.credence.op.MatMulBackward;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Sums of left^T right, and of the rows of right, over chunks of examples and over replicas: the
 * products of a chunk on the backend, the sums over chunks in float64.
 */
final class CrossProduct {
  private final Program program;
  private final Tensor product;
  private final Tensor columns;
  private final float[] productChunk;
  private final float[] columnChunk;
  private final double[] productSum;
  private final double[] columnSum;

  /** Of left (R, B, K) and right (R, B, N). */
  CrossProduct(String name, Tensor left, Tensor right, Backend backend, Arena arena) {
    int k = left.shape().columns();
    int n = right.shape().columns();
    product = arena.allocate(name, Shape.of(k, n));
    columns = arena.allocate(name + " columns", Shape.of(1, n));
    // The gradients of x w + b by w and b; w itself is not read without a gradient of x.
    MatMulBackward op =
        new MatMulBackward(
            left,
            product,
            right,
            null,
            new Gradient(product, Gradient.Mode.OVERWRITE),
            new Gradient(columns, Gradient.Mode.OVERWRITE));
    program = backend.compile(List.of(op), new StepState(0));
    productChunk = new float[k * n];
    columnChunk = new float[n];
    productSum = new double[k * n];
    columnSum = new double[n];
  }

  /** Adds the chunk that the tensors hold now. */
  void add() {
    program.run();
    product.read(productChunk);
    columns.read(columnChunk);
    for (int i = 0; i < productSum.length; i++) {
      productSum[i] += productChunk[i];
    }
    for (int i = 0; i < columnSum.length; i++) {
      columnSum[i] += columnChunk[i];
    }
  }

  /** Sum of left^T right (K, N). */
  double[] product() {
    return productSum;
  }

  /** Sum of the rows of right (N). */
  double[] columns() {
    return columnSum;
  }
}
