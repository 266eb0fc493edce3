package dev.credence.predict;

import dev.credence.calibration.ClassPredictive;
import dev.credence.calibration.MonotoneMap;
import dev.credence.calibration.Predictive;
import java.util.Arrays;

/**
 * Predictions of up to {@link #capacity()} rows, filled by {@link Predictor#predict} again and
 * again. Regression results are in the targets' own units; entropies are in nats. Not thread-safe.
 */
public final class Prediction {
  /** What is predicted. */
  public enum Kind {
    /** One mean and error bars per target. */
    REGRESSION,
    /** One probability per class; they sum to one. */
    CLASSES,
    /** One probability per yes/no question. */
    ANSWERS
  }

  private final Kind kind;
  private final int capacity;
  private final int columns;
  private final int samples;
  private int rows;

  // (capacity, columns): targets or classes
  final double[] mean;
  final double[] rawSigmaStat;
  final double[] rawSigmaSyst;
  final double[] sigmaStat;
  final double[] sigmaSyst;

  // (capacity), or (capacity, columns) for ANSWERS
  final double[] entropy;
  final double[] mutualInformation;

  // (capacity, columns, samples)
  final double[] sampleMean;
  final double[] sampleSigma;
  final double[] sampleLogit;

  SampleMixture mixture;
  Recalibration stretch;

  Prediction(Kind kind, int capacity, int columns, int samples, boolean keepSamples) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a prediction needs room for at least one row");
    }
    this.kind = kind;
    this.capacity = capacity;
    this.columns = columns;
    this.samples = samples;
    boolean regression = kind == Kind.REGRESSION;
    int size = Math.multiplyExact(capacity, columns);
    mean = new double[size];
    rawSigmaStat = new double[size];
    rawSigmaSyst = regression ? new double[size] : null;
    sigmaStat = regression ? new double[size] : rawSigmaStat;
    sigmaSyst = regression ? new double[size] : null;
    int answers = regression ? 0 : kind == Kind.CLASSES ? capacity : size;
    entropy = new double[answers];
    mutualInformation = new double[answers];
    int kept = keepSamples ? Math.multiplyExact(size, samples) : 0;
    sampleMean = new double[kept];
    sampleSigma = new double[regression ? kept : 0];
    sampleLogit = new double[regression ? 0 : kept];
  }

  public Kind kind() {
    return kind;
  }

  /** Most rows that fit. */
  public int capacity() {
    return capacity;
  }

  /** Rows of the latest prediction. */
  public int rows() {
    return rows;
  }

  /** Number of targets or classes. */
  public int columns() {
    return columns;
  }

  /** Number of weight samples, of all ensemble members together. */
  public int samples() {
    return samples;
  }

  /** Whether per-sample results, quantiles and log densities can be asked for. */
  public boolean keepsSamples() {
    return sampleMean.length > 0;
  }

  /** Predictive mean of a target. */
  public double mean(int row, int target) {
    return mean[index(row, target)];
  }

  /** Mean probability of a class. */
  public double probability(int row, int column) {
    requireClassification();
    return mean[index(row, column)];
  }

  /** Statistical uncertainty of a target, or of the probability of a class. */
  public double sigmaStat(int row, int column) {
    return sigmaStat[index(row, column)];
  }

  /** Systematic uncertainty of a target. */
  public double sigmaSyst(int row, int target) {
    requireRegression();
    return sigmaSyst[index(row, target)];
  }

  /** sigmaStat and sigmaSyst in quadrature. */
  public double sigmaTot(int row, int target) {
    requireRegression();
    int i = index(row, target);
    return inQuadrature(sigmaStat[i], sigmaSyst[i]);
  }

  /** {@link #sigmaStat} before recalibration. */
  public double rawSigmaStat(int row, int target) {
    return rawSigmaStat[index(row, target)];
  }

  /** {@link #sigmaSyst} before recalibration. */
  public double rawSigmaSyst(int row, int target) {
    requireRegression();
    return rawSigmaSyst[index(row, target)];
  }

  /** {@link #sigmaTot} before recalibration. */
  public double rawSigmaTot(int row, int target) {
    requireRegression();
    int i = index(row, target);
    return inQuadrature(rawSigmaStat[i], rawSigmaSyst[i]);
  }

  /** Entropy of the mean class probabilities of a row: the total uncertainty. */
  public double entropy(int row) {
    return entropy(row, 0);
  }

  /** Entropy of one yes/no answer, or of the classes of a row. */
  public double entropy(int row, int answer) {
    requireClassification();
    return entropy[answerIndex(row, answer)];
  }

  /** Mutual information of class and weights: the statistical part of the entropy. */
  public double mutualInformation(int row) {
    return mutualInformation(row, 0);
  }

  /** Mutual information of one yes/no answer, or of the classes of a row. */
  public double mutualInformation(int row, int answer) {
    requireClassification();
    return mutualInformation[answerIndex(row, answer)];
  }

  /** The value of a target below which a share p of the predictive mixture lies. */
  public double quantile(int row, int target, double p) {
    requireRegression();
    requireSamples();
    int i = index(row, target);
    double level = stretch.quantileLevel(target, p);
    return mean[i] + stretch.factor(target) * (mixture.quantile(i, level) - mean[i]);
  }

  /** The share of the predictive mixture below y. */
  public double cdf(int row, int target, double y) {
    requireRegression();
    requireSamples();
    return stretch.probability(target, stretchedCdf(row, target, y));
  }

  /**
   * What recalibration makes of a probability that the distribution of a target, its error bars
   * recalibrated already, gives to a value or less.
   */
  public double calibrated(int target, double probability) {
    requireRegression();
    return stretch.probability(target, probability);
  }

  /** The map of {@link #calibrated} that a target has, or null. */
  MonotoneMap shape(int target) {
    return stretch.hasShapes() ? stretch.shapes().get(target) : null;
  }

  private double stretchedCdf(int row, int target, double y) {
    int i = index(row, target);
    return mixture.cdf(i, mean[i] + (y - mean[i]) / stretch.factor(target));
  }

  /** Log density of the predictive mixture at y. */
  public double logDensity(int row, int target, double y) {
    requireRegression();
    double factor = stretch.factor(target);
    double density = rawLogDensity(row, target, y, factor) - Math.log(factor);
    return stretch.hasShapes()
        ? density + Math.log(stretch.slope(target, stretchedCdf(row, target, y)))
        : density;
  }

  /** Log density of the mixture before recalibration where y lies once it is stretched. */
  double rawLogDensity(int row, int target, double y, double factor) {
    requireSamples();
    int i = index(row, target);
    return mixture.logDensity(i, mean[i] + (y - mean[i]) / factor);
  }

  /** Mean of a target by one weight sample, or the sample's probability of a class. */
  public double sampleMean(int row, int column, int sample) {
    return sampleMean[sampleIndex(row, column, sample)];
  }

  /** Width of a target's likelihood by one weight sample, not recalibrated. */
  public double sampleSigma(int row, int target, int sample) {
    requireRegression();
    return sampleSigma[sampleIndex(row, target, sample)];
  }

  /** One weight sample's log p / (1 - p) of a class. */
  public double sampleLogit(int row, int column, int sample) {
    requireClassification();
    return sampleLogit[sampleIndex(row, column, sample)];
  }

  /** Mean over weight samples of {@link #sampleLogit}. */
  public double logitMean(int row, int column) {
    double sum = 0;
    for (int s = 0; s < samples; s++) {
      sum += sampleLogit(row, column, s);
    }
    return sum / samples;
  }

  /** Population standard deviation over weight samples of {@link #sampleLogit}. */
  public double logitSigmaStat(int row, int column) {
    double average = logitMean(row, column);
    double squares = 0;
    for (int s = 0; s < samples; s++) {
      double difference = sampleLogit(row, column, s) - average;
      squares += difference * difference;
    }
    return Math.sqrt(squares / samples);
  }

  /** A copy of these predictions, without samples, under another recalibration. */
  public Prediction recalibrated(Recalibration other) {
    requireRegression();
    Prediction copy = new Prediction(kind, Math.max(1, rows), columns, samples, false);
    copy.stretch = other;
    copy.rows = rows;
    for (int i = 0; i < rows * columns; i++) {
      copy.mean[i] = mean[i];
      copy.rawSigmaStat[i] = rawSigmaStat[i];
      copy.rawSigmaSyst[i] = rawSigmaSyst[i];
      other.apply(i, i % columns, copy);
    }
    return copy;
  }

  /** Means of the latest prediction (rows, columns), row-major, as a copy. */
  public double[] means() {
    return Arrays.copyOf(mean, rows * columns);
  }

  /** One target of all rows, as calibration functions read it. */
  public Predictive predictive(int target) {
    requireRegression();
    return Predictive.of(
        column(mean, target), column(sigmaStat, target), column(sigmaSyst, target));
  }

  /** {@link #predictive} before recalibration. */
  public Predictive rawPredictive(int target) {
    requireRegression();
    return Predictive.of(
        column(mean, target), column(rawSigmaStat, target), column(rawSigmaSyst, target));
  }

  /** The classes of all rows, as calibration functions read them. */
  public ClassPredictive classPredictive() {
    if (kind != Kind.CLASSES) {
      throw new IllegalStateException("this is no prediction of classes");
    }
    return new ClassPredictive(
        columns,
        means(),
        Arrays.copyOf(sigmaStat, rows * columns),
        Arrays.copyOf(entropy, rows),
        Arrays.copyOf(mutualInformation, rows));
  }

  void rows(int rows) {
    this.rows = rows;
  }

  private double[] column(double[] values, int column) {
    double[] own = new double[rows];
    for (int row = 0; row < rows; row++) {
      own[row] = values[index(row, column)];
    }
    return own;
  }

  private int index(int row, int column) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException(
          "there is no row %d, column %d in a prediction of %d rows and %d columns"
              .formatted(row, column, rows, columns));
    }
    return row * columns + column;
  }

  private int answerIndex(int row, int answer) {
    if (kind == Kind.ANSWERS) {
      return index(row, answer);
    }
    return index(row, answer) / columns;
  }

  private int sampleIndex(int row, int column, int sample) {
    requireSamples();
    if (sample < 0 || sample >= samples) {
      throw new IndexOutOfBoundsException(
          "there is no weight sample %d: they are 0 to %d".formatted(sample, samples - 1));
    }
    return index(row, column) * samples + sample;
  }

  private void requireRegression() {
    if (kind != Kind.REGRESSION) {
      throw new IllegalStateException("this is no prediction of a regression");
    }
  }

  private void requireClassification() {
    if (kind == Kind.REGRESSION) {
      throw new IllegalStateException("this is no prediction of a classification");
    }
  }

  private void requireSamples() {
    if (!keepsSamples()) {
      throw new IllegalStateException("this prediction does not keep its weight samples");
    }
  }

  private static double inQuadrature(double a, double b) {
    return Math.sqrt(a * a + b * b);
  }
}
