package dev.credence.calibration;

/**
 * Class predictions of n rows over weight samples.
 *
 * @param classes number of classes C
 * @param mean (n, C) average probability muPred
 * @param sigmaStat (n, C) population spread of the probability over weight samples
 * @param entropy (n) of muPred, in nats: the total uncertainty
 * @param mutualInformation (n) between class and weights, in nats: its statistical part (BALD,
 *     Houlsby et al. 2011)
 */
public record ClassPredictive(
    int classes, double[] mean, double[] sigmaStat, double[] entropy, double[] mutualInformation) {

  /** From probabilities (S, n, C). */
  public static ClassPredictive combine(double[] probabilities, int samples, int classes) {
    int cells = Checks.split("the probability array", probabilities.length, samples);
    int rows = Checks.probabilityRows(probabilities, classes) / samples;
    double[] mean = new double[cells];
    double[] squares = new double[cells];
    for (int s = 0; s < samples; s++) {
      for (int c = 0; c < cells; c++) {
        double value = probabilities[s * cells + c];
        double delta = value - mean[c];
        mean[c] += delta / (s + 1);
        squares[c] += delta * (value - mean[c]);
      }
    }
    double[] entropy = new double[rows];
    double[] information = new double[rows];
    for (int c = 0; c < cells; c++) {
      squares[c] = Math.sqrt(squares[c] / samples);
      entropy[c / classes] -= mean[c] == 0 ? 0 : mean[c] * Math.log(mean[c]);
      for (int s = 0; s < samples; s++) {
        double p = probabilities[s * cells + c];
        // as a mean divergence from muPred: no difference of two nearly equal entropies
        information[c / classes] += p == 0 ? 0 : p * Math.log(p / mean[c]) / samples;
      }
    }
    for (int j = 0; j < rows; j++) {
      information[j] = Math.max(0, information[j]);
    }
    return new ClassPredictive(classes, mean, squares, entropy, information);
  }

  public int rows() {
    return entropy.length;
  }
}
