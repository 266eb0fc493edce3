/**
 * From operations to programs.
 *
 * <pre>
 *   List&lt;Op&gt;  --Backend.compile--&gt;  Program  --run, run, run--&gt;  tensors
 *                                      |
 *                                  StepState   (seed, step, learning rate, KL scale ...)
 * </pre>
 *
 * <p>{@link dev.credence.backend.Backends} is the one place that knows the implementations and says
 * why one is missing.
 */
package dev.credence.backend;
