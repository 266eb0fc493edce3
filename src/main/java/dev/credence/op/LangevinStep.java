package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * One update of the state of a Markov chain: out = keep x + rate scale direction + spread eps,
 * elementwise. Kicks and refreshments of a momentum, moves of a position along it and noisy
 * proposals are all of this form (Neal 2011, section 5.2; Welling and Teh 2011; Chen et al. 2014).
 *
 * <p>Where the scale is 0 there is no noise: coordinates that a sampler leaves alone stay put. A
 * term whose coefficient is 0 is left out, even where its operand is not finite: a chain goes on
 * after a trajectory that diverged.
 *
 * @param x (M, 1, P)
 * @param direction as x
 * @param scale (1 or M, 1, P)
 * @param coefficients (1 or M, 1, 3): keep, rate and spread, on the device so that each chain has
 *     its own and they can change from step to step
 * @param eps standard normals (M, 1, P), or null for none, and then spread is not read
 * @param out as x; may be x
 */
public record LangevinStep(
    Tensor x, Tensor direction, Tensor scale, Tensor coefficients, Noise eps, Tensor out)
    implements OptimizerOp {
  /** Place of the factor on x among the coefficients. */
  public static final int KEEP = 0;

  /** Place of the factor on the direction. */
  public static final int RATE = 1;

  /** Place of the standard deviation of the noise. */
  public static final int SPREAD = 2;

  /** Number of coefficients. */
  public static final int COEFFICIENTS = 3;

  public LangevinStep {
    Shape shape = x.shape();
    Checks.sameShape("langevinStep", x, out);
    Checks.sameShape("langevinStep", x, direction);
    Checks.sameMatrix("langevinStep", scale, x);
    Checks.broadcasts("langevinStep", scale, x);
    Checks.match(
        coefficients.shape().matrixElements() == COEFFICIENTS, "langevinStep", coefficients, x);
    Checks.broadcasts("langevinStep", coefficients, x);
    Checks.given("langevinStep", eps, x, shape.rows(), shape.columns());
  }

  @Override
  public List<Tensor> inputs() {
    return Checks.tensors(x, direction, scale, coefficients, eps);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }

  @Override
  public long flops() {
    return (eps == null ? 4 : 6) * out.shape().elements();
  }
}
