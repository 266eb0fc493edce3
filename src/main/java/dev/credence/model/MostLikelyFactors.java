package dev.credence.model;

import dev.credence.backend.Backend;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import dev.credence.predict.Recalibration;

/** Factors under which validation rows are most likely. */
final class MostLikelyFactors {
  /** Most rows that are asked: they leave an error of a hundredth. */
  private static final int MOST_ROWS = 8192;

  /** Most numbers of a kind: all samples of all rows stay in memory. */
  private static final int MOST_NUMBERS = 1 << 24;

  private MostLikelyFactors() {}

  /** Fits the factors for a model without recalibration. */
  static Recalibration fit(TrainedModel model, TrainingSet held, Backend backend) {
    try (Predictor predictor = model.predictor(backend)) {
      int numbersPerRow = held.targets().size() * predictor.samples();
      TrainingSet rows = spread(held, Math.min(MOST_ROWS, MOST_NUMBERS / numbersPerRow));
      Prediction prediction = predictor.newPrediction(rows.rows(), true);
      predictor.predict(rows.inputs(), rows.rows(), prediction);
      return Recalibration.mostLikely(prediction, rows.values(), rows.weights());
    }
  }

  /** Rows from the whole set, at equal distances where there are too many. */
  private static TrainingSet spread(TrainingSet held, int most) {
    int rows = Math.max(most, Defaults.LEAST_RECALIBRATION_ROWS);
    if (held.rows() <= rows) {
      return held;
    }
    int[] chosen = new int[rows];
    for (int i = 0; i < rows; i++) {
      chosen[i] = (int) ((long) i * held.rows() / rows);
    }
    return held.rows(chosen);
  }
}
