/**
 * Programs on a CUDA device: every operation becomes one or a few launches of the kernels in {@code
 * kernels/}, and a program is a list of launches that is replayed.
 *
 * <pre>
 *   Op --Compiler--&gt; family of launches (ActivateLaunches, ...) --Recorder--&gt; List&lt;Work&gt;
 *                                                                            |
 *   DeviceProgram.run  ---------&gt;  Replay  &lt;--prepare--  driver.Driver &lt;------+
 * </pre>
 *
 * A family of launches stands beside each kernel file and holds its {@link
 * dev.credence.backend.cuda.driver.Kernel} constants. {@code Arguments} lays a tensor out as the
 * struct that kernels read.
 */
package dev.credence.backend.cuda;
