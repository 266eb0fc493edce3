package dev.credence.predict;

/** Class probabilities, with entropy and mutual information in nats. */
final class CategoricalReadout implements Readout {
  private final int classes;

  CategoricalReadout(int classes) {
    this.classes = classes;
  }

  @Override
  public int columns() {
    return classes;
  }

  @Override
  public int sampleColumns() {
    return classes + 1;
  }

  @Override
  public void summarise(float[] mean, float[] variance, int firstRow, int count, Prediction out) {
    for (int b = 0; b < count; b++) {
      int from = b * (classes + 1);
      int row = firstRow + b;
      double entropy = 0;
      for (int c = 0; c < classes; c++) {
        double p = mean[from + c];
        out.mean[row * classes + c] = p;
        out.rawSigmaStat[row * classes + c] = Math.sqrt(variance[from + c]);
        entropy -= p > 0 ? p * Math.log(p) : 0;
      }
      out.entropy[row] = entropy;
      // The difference of two float32 averages: it can fall below zero by rounding.
      out.mutualInformation[row] = Math.max(0, entropy - mean[from + classes]);
    }
  }

  @Override
  public void keep(
      float[] raw,
      int rawStart,
      float[] predicted,
      int start,
      int sample,
      int firstRow,
      int count,
      Prediction out) {
    for (int b = 0; b < count; b++) {
      for (int c = 0; c < classes; c++) {
        int to = ((firstRow + b) * classes + c) * out.samples() + sample;
        out.sampleMean[to] = predicted[start + b * (classes + 1) + c];
        out.sampleLogit[to] = logit(raw, rawStart + b * classes, c);
      }
    }
  }

  @Override
  public Prediction newPrediction(int capacity, int samples, boolean keepSamples) {
    return new Prediction(Prediction.Kind.CLASSES, capacity, classes, samples, keepSamples);
  }

  /** log p / (1 - p) of one class: its own score against the log-sum-exp of the others. */
  private double logit(float[] raw, int start, int own) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      largest = c == own ? largest : Math.max(largest, raw[start + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += c == own ? 0 : Math.exp(raw[start + c] - largest);
    }
    return classes == 1 ? Double.POSITIVE_INFINITY : raw[start + own] - largest - Math.log(sum);
  }
}
