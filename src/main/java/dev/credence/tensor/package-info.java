/**
 * Storage: three-axis float32 tensors as regions of an arena.
 *
 * <p>Every tensor has the axes (replicas, rows, columns). The replica axis carries the weight
 * samples of a step, the members of an ensemble, the chains of a sampler or the points of a scan;
 * an operand with fewer replicas than the result is shared by consecutive groups of replicas.
 *
 * <p>Activations of a pass without gradients are {@link dev.credence.tensor.Temporaries}, which a
 * backend need not keep.
 */
package dev.credence.tensor;
