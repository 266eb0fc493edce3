package dev.credence.inference.laplace;

import dev.credence.inference.PriorTerms;
import dev.credence.layer.Pass;
import dev.credence.op.GaussianKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.Prior;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The prior N(0, 1/alpha) of every weight and bias, as the KL divergence of a Gaussian that has the
 * prior's own width around the weight: alpha w^2 / 2, with the gradient alpha w.
 */
final class GaussianPenalty implements PriorTerms {
  private final List<WeightLayer> layers;
  private final Prior prior;
  private final Map<String, Tensor> rhos = new HashMap<>();

  /** Starts from the widths of the given prior. */
  GaussianPenalty(List<WeightLayer> layers, Prior prior) {
    this.layers = layers;
    this.prior = prior;
  }

  @Override
  public void record(Pass pass) {
    for (WeightLayer layer : layers) {
      Prior.Gaussian own =
          prior instanceof Prior.PerInput perInput
              ? perInput.of(layer.inputs())
              : (Prior.Gaussian) prior;
      record(pass, WeightLayer.weightName(layer.index()), own);
      if (layer.bias()) {
        record(pass, WeightLayer.biasName(layer.index()), own);
      }
    }
  }

  private void record(Pass pass, String name, Prior.Gaussian own) {
    Tensor weights = pass.parameters().get(name);
    Tensor width = pass.priors().gaussian(name, own);
    Tensor rho = pass.tape().allocate("prior rho " + name, weights.shape());
    Tensor penalty =
        pass.tape().allocate("penalty " + name, new Shape(weights.shape().replicas(), 1, 1));
    rhos.put(name, rho);
    fill(rho, (float) own.sigma());
    pass.tape()
        .penalty(
            gradients ->
                new GaussianKl(
                    weights,
                    rho,
                    ScaleParameterization.LOG_VARIANCE,
                    width,
                    penalty,
                    gradients.claim(weights),
                    null));
  }

  /** Follows new mean and width (1, 2) of every prior by parameter name. */
  void follow(Map<String, float[]> priors) {
    rhos.forEach((name, rho) -> fill(rho, priors.get(name)[1]));
  }

  /** From the float32 width that the training state keeps: a resumed run gets the same bits. */
  private static void fill(Tensor rho, float width) {
    float[] values = new float[(int) rho.shape().elements()];
    Arrays.fill(values, (float) ScaleParameterization.LOG_VARIANCE.rho(width));
    rho.write(values);
  }
}
