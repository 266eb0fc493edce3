package dev.credence.op;

/** An operation of the forward pass that has a backward rule. */
public sealed interface DifferentiableOp extends Op
    permits MatMul,
        SampledMatMul,
        LocalReparameterizedMatMul,
        FlipoutMatMul,
        SampleGaussian,
        Activate,
        Dropout {
  /** The operation that turns the gradient of the result into the gradients of the operands. */
  GradientOp backward(Gradients gradients);
}
