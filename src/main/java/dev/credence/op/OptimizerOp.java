package dev.credence.op;

/** An operation that works on whole blocks of parameters and gradients (M, 1, P). */
public sealed interface OptimizerOp extends Op permits Adam, Sgd, ClipGlobalNorm {}
