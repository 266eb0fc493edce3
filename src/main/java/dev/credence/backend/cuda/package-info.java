/**
 * Programs on a CUDA device: every operation becomes one or a few launches of the kernels in {@code
 * kernels/}, or shares them with its neighbours, and a program is a list of launches that is
 * replayed.
 *
 * <pre>
 *   List&lt;Op&gt; --Fusion--&gt; groups of operations that share launches
 *                             |
 *          Compiler: family of launches (ActivateLaunches, ...) --Recorder--&gt; List&lt;Work&gt;
 *                                                                             |
 *   DeviceProgram.run  ---------&gt;  Replay  &lt;--prepare--  driver.Driver &lt;-------+
 * </pre>
 *
 * A family of launches stands beside each kernel file and holds its {@link
 * dev.credence.backend.cuda.driver.Kernel} constants. {@code Arguments} lays a tensor out as the
 * struct that kernels read. {@code DeviceNoise} makes noise outside of programs, for checks.
 *
 * <p>Frozen layers whose activations nobody keeps are one launch where warpgroups multiply: {@code
 * FeedForwardLaunches}, with the shapes of {@code LayersShape}.
 *
 * <p>Kernels draw their noise themselves. With {@link
 * dev.credence.backend.cuda.NoiseSource#CURAND}, {@code LibraryNormals} stands before Fusion: it
 * replaces the streams of normals by tensors, which it has cuRAND fill before each replay.
 */
package dev.credence.backend.cuda;
