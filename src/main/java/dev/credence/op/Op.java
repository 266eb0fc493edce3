package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/** One operation of a program: tensors in, tensors out, attributes. */
public sealed interface Op
    permits DifferentiableOp,
        GradientOp,
        LossOp,
        PenaltyOp,
        OptimizerOp,
        GatherRows,
        PredictSample,
        Moments {
  /** Lower-case name of the operation, the same in every backend, kernel file and test. */
  default String name() {
    String simple = getClass().getSimpleName();
    return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
  }

  /** Tensors the operation reads. */
  List<Tensor> inputs();

  /** Tensors the operation writes, wholly or by accumulation. */
  List<Tensor> outputs();

  /** Floating point operations of one run; a fused multiply-add counts as two. */
  long flops();

  /** Bytes of all operands, each moved once: the least traffic of one run. */
  default long bytes() {
    long elements = 0;
    for (Tensor t : inputs()) {
      elements += t.shape().elements();
    }
    for (Tensor t : outputs()) {
      elements += t.shape().elements();
    }
    return elements * Float.BYTES;
  }
}
