package dev.credence.op;

/** An operation of the backward pass. */
public sealed interface GradientOp extends Op
    permits MatMulBackward,
        SampledMatMulBackward,
        LocalReparameterizedMatMulBackward,
        FlipoutMatMulBackward,
        SampleGaussianBackward,
        ActivateBackward,
        DropoutBackward {}
