package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.tensor.Shape;

/** Training runs of the networks that the suite names, through the library's own front door. */
final class Training {
  /** Rows of the training set, as many as {@code bench/peers/work.py} has. */
  static final int ROWS = 30_000;

  static final float LEARNING_RATE = 1e-4f;

  private Training() {}

  /** A network written as 20-128x4-2: ReLU between layers, mean and log variance at the end. */
  static Network network(String name, Estimator estimator) {
    int[] widths = Networks.widths(name);
    Network.Builder builder = Network.builder(widths[0]).estimator(estimator);
    for (int i = 1; i < widths.length; i++) {
      builder.bayesian(widths[i]);
      if (i < widths.length - 1) {
        builder.activation(Activation.RELU);
      }
    }
    return builder.build(Likelihood.gaussian(), 1);
  }

  /** A run whose program is one training step; the caller closes it. */
  static VariationalInference of(
      String network, Estimator estimator, int batch, int members, long seed, Backend backend) {
    int inputs = Networks.widths(network)[0];
    TrainingData data =
        new TrainingData(
            ROWS,
            Values.random(1, Shape.of(ROWS, inputs), 0, 1).numbers(),
            Values.random(2, Shape.of(ROWS, 1), 0, 1).numbers(),
            null);
    TrainingOptions options =
        TrainingOptions.builder().batchSize(batch).members(members).seed(seed).build();
    VariationalInference training =
        new VariationalInference(network(network, estimator), data, null, options, backend);
    training.program().state().learningRate(LEARNING_RATE);
    training.program().state().klScale(1f / ROWS);
    return training;
  }
}
