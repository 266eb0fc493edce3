package dev.credence.predict;

/** Turns what programs compute for a chunk of rows into a {@link Prediction}. */
interface Readout {
  /** Columns of a prediction: targets, or classes. */
  int columns();

  /** Columns of the program's result for each weight sample. */
  int sampleColumns();

  /**
   * Sets rows {@code firstRow} to {@code firstRow + count - 1} from the moments over weight
   * samples, each (rows, sampleColumns).
   */
  void summarise(float[] mean, float[] variance, int firstRow, int count, Prediction out);

  /**
   * Keeps one weight sample of these rows.
   *
   * @param raw network outputs, the sample's first at {@code rawStart}
   * @param predicted the sample's predictions (rows, sampleColumns), first at {@code start}
   */
  void keep(
      float[] raw,
      int rawStart,
      float[] predicted,
      int start,
      int sample,
      int firstRow,
      int count,
      Prediction out);

  /** A buffer for predictions. */
  Prediction newPrediction(int capacity, int samples, boolean keepSamples);
}
