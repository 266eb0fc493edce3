/**
 * Studies, each from data to report.
 *
 * <pre>
 *   AmplitudeOptions -&gt; AmplitudeStudy -&gt; AmplitudeTraining (one per label noise) -&gt; HeldOut
 *                                            |
 *                                      AmplitudeReport -&gt; report.html, metrics.json, plots
 *
 *   UciOptions, SplitSet -&gt; UciStudy -&gt; SplitRuns -&gt; SplitTraining (one per set, method, split)
 *                                         |              -&gt; SplitResultFile
 *                                    SplitSummary, PublishedFigures
 *                                         |
 *                                     UciReport -&gt; report.html, metrics.json, plots
 * </pre>
 */
package dev.credence.study;
