/**
 * The reference: the obvious loop for every operation.
 *
 * <p>One rule for rounding: an element that is stored is computed in double from the float32
 * operands, sums run in index order, and the result is rounded once. Only what an operation's
 * record names as a tensor is ever rounded on the way. Nothing here is tuned; the other backends
 * are compared with it.
 *
 * <p>{@link dev.credence.backend.scalar.ScalarKernels} maps each record to its loop, {@code Scalar}
 * plus the record's name. Operands, gradients and noise are resolved to arrays and offsets when a
 * program is compiled, so that a run allocates nothing.
 */
package dev.credence.backend.scalar;
