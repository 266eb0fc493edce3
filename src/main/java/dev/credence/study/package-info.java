/**
 * Studies, each from data to report.
 *
 * <pre>
 *   AmplitudeOptions -&gt; AmplitudeStudy -&gt; AmplitudeTraining (one per label noise) -&gt; HeldOut
 *                                            |
 *                                      AmplitudeReport -&gt; report.html, metrics.json, plots
 *
 *   UncertaintyOptions -&gt; UncertaintyStudy -&gt; ScanTraining (Contender, Settings) -&gt; Repeated
 *                                |             BoostingComparison                 -&gt; Deltas
 *                          UncertaintyScans
 *                                |
 *                          UncertaintyReport (its sections), UncertaintyMetrics
 *
 *   UciOptions, SplitSet -&gt; UciStudy -&gt; SplitRuns -&gt; SplitTraining (one per set, method, split)
 *                                         |              -&gt; SplitResultFile
 *                                    SplitSummary, PublishedFigures
 *                                         |
 *                                     UciReport -&gt; report.html, metrics.json, plots
 * </pre>
 *
 * <p>Cost of the comparison of methods at its defaults, in trainings of a network of 64x3 units on
 * 6000 batches of 128. A step costs about 6 x 8.9k x 128 = 7 MFLOP as numbers, twice that with
 * Flipout and its noise, six times that for an ensemble of six. Of each method: 24 for label noise
 * (seven levels and the calibration error, three times), 18 for training sizes, and about 10 for
 * network sizes, where 128 units cost threefold; and 27 of the Bayesian network for boosting. At 3,
 * 5 and 9.5 core seconds each, that would be about 1000 core seconds: an estimate.
 */
package dev.credence.study;
