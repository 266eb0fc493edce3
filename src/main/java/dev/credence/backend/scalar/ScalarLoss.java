package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.LossOp;
import dev.credence.tensor.Shape;

/** What all losses share: the weighted mean over the batch and the writing of the gradient. */
abstract class ScalarLoss implements ScalarKernel {
  final Operand prediction;
  final Operand target;

  /** Derivatives of the current example's loss by its predictions. */
  final double[] slope;

  private final Shape shape;
  private final int targets;
  private final Operand weight;
  private final Operand loss;
  private final Operand perExample;
  private final Operand gradient;
  private final double gradientScale;

  ScalarLoss(LossOp op) {
    shape = op.prediction().shape();
    targets = op.target().shape().columns();
    prediction = Operand.of(op.prediction());
    target = Operand.of(op.target(), shape.replicas());
    weight = Operand.ofNullable(op.weight(), shape.replicas());
    loss = Operand.of(op.loss());
    perExample = Operand.ofNullable(op.perExample(), shape.replicas());
    gradient = Operand.ofNullable(op.gradient(), shape.replicas());
    gradientScale = op.gradientScale();
    slope = new double[shape.columns()];
  }

  /**
   * The loss of one example; sets {@link #slope}.
   *
   * @param r replica
   * @param a index of the example's first prediction
   * @param y index of the example's first target
   */
  abstract double example(int r, int a, int y);

  /** Called after each example with the factor that stands before its gradient. */
  void scaled(int r, double factor) {}

  /** Called after the last example. */
  void finish() {}

  @Override
  public final void run(StepState state) {
    int rows = shape.rows();
    for (int r = 0; r < shape.replicas(); r++) {
      double sum = 0;
      for (int b = 0; b < rows; b++) {
        double weightOfRow = weight == null ? 1 : weight.data[weight.at(r) + b];
        double l = example(r, prediction.at(r) + b * slope.length, target.at(r) + b * targets);
        sum += weightOfRow * l;
        if (perExample != null) {
          perExample.data[perExample.at(r) + b] = (float) l;
        }
        double factor = gradientScale * weightOfRow / rows;
        if (gradient != null) {
          for (int c = 0; c < slope.length; c++) {
            gradient.data[gradient.at(r) + b * slope.length + c] = (float) (factor * slope[c]);
          }
        }
        scaled(r, factor);
      }
      loss.data[loss.at(r)] = (float) (sum / rows);
    }
    finish();
  }
}
