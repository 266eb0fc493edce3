/**
 * The studies of the talks the project grew from, each from data to report.
 *
 * <pre>
 *   AmplitudeOptions -&gt; AmplitudeStudy -&gt; AmplitudeTraining (one per label noise) -&gt; HeldOut
 *                                            |
 *                                      AmplitudeReport -&gt; report.html, metrics.json, plots
 * </pre>
 */
package dev.credence.study;
