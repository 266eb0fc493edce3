package dev.credence.study;

import dev.credence.model.TrainingSet;
import dev.credence.physics.AmplitudeDataset;
import dev.credence.physics.Inputs;
import dev.credence.physics.LabelSmearing;
import dev.credence.physics.Process;
import java.util.Arrays;
import java.util.List;

/**
 * Phase-space points with exact amplitudes, as networks take them. Samples for training, validation
 * and test have no point in common.
 *
 * @param data the points
 * @param inputs what a network sees (n, K)
 * @param truth exact log A (n)
 */
record AmplitudeSample(AmplitudeDataset data, double[] inputs, double[] truth) {
  private static final String TARGET = "log_A";

  /** Test and validation points are far from any number of training points. */
  private static final long TEST_POINT = 1L << 40;

  private static final long VALIDATION_POINT = 1L << 41;

  static AmplitudeSample training(Process process, Inputs inputs, int points, long seed) {
    return of(process, inputs, points, seed, 0);
  }

  static AmplitudeSample validation(Process process, Inputs inputs, int points, long seed) {
    return of(process, inputs, points, seed, VALIDATION_POINT);
  }

  static AmplitudeSample test(Process process, Inputs inputs, int points, long seed) {
    return of(process, inputs, points, seed, TEST_POINT);
  }

  private static AmplitudeSample of(
      Process process, Inputs kind, int points, long seed, long first) {
    AmplitudeDataset data = AmplitudeDataset.generate(process, kind, points, seed, first);
    double[] inputs = new double[data.inputs().length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = data.inputs()[i];
    }
    return new AmplitudeSample(data, inputs, logarithms(data.amplitude()));
  }

  int points() {
    return truth.length;
  }

  /** log A of labels that carry each of these noises. */
  double[] labels(LabelSmearing... smearings) {
    double[] labels = data.amplitude().clone();
    for (LabelSmearing smearing : smearings) {
      for (int i = 0; i < labels.length; i++) {
        labels[i] = smearing.smear(labels[i], data.firstPoint() + i);
      }
    }
    return logarithms(labels);
  }

  /** The points with these labels. */
  TrainingSet labelled(double[] labels) {
    return TrainingSet.regression(data.columnNames(), List.of(TARGET), inputs, labels);
  }

  /** The first points alone. */
  double[] firstInputs(int points) {
    return Arrays.copyOf(inputs, points * data.columns());
  }

  private static double[] logarithms(double[] amplitudes) {
    return Arrays.stream(amplitudes).map(Math::log).toArray();
  }
}
