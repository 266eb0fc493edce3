/**
 * The benchmark suite: the same work by every backend and by the libraries that people would use
 * instead.
 *
 * <pre>
 *   Work        what is done; a record, from whose fields every number that goes in follows
 *     |
 *   Contender   who does it: scalar, vector-1, vector-2, and peers out of bench/peers-java
 *     |
 *   Task        the work made ready: run() once more, results() for the check
 *     |
 *   *Benchmark  one JMH class per family of operations; nothing is timed before its results agree
 *               with those of the scalar backend
 *     |
 *   Suite       runs the cells, sets each against the limits of the machine, and writes JSON and
 *               the table of README
 * </pre>
 *
 * <p>{@code QuickBench} looks at the engine alone in a few seconds; {@code DeviceBench} is for
 * devices, beside {@code bench/peers}.
 */
package dev.credence.bench;
