package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.op.Moments;
import dev.credence.tensor.Shape;

/**
 * Mean and population variance over each group of replicas. The state's first replica is the number
 * of samples that every replica of the result already holds.
 */
final class ScalarMoments implements ScalarKernel {
  private final int replicas;
  private final int group;
  private final int elements;
  private final Operand x;
  private final Operand mean;
  private final Operand variance;

  ScalarMoments(Moments op) {
    Shape shape = op.mean().shape();
    replicas = shape.replicas();
    group = op.x().shape().replicas() / replicas;
    elements = Math.toIntExact(shape.matrixElements());
    x = Operand.of(op.x());
    mean = Operand.of(op.mean());
    variance = Operand.of(op.variance());
  }

  @Override
  public void run(StepState state) {
    int before = state.firstReplica();
    for (int q = 0; q < replicas; q++) {
      for (int i = 0; i < elements; i++) {
        double average = before == 0 ? 0 : mean.data[mean.at(q) + i];
        double squares = before == 0 ? 0 : variance.data[variance.at(q) + i] * (double) before;
        double count = before;
        for (int r = q * group; r < (q + 1) * group; r++) {
          double value = x.data[x.at(r) + i];
          double difference = value - average;
          count++;
          average += difference / count;
          squares += difference * (value - average);
        }
        mean.data[mean.at(q) + i] = (float) average;
        variance.data[variance.at(q) + i] = (float) (squares / count);
      }
    }
  }
}
