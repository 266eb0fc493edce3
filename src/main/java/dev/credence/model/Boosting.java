package dev.credence.model;

import dev.credence.backend.Backend;
import dev.credence.inference.FittedNetwork;
import dev.credence.predict.Prediction;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Boosted training (Badger et al. 2023): in rounds, examples that the network does worst gain
 * weight, and training goes on from its numbers on the weighted mean of losses. After each training
 * the weights n_j, one at first, change to
 *
 * <pre>
 *   PULL       n_j + step   where |mean_j - y_j| / sigmaTot_j &gt; cut, for any target
 *   SIGMA_TOT  n_j + step   for the share cut of examples with the largest sigmaTot / sd(y)
 * </pre>
 *
 * <p>Boosting by pull goes from a fit towards an interpolation: error bars of the training rows are
 * no longer to be trusted, which is why validation rows keep their weights and decide about
 * recalibration. Where a likelihood of free width has taken a deviation for noise, pulls are small
 * and weights change little; with a fixed width they find every deviation.
 *
 * @param criterion what examples are chosen by
 * @param cut smallest pull, or share of examples in (0, 1]
 * @param step what a chosen example gains
 * @param rounds trainings after the first
 */
public record Boosting(Criterion criterion, double cut, double step, int rounds) {
  /** What examples are chosen by. */
  public enum Criterion {
    PULL,
    SIGMA_TOT
  }

  public Boosting {
    if (!(cut > 0) || criterion == Criterion.SIGMA_TOT && !(cut <= 1)) {
      throw new IllegalArgumentException(
          "boosting by %s needs a %s, not %s"
              .formatted(
                  criterion.name().toLowerCase(Locale.ROOT),
                  criterion == Criterion.PULL ? "positive pull" : "share above 0, at most 1",
                  cut));
    }
    if (!(step > 0) || !Double.isFinite(step) || rounds < 0) {
      throw new IllegalArgumentException(
          "boosting needs a positive step and rounds of at least 0, not %s and %d"
              .formatted(step, rounds));
    }
  }

  /** By pulls above a size, often 2. */
  public static Boosting byPull(double cut, double step, int rounds) {
    return new Boosting(Criterion.PULL, cut, step, rounds);
  }

  /** By a share of the largest total error bars. */
  public static Boosting bySigmaTot(double share, double step, int rounds) {
    return new Boosting(Criterion.SIGMA_TOT, share, step, rounds);
  }

  /**
   * Trains {@code 1 + rounds} times.
   *
   * @param training rows of a regression; weights that they have, over their mean, are where the
   *     weights begin
   * @param validation rows that decide about recalibration
   * @param settings applied to the trainer of every round
   * @return the result of the last training, or of the one that the listener interrupted
   */
  public TrainingResult train(
      TrainingSet training,
      TrainingSet validation,
      UnaryOperator<ModelTrainer> settings,
      Backend backend) {
    if (training.isClassification()) {
      throw new IllegalArgumentException("only regressions have pulls and widths to boost by");
    }
    int[] all = IntStream.range(0, training.rows()).toArray();
    TrainingSet rows = RelativeWeights.to(training, all).apply(training);
    TrainingResult result = null;
    for (int round = 0; round <= rounds; round++) {
      ModelTrainer trainer = settings.apply(ModelTrainer.of(rows).validation(validation));
      if (result != null) {
        FittedNetwork last = result.model().network();
        trainer.startFrom(last);
      }
      result = trainer.train(backend);
      if (result.interrupted()) {
        return result;
      }
      if (round < rounds) {
        Prediction prediction = result.model().predict(rows.inputs(), backend);
        rows = rows.withWeights(weights(rows, prediction));
      }
    }
    return result;
  }

  /** The weights of the next round, from predictions of all rows. */
  double[] weights(TrainingSet rows, Prediction prediction) {
    double[] weights = new double[rows.rows()];
    Arrays.fill(weights, 1);
    if (rows.weights() != null) {
      weights = rows.weights().clone();
    }
    double[] score = scores(rows, prediction);
    double least = criterion == Criterion.PULL ? cut : largest(score);
    for (int j = 0; j < weights.length; j++) {
      boolean chosen = criterion == Criterion.PULL ? score[j] > least : score[j] >= least;
      weights[j] += chosen ? step : 0;
    }
    return weights;
  }

  /** The smallest of the share {@link #cut} of scores that are largest. */
  private double largest(double[] score) {
    double[] sorted = score.clone();
    Arrays.sort(sorted);
    int chosen = Math.max(1, (int) Math.round(cut * sorted.length));
    return sorted[sorted.length - chosen];
  }

  /** The largest pull, or the largest width in units of its target's spread, of every row. */
  private double[] scores(TrainingSet rows, Prediction prediction) {
    int targets = rows.targets().size();
    double[] score = new double[rows.rows()];
    for (int t = 0; t < targets; t++) {
      double spread = criterion == Criterion.PULL ? 1 : spread(rows, t);
      for (int j = 0; j < score.length; j++) {
        double sigma = prediction.sigmaTot(j, t);
        double residual = prediction.mean(j, t) - rows.values()[j * targets + t];
        double own = criterion == Criterion.PULL ? Math.abs(residual) / sigma : sigma / spread;
        score[j] = Math.max(score[j], own);
      }
    }
    return score;
  }

  private static double spread(TrainingSet rows, int target) {
    int targets = rows.targets().size();
    double mean = 0;
    for (int j = 0; j < rows.rows(); j++) {
      mean += rows.values()[j * targets + target] / rows.rows();
    }
    double squares = 0;
    for (int j = 0; j < rows.rows(); j++) {
      double difference = rows.values()[j * targets + target] - mean;
      squares += difference * difference;
    }
    return squares > 0 ? Math.sqrt(squares / rows.rows()) : 1;
  }
}
