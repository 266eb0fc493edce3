/**
 * Bayesian neural networks on the JVM: predictions that carry honest error bars.
 *
 * <pre>
 *  Layer, Likelihood, Prior         say the mathematics, by calling
 *         |
 *       Tape                        records forward ops, then emits their backward ops in reverse
 *         |
 *   List&lt;Op&gt;                        sealed records: FlipoutMatMul, GaussianNll, Adam, GatherRows ...
 *         |                         (tensors in, tensors out; each knows its shapes, flops and bytes)
 *   Backend.compile -&gt; Program      ScalarBackend: the obvious loop per op, the reference
 *         |                         VectorBackend: Vector API and a worker pool, the default
 *   Program.run(), run(), run()     replays without allocating; what varies lies in StepState
 * </pre>
 *
 * <p>Rooms, and what each may use: {@code noise}, {@code tensor}, {@code data}, {@code physics},
 * {@code calibration}, {@code report} use nothing of ours; {@code op} uses tensor; {@code backend}
 * uses op, and only {@code Backends} knows the implementations {@code backend.scalar} and {@code
 * backend.vector}; {@code autodiff} uses op; {@code posterior}, {@code loss} and {@code layer} use
 * autodiff; {@code inference}, {@code predict} and {@code model} fit, evaluate and keep networks;
 * {@code study}, {@code doctor} and {@code cli} stand on top.
 */
package dev.credence;
