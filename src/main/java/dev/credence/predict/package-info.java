/**
 * Prediction with error bars.
 *
 * <pre>{@code
 * try (Predictor predictor = ModelFile.read(path).predictor(backend)) {
 *   Prediction out = predictor.newPrediction(1000);
 *   predictor.predict(rows, 1000, out);                 // raw inputs (1000, K)
 *   double y = out.mean(0, 0), error = out.sigmaTot(0, 0);
 * }
 * }</pre>
 *
 * <pre>
 *   rows -> Session (one per thread) -> Chunk: forward, PredictSample, Moments -> Readout -> Prediction
 *                                         |
 *                                    WeightSamples (shared constants, drawn once)
 * </pre>
 */
package dev.credence.predict;
