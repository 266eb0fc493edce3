package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * The prior N(m, s^2) of weights that are points: energy = sum of (w - m)^2 / (2 s^2), its negative
 * log density without the normalisation. Scaled by klWeight / n it is the L2 term of a network with
 * lambda = 1 / (2 s^2 n).
 *
 * @param w (Q, K, N)
 * @param prior m and s (Q, 1, 2), or one pair for all replicas
 * @param energy (Q, 1, 1)
 * @param dw as w, or null
 */
public record GaussianPrior(Tensor w, Tensor prior, Tensor energy, Gradient dw)
    implements PenaltyOp {
  public GaussianPrior {
    Checks.match(prior.shape().matrixElements() == 2, "gaussianPrior", prior, w);
    Checks.broadcasts("gaussianPrior", prior, w);
    Checks.match(
        energy.shape().equals(new Shape(w.shape().replicas(), 1, 1)), "gaussianPrior", energy, w);
    Checks.gradient("gaussianPrior", dw, w);
  }

  @Override
  public Tensor value() {
    return energy;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(w, prior);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(energy, dw);
  }

  @Override
  public long flops() {
    return 5 * w.shape().elements();
  }
}
