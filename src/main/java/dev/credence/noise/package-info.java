/**
 * Counter-based noise: every value is a pure function of (seed, stream, step, replica, element).
 *
 * <pre>
 *   seed, stream, step, replica, element
 *        |  NoiseLayout     which Philox block, which of its four words
 *        |  Philox4x32      128-bit counter, 64-bit key -> four 32-bit words
 *      Words                the word itself
 *        |
 *   Normals  Uniforms  Signs  Shuffle
 * </pre>
 *
 * The classes here are the plain reference; the vector twins in {@code dev.credence.backend.vector}
 * and the CUDA kernels give the same bits. {@link dev.credence.noise.NoiseLayout} and {@link
 * dev.credence.noise.BoxMuller} hold every number that a port needs.
 */
package dev.credence.noise;
