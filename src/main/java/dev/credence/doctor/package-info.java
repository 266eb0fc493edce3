/**
 * Whether an installation computes what it should.
 *
 * <pre>
 *   SelfTest      every operation on a backend, against the scalar reference
 *   GoldenSuite   files of reference vectors, each case through the operations of a backend
 *        |
 *   GoldenFile -&gt; GoldenCase -&gt; GoldenCheck (one per file's op, by name) -&gt; GoldenRun -&gt; OpResult
 * </pre>
 *
 * <p>Bounds are arithmetic: an element may be off by (terms + slack) unit roundoffs times the sum
 * of the magnitudes that went into it.
 */
package dev.credence.doctor;
