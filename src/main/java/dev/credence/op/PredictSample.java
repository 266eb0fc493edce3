package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * What each weight sample predicts. Regression heads give mean and variance of the likelihood, D
 * means then D variances. Classification heads give the class probabilities, then the entropy of
 * the sample's prediction (natural logarithm; for Bernoulli one per target).
 *
 * @param prediction (R, B, C), raw network outputs
 * @param out (R, B, 2 D); categorical (R, B, C + 1); Bernoulli (R, B, 2 D)
 */
public record PredictSample(Head head, Tensor prediction, Tensor out) implements Op {
  public PredictSample {
    int columns =
        head instanceof Head.Categorical
            ? prediction.shape().columns() + 1
            : head instanceof Head.GaussianMixture
                ? 2
                : head instanceof Head.Bernoulli || head instanceof Head.Homoscedastic
                    ? 2 * prediction.shape().columns()
                    : prediction.shape().columns();
    Checks.match(
        out.shape().columns() == columns
            && out.shape().rows() == prediction.shape().rows()
            && out.shape().replicas() == prediction.shape().replicas(),
        "predictSample",
        prediction,
        out);
  }

  @Override
  public List<Tensor> inputs() {
    return head instanceof Head.Homoscedastic h
        ? List.of(prediction, h.logVariance())
        : List.of(prediction);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }

  @Override
  public long flops() {
    return 8 * prediction.shape().elements();
  }
}
