package dev.credence.model;

import dev.credence.backend.Backend;
import dev.credence.calibration.IsotonicRecalibration;
import dev.credence.calibration.MonotoneMap;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Isotonic maps of predictive distribution functions, one per target, from validation rows. */
final class DistributionShapes {
  /** Rows of a piece of a map: fewer would make its slope, a factor on densities, noise. */
  private static final int ROWS_PER_PIECE = 20;

  private static final int MOST_PIECES = 50;
  private static final int CHUNK = 1024;

  private DistributionShapes() {}

  /** Fits the maps for a model whose error bars are recalibrated already. */
  static List<MonotoneMap> fit(TrainedModel model, TrainingSet held, Backend backend) {
    double[][] integrals = integrals(model, held, backend);
    double[] weights = held.weights();
    if (weights == null) {
      weights = new double[held.rows()];
      Arrays.fill(weights, 1);
    }
    int pieces = Math.max(1, Math.min(MOST_PIECES, held.rows() / ROWS_PER_PIECE));
    List<MonotoneMap> shapes = new ArrayList<>();
    for (double[] own : integrals) {
      shapes.add(IsotonicRecalibration.ofDistribution(own, weights, pieces).map());
    }
    return shapes;
  }

  /** Predictive distribution functions (D, n) at the targets. */
  private static double[][] integrals(TrainedModel model, TrainingSet held, Backend backend) {
    int targets = held.targets().size();
    int columns = held.features().size();
    double[][] integrals = new double[targets][held.rows()];
    try (Predictor predictor = model.predictor(backend)) {
      Prediction prediction = predictor.newPrediction(Math.min(CHUNK, held.rows()), true);
      for (int first = 0; first < held.rows(); first += CHUNK) {
        int n = Math.min(CHUNK, held.rows() - first);
        int end = (first + n) * columns;
        predictor.predict(Arrays.copyOfRange(held.inputs(), first * columns, end), n, prediction);
        for (int t = 0; t < targets; t++) {
          for (int row = 0; row < n; row++) {
            double y = held.values()[(first + row) * targets + t];
            integrals[t][first + row] = prediction.cdf(row, t, y);
          }
        }
      }
    }
    return integrals;
  }
}
