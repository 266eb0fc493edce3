package dev.credence.predict;

/**
 * Yes/no answers. A single answer is shown as two classes, no and yes; several answers are one
 * column each, the probability of yes.
 */
final class BernoulliReadout implements Readout {
  private final int answers;

  BernoulliReadout(int answers) {
    this.answers = answers;
  }

  @Override
  public int columns() {
    return answers == 1 ? 2 : answers;
  }

  @Override
  public int sampleColumns() {
    return 2 * answers;
  }

  @Override
  public void summarise(float[] mean, float[] variance, int firstRow, int count, Prediction out) {
    for (int b = 0; b < count; b++) {
      int row = firstRow + b;
      for (int a = 0; a < answers; a++) {
        int from = 2 * answers * b + a;
        double p = mean[from];
        double sigma = Math.sqrt(variance[from]);
        set(out.mean, row, a, 1 - p, p);
        set(out.rawSigmaStat, row, a, sigma, sigma);
        double entropy = -(p > 0 ? p * Math.log(p) : 0) - (p < 1 ? (1 - p) * Math.log1p(-p) : 0);
        out.entropy[row * answers + a] = entropy;
        out.mutualInformation[row * answers + a] = Math.max(0, entropy - mean[from + answers]);
      }
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
      for (int a = 0; a < answers; a++) {
        double p = predicted[start + 2 * answers * b + a];
        double logit = raw[rawStart + answers * b + a];
        int yes = (firstRow + b) * columns() + (answers == 1 ? 1 : a);
        out.sampleMean[yes * out.samples() + sample] = p;
        out.sampleLogit[yes * out.samples() + sample] = logit;
        if (answers == 1) {
          out.sampleMean[(yes - 1) * out.samples() + sample] = 1 - p;
          out.sampleLogit[(yes - 1) * out.samples() + sample] = -logit;
        }
      }
    }
  }

  @Override
  public Prediction newPrediction(int capacity, int samples, boolean keepSamples) {
    Prediction.Kind kind = answers == 1 ? Prediction.Kind.CLASSES : Prediction.Kind.ANSWERS;
    return new Prediction(kind, capacity, columns(), samples, keepSamples);
  }

  private void set(double[] values, int row, int answer, double no, double yes) {
    if (answers == 1) {
      values[2 * row] = no;
      values[2 * row + 1] = yes;
    } else {
      values[row * answers + answer] = yes;
    }
  }
}
