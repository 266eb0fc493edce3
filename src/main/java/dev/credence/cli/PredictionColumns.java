package dev.credence.cli;

import dev.credence.predict.Prediction;
import java.util.List;

/** What {@code credence predict} writes; names and order are a contract. */
interface PredictionColumns {
  List<String> names();

  /** Sets {@code out} to the values of one row, in the order of the names. */
  void read(Prediction prediction, int row, double[] out);
}
