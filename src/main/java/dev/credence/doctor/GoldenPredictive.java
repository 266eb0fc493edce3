package dev.credence.doctor;

import dev.credence.op.Head;
import dev.credence.op.Moments;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Set;

/** Mean and variances over weight samples. */
final class GoldenPredictive {
  private static final Set<String> COMPUTED =
      Set.of("predictiveMean", "varianceStat", "varianceSyst", "varianceTotal");

  private GoldenPredictive() {}

  static void run(GoldenCase c, GoldenRun run) {
    int samples = c.input("mean").rows();
    int rows = c.input("mean").columns();
    double[] mean = c.input("mean").data();
    double[] logVariance = c.input("logVariance").data();
    double[] outputs = new double[2 * samples * rows];
    for (int i = 0; i < mean.length; i++) {
      outputs[2 * i] = mean[i];
      outputs[2 * i + 1] = logVariance[i];
    }
    Tensor prediction = run.tensor("prediction", new Shape(samples, rows, 2), outputs);
    Tensor sampled = run.zeros("sampled", new Shape(samples, rows, 2));
    Tensor average = run.zeros("average", rows, 2);
    Tensor variance = run.zeros("variance", rows, 2);
    run.run(
        new PredictSample(new Head.Gaussian(-80, 80), prediction, sampled),
        new Moments(sampled, average, variance));

    float[] averages = average.toArray();
    float[] variances = variance.toArray();
    float[] predictiveMean = new float[rows];
    float[] stat = new float[rows];
    float[] syst = new float[rows];
    float[] total = new float[rows];
    double[] size = new double[rows];
    double[] spread = new double[rows];
    double[] own = new double[rows];
    double[] both = new double[rows];
    for (int b = 0; b < rows; b++) {
      predictiveMean[b] = averages[2 * b];
      stat[b] = variances[2 * b];
      syst[b] = averages[2 * b + 1];
      total[b] = stat[b] + syst[b];
      double square = 0;
      for (int s = 0; s < samples; s++) {
        size[b] += Math.abs(mean[s * rows + b]) / samples;
        own[b] += Math.exp(logVariance[s * rows + b]) / samples;
        square += mean[s * rows + b] * mean[s * rows + b] / samples;
      }
      // The one-pass variance: sqrt(variance) times the root of the mean square.
      spread[b] = 2 * Math.sqrt(c.output("varianceStat").data()[b] * square);
      both[b] = spread[b] + own[b];
    }
    run.check("predictiveMean", predictiveMean, c.output("predictiveMean").data(), size, samples);
    run.check("varianceStat", stat, c.output("varianceStat").data(), spread, samples);
    run.check("varianceSyst", syst, c.output("varianceSyst").data(), own, samples);
    run.check("varianceTotal", total, c.output("varianceTotal").data(), both, samples);
    Set<String> others = c.outputNames();
    others.removeAll(COMPUTED);
    run.note("not computed by operations: " + String.join(", ", others));
  }
}
