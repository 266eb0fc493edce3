package dev.credence.inference;

import java.util.List;
import java.util.Map;

/**
 * Everything a training run needs to go on as if it had never stopped.
 *
 * @param step steps done
 * @param lossSum sum of the negative log-likelihood over the steps of the current epoch
 * @param klSum sum of the KL divergence over the steps of the current epoch
 * @param epochSteps steps of the current epoch
 * @param bestLoss best (validation) loss so far
 * @param epochsSinceBest epochs since then
 * @param reductions reductions of the learning rate so far
 * @param epochsSinceReduction epochs since the best loss or the last reduction
 * @param parameters parameters (M, P)
 * @param firstMoments first optimiser buffer, as parameters
 * @param secondMoments second optimiser buffer, as parameters
 * @param priors mean and width (M, 2) of every Gaussian prior by parameter name
 * @param bestParameters parameters at the best validation loss with early stopping, or empty
 * @param bestPriors priors at the best validation loss
 * @param history reports of the epochs done
 * @param floats what else the method keeps in float32, by name
 * @param doubles what else the method keeps in float64, by name
 */
public record TrainingState(
    long step,
    double lossSum,
    double klSum,
    int epochSteps,
    double bestLoss,
    int epochsSinceBest,
    int reductions,
    int epochsSinceReduction,
    float[] parameters,
    float[] firstMoments,
    float[] secondMoments,
    Map<String, float[]> priors,
    float[] bestParameters,
    Map<String, float[]> bestPriors,
    List<EpochReport> history,
    Map<String, float[]> floats,
    Map<String, double[]> doubles) {
  /** A state of a method that keeps nothing else. */
  public TrainingState(
      long step,
      double lossSum,
      double klSum,
      int epochSteps,
      double bestLoss,
      int epochsSinceBest,
      int reductions,
      int epochsSinceReduction,
      float[] parameters,
      float[] firstMoments,
      float[] secondMoments,
      Map<String, float[]> priors,
      float[] bestParameters,
      Map<String, float[]> bestPriors,
      List<EpochReport> history) {
    this(
        step,
        lossSum,
        klSum,
        epochSteps,
        bestLoss,
        epochsSinceBest,
        reductions,
        epochsSinceReduction,
        parameters,
        firstMoments,
        secondMoments,
        priors,
        bestParameters,
        bestPriors,
        history,
        Map.of(),
        Map.of());
  }

  /** A state of a method without optimiser and early stopping, whose arrays have names. */
  public static TrainingState of(
      long step,
      float[] parameters,
      List<EpochReport> history,
      Map<String, float[]> floats,
      Map<String, double[]> doubles) {
    float[] none = {};
    double never = Double.POSITIVE_INFINITY;
    return new TrainingState(
        step,
        0,
        0,
        0,
        never,
        0,
        0,
        0,
        parameters,
        none,
        none,
        Map.of(),
        none,
        Map.of(),
        history,
        floats,
        doubles);
  }

  /** The same state with other arrays in float32. */
  public TrainingState withFloats(Map<String, float[]> other) {
    return with(parameters, other);
  }

  /** The same state with other parameters. */
  public TrainingState withParameters(float[] other) {
    return with(other, floats);
  }

  private TrainingState with(float[] otherParameters, Map<String, float[]> otherFloats) {
    return new TrainingState(
        step,
        lossSum,
        klSum,
        epochSteps,
        bestLoss,
        epochsSinceBest,
        reductions,
        epochsSinceReduction,
        otherParameters,
        firstMoments,
        secondMoments,
        priors,
        bestParameters,
        bestPriors,
        history,
        otherFloats,
        doubles);
  }
}
