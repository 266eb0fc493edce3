/**
 * Whether error bars are honest: pure functions on arrays, with an error bar on every figure.
 *
 * <pre>
 *  per-sample outputs (S, n) --> Predictive --> Pulls, Coverage, Crps, LogDensity --> RegressionMetrics
 *            |                        |
 *            +--> GaussianMixture     +--> ScaleRecalibration, VarianceRecalibration, IsotonicRecalibration
 *  class probabilities (n, C) ------> Reliability, ClassScores, Auc ----------------> ClassificationMetrics
 * </pre>
 *
 * Sample arrays are (S, n) row-major: sample s of row j sits at {@code s * n + j}. Non-finite
 * input, different lengths and widths that are not positive end in an IllegalArgumentException.
 */
package dev.credence.calibration;
