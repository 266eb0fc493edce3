/**
 * The mathematics as data: each operation is a record of tensors and attributes that knows its
 * shapes, flops and bytes. {@link dev.credence.op.Op} is sealed: a backend that misses one does not
 * compile its own dispatch test, and tests enumerate the records.
 *
 * <p>Conventions shared by all operations:
 *
 * <ul>
 *   <li>R is the number of replicas of the result. An operand may have any number of replicas that
 *       divides R; consecutive groups share it, and its gradient is the sum over the group.
 *   <li>A matrix product is y (R, B, N) = x (R, B, K) w (R, K, N) + b (R, 1, N).
 *   <li>Noise is either addressed by a stream number (see {@code dev.credence.noise}) or given.
 *   <li>A gradient that is not needed is null.
 * </ul>
 */
package dev.credence.op;
