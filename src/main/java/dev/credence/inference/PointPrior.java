package dev.credence.inference;

import dev.credence.layer.Dense;
import dev.credence.layer.DropoutLayer;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.layer.Pass;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradients;
import dev.credence.op.PenaltyOp;
import dev.credence.posterior.Prior;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The Gaussian prior of the weights and biases of deterministic layers, as an L2 penalty: sum of (w
 * - m)^2 / (2 s^2), which the loss contains with klWeight / n.
 *
 * <p>The weights behind a dropout layer of rate p are w / (1 - p) with probability 1 - p, else
 * zero. Their penalty is the expectation of the same energy over the masks, w^2 / (2 s^2 (1 - p))
 * (Gal and Ghahramani 2016, for weights that are scaled up in training).
 */
final class PointPrior implements PriorTerms {
  private final Network network;
  private final Prior prior;

  PointPrior(Network network, Prior prior) {
    this.network = network;
    this.prior = prior;
    if (prior instanceof Prior.ScaleMixture
        || prior instanceof Prior.Gaussian gaussian && gaussian.calibrated()) {
      throw new IllegalArgumentException(
          "weights without error bars need a Gaussian prior of fixed width, not " + prior);
    }
  }

  @Override
  public void record(Pass pass) {
    List<Layer> layers = network.layers();
    double keep = 1;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof DropoutLayer dropout) {
        keep *= 1 - dropout.rate();
      } else if (layers.get(i) instanceof Dense dense) {
        record(pass, i + ".mu", keep);
        if (dense.bias()) {
          record(pass, i + ".bias", 1);
        }
        keep = 1;
      }
    }
  }

  private void record(Pass pass, String name, double keep) {
    Tensor w = pass.parameters().get(name);
    int inputs = w.shape().rows();
    Prior.Gaussian own =
        prior instanceof Prior.PerInput perInput ? perInput.of(inputs) : (Prior.Gaussian) prior;
    Tensor mean = constant(pass, "prior mean " + name, w, own.mean());
    double precision = 1 / (own.sigma() * own.sigma() * keep);
    Tensor precisions = constant(pass, "prior precision " + name, w, precision);
    pass.tape().penalty(g -> penalty(pass, g, name, w, mean, precisions));
  }

  private static PenaltyOp penalty(
      Pass pass, Gradients g, String name, Tensor w, Tensor mean, Tensor precision) {
    Tensor energy = pass.tape().allocate("energy " + name, new Shape(w.shape().replicas(), 1, 1));
    return new GaussianPrior(w, mean, precision, energy, g.claim(w));
  }

  /** One number for every weight, shared by all members. */
  private static Tensor constant(Pass pass, String name, Tensor like, double value) {
    Shape shape = Shape.of(like.shape().rows(), like.shape().columns());
    float[] values = new float[Math.toIntExact(shape.elements())];
    Arrays.fill(values, (float) value);
    Tensor tensor = pass.tape().allocate(name, shape);
    tensor.write(values);
    return tensor;
  }
}
