package dev.credence.doctor;

import static dev.credence.doctor.Matrices.sum;

import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.Head;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Tensor;

/** The likelihoods. The files do not clamp log variances. */
final class GoldenLosses {
  private static final float MIN = -80;
  private static final float MAX = 80;

  private final GoldenCase c;
  private final GoldenRun run;
  private final int rows;
  private final Tensor loss;
  private final Tensor perExample;

  private GoldenLosses(GoldenCase c, GoldenRun run, int rows) {
    this.c = c;
    this.run = run;
    this.rows = rows;
    this.loss = run.zeros("loss", 1, 1);
    this.perExample = run.zeros("perExample", rows, 1);
  }

  static void gaussian(GoldenCase c, GoldenRun run) {
    new GoldenLosses(c, run, c.input("mean").rows()).gaussian();
  }

  static void mixture(GoldenCase c, GoldenRun run) {
    new GoldenLosses(c, run, c.input("logits").rows()).mixture();
  }

  static void classification(GoldenCase c, GoldenRun run) {
    new GoldenLosses(c, run, c.input("logits").rows()).classification();
  }

  private void gaussian() {
    int targets = c.input("mean").columns();
    double[] mean = c.input("mean").data();
    double[] logVariance = c.input("logVariance").data();
    double[] y = c.input("y").data();
    double[] weight = c.input("weight").data();
    Tensor prediction =
        run.tensor("prediction", rows, 2 * targets, sideBySide(targets, mean, logVariance));
    Tensor gradient = run.zeros("gradient", rows, 2 * targets);
    run.run(
        new GaussianNll(
            prediction,
            run.tensor("y", rows, targets, y),
            run.tensor("weight", rows, 1, weight),
            MIN,
            MAX,
            loss,
            perExample,
            gradient,
            1));
    double[] each = new double[rows];
    double[] byMean = new double[mean.length];
    double[] byLogVariance = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double size = Math.abs(mean[i]) + Math.abs(y[i]);
      double precision = Math.exp(-logVariance[i]);
      double factor = Math.abs(weight[i / targets]) / rows;
      each[i / targets] += size * size * precision / 2 + Math.abs(logVariance[i]) / 2;
      byMean[i] = factor * size * precision;
      byLogVariance[i] = factor * (1 + size * size * precision) / 2;
    }
    checkLoss(each, weight, targets);
    checkGradient(gradient, "mean", 0, byMean);
    checkGradient(gradient, "logVariance", targets, byLogVariance);
  }

  private void mixture() {
    int components = c.input("logits").columns();
    double[] logits = c.input("logits").data();
    double[] mean = c.input("mean").data();
    double[] logVariance = c.input("logVariance").data();
    double[] y = c.input("y").data();
    Tensor prediction =
        run.tensor(
            "prediction", rows, 3 * components, sideBySide(components, logits, mean, logVariance));
    Tensor gradient = run.zeros("gradient", rows, 3 * components);
    Tensor moments = run.zeros("moments", rows, 2);
    run.run(
        new GaussianMixtureNll(
            prediction,
            run.tensor("y", rows, 1, y),
            null,
            components,
            MIN,
            MAX,
            loss,
            perExample,
            gradient,
            1),
        new PredictSample(new Head.GaussianMixture(components, MIN, MAX), prediction, moments));
    // Every exponent is of the size of the row's largest log joint density.
    double[] each = new double[rows];
    double[] mixtureMean = new double[rows];
    double[] mixtureVariance = new double[rows];
    double[] precision = new double[rows];
    double[] distance = new double[rows];
    for (int i = 0; i < mean.length; i++) {
      int row = i / components;
      double size = Math.abs(mean[i]) + Math.abs(y[row]);
      double inverse = Math.exp(-logVariance[i]);
      each[row] =
          Math.max(
              each[row],
              2 + Math.abs(logits[i]) + size * size * inverse / 2 + Math.abs(logVariance[i]));
      mixtureMean[row] = Math.max(mixtureMean[row], Math.abs(mean[i]));
      mixtureVariance[row] =
          Math.max(mixtureVariance[row], Math.exp(logVariance[i]) + 4 * mean[i] * mean[i]);
      precision[row] = Math.max(precision[row], inverse);
      distance[row] = Math.max(distance[row], size);
    }
    checkLoss(each, Matrices.constant(rows, 1), components);
    double[] byLogit = new double[mean.length];
    double[] byMean = new double[mean.length];
    double[] byLogVariance = new double[mean.length];
    for (int i = 0; i < mean.length; i++) {
      int row = i / components;
      byLogit[i] = each[row] / rows;
      byMean[i] = each[row] * distance[row] * precision[row] / rows;
      byLogVariance[i] = each[row] * (1 + distance[row] * distance[row] * precision[row]) / rows;
    }
    checkGradient(gradient, "logits", 0, byLogit);
    checkGradient(gradient, "mean", components, byMean);
    checkGradient(gradient, "logVariance", 2 * components, byLogVariance);
    checkColumn(moments, "mixtureMean", 0, Matrices.times(mixtureMean, each), components);
    checkColumn(moments, "mixtureVariance", 1, Matrices.times(mixtureVariance, each), components);
  }

  private void classification() {
    int columns = c.input("logits").columns();
    double[] logits = c.input("logits").data();
    Tensor prediction = run.tensor("logits", c.input("logits"));
    Tensor target = run.tensor("y", c.input("y").column());
    Tensor gradient = run.zeros("gradient", rows, columns);
    run.run(
        columns == 1
            ? new BernoulliNll(prediction, target, null, loss, perExample, gradient, 1)
            : new CategoricalNll(prediction, target, null, loss, perExample, gradient, 1));
    double[] each = new double[rows];
    double[] slopes = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      each[i / columns] = Math.max(each[i / columns], 1 + 2 * Math.abs(logits[i]));
    }
    for (int i = 0; i < logits.length; i++) {
      slopes[i] = each[i / columns] / rows;
    }
    checkLoss(each, Matrices.constant(rows, 1), columns);
    checkGradient(gradient, "logits", 0, slopes);
  }

  private void checkLoss(double[] each, double[] weight, int terms) {
    run.check(perExample, c.output("perExample"), each, terms);
    double total = sum(Matrices.times(each, Matrices.abs(weight))) / rows;
    run.check(loss, c.output("loss"), new double[] {total}, rows + terms);
  }

  /** One block of columns of the gradient of the prediction. */
  private void checkGradient(Tensor gradient, String name, int first, double[] magnitude) {
    GoldenArray expected = c.grad(name);
    int width = expected.columns();
    float[] all = gradient.toArray();
    int columns = gradient.shape().columns();
    float[] block = new float[expected.data().length];
    for (int i = 0; i < block.length; i++) {
      block[i] = all[i / width * columns + first + i % width];
    }
    run.check("d " + name, block, expected.data(), magnitude, width);
  }

  private void checkColumn(Tensor tensor, String name, int column, double[] magnitude, int terms) {
    float[] all = tensor.toArray();
    float[] values = new float[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = all[row * tensor.shape().columns() + column];
    }
    run.check(name, values, c.output(name).data(), magnitude, terms);
  }

  /** Matrices of one width as blocks of columns of one matrix. */
  private static double[] sideBySide(int width, double[]... blocks) {
    int rows = blocks[0].length / width;
    double[] all = new double[rows * width * blocks.length];
    for (int block = 0; block < blocks.length; block++) {
      for (int i = 0; i < blocks[block].length; i++) {
        all[i / width * width * blocks.length + block * width + i % width] = blocks[block][i];
      }
    }
    return all;
  }
}
