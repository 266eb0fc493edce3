package dev.credence.predict;

import dev.credence.loss.GaussianMixtureLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.loss.StudentTLikelihood;

/** Means and widths in the targets' own units. */
final class RegressionReadout implements Readout {
  private final Likelihood likelihood;
  private final Affine targets;
  private final Recalibration recalibration;

  RegressionReadout(Likelihood likelihood, Affine targets, Recalibration recalibration) {
    this.likelihood = likelihood;
    this.targets = targets;
    this.recalibration = recalibration;
  }

  @Override
  public int columns() {
    return targets.columns();
  }

  @Override
  public int sampleColumns() {
    return 2 * targets.columns();
  }

  @Override
  public void summarise(float[] mean, float[] variance, int firstRow, int count, Prediction out) {
    int d = targets.columns();
    for (int b = 0; b < count; b++) {
      for (int t = 0; t < d; t++) {
        int from = 2 * d * b + t;
        int to = (firstRow + b) * d + t;
        out.mean[to] = targets.original(mean[from], t);
        out.rawSigmaStat[to] = targets.scale(t) * Math.sqrt(variance[from]);
        out.rawSigmaSyst[to] = targets.scale(t) * Math.sqrt(mean[from + d]);
        recalibration.apply(to, t, out);
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
    int d = targets.columns();
    for (int b = 0; b < count; b++) {
      for (int t = 0; t < d; t++) {
        int to = ((firstRow + b) * d + t) * out.samples() + sample;
        out.sampleMean[to] = targets.original(predicted[start + 2 * d * b + t], t);
        out.sampleSigma[to] = targets.scale(t) * Math.sqrt(predicted[start + 2 * d * b + d + t]);
      }
    }
    if (out.mixture instanceof ComponentMixture components) {
      components.keep(raw, rawStart, targets, sample, firstRow, count);
    }
  }

  @Override
  public Prediction newPrediction(int capacity, int samples, boolean keepSamples) {
    Prediction out =
        new Prediction(Prediction.Kind.REGRESSION, capacity, columns(), samples, keepSamples);
    out.stretch = recalibration;
    if (keepSamples) {
      out.mixture = mixture(out, capacity * columns(), samples);
    }
    return out;
  }

  private SampleMixture mixture(Prediction out, int rows, int samples) {
    if (likelihood instanceof GaussianMixtureLikelihood m) {
      return new ComponentMixture(m, rows, samples);
    }
    if (likelihood instanceof StudentTLikelihood t) {
      return new StudentMixture(t.degreesOfFreedom(), out.sampleMean, out.sampleSigma, samples);
    }
    return new NormalMixture(out.sampleMean, out.sampleSigma, samples);
  }
}
