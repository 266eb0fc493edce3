package dev.credence.op;

/** An operation of an optimiser or a sampler on blocks of parameters and gradients (M, 1, P). */
public sealed interface OptimizerOp extends Op
    permits Adam, Sgd, ClipGlobalNorm, LangevinStep, InnerProduct, SelectReplicas {}
