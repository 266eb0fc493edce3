package dev.credence.op;

import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * What keeps the members of an ensemble apart (D'Angelo and Fortuin 2021): beta sum_j k(f_i, stop
 * f_j) / sum_j k(stop f_i, stop f_j) for every member i. That ratio is beta whatever f is; reported
 * is what has the same gradient and says something, energy[i] = beta log(1/M sum_j k(f_i, stop
 * f_j)): 0 where all members agree, -beta log M where each is alone.
 *
 * <p>k(a, b) = exp(-|a - b|^2 / (2 h)), where the bandwidth h is the median of |f_i - f_j|^2 over
 * all M x M pairs, a member with itself included, the two middle values averaged, over 2 log(M +
 * 1); h counts as a constant. Where h is zero or no float, nothing repels and energies are zero.
 *
 * <p>The gradient of member i is klScale beta sum_j -(f_i - f_j) k_ij / (h sum_j k_ij). Sums over
 * elements and over members run in a fixed order.
 *
 * @param f outputs (M, B, C) of all members for the same rows, or their parameters (M, 1, P)
 * @param columns how many leading columns of f count; the gradient of the others is zero
 * @param beta strength; 1 makes the members a sample of the posterior
 * @param squaredDistances |f_i - f_j|^2 (1, M, M), written
 * @param bandwidth h (1, 1, 1), written
 * @param energy (M, 1, 1)
 * @param df as f
 */
public record Repulsion(
    Tensor f,
    int columns,
    float beta,
    Tensor squaredDistances,
    Tensor bandwidth,
    Tensor energy,
    Gradient df)
    implements PenaltyOp {
  public Repulsion {
    int members = f.shape().replicas();
    Shape pairs = Shape.of(members, members);
    Checks.match(squaredDistances.shape().equals(pairs), "repulsion", squaredDistances, f);
    Checks.match(bandwidth.shape().equals(Shape.SCALAR), "repulsion", bandwidth, f);
    Checks.match(energy.shape().equals(new Shape(members, 1, 1)), "repulsion", energy, f);
    Checks.gradient("repulsion", df, f);
    if (columns < 1 || columns > f.shape().columns()) {
      throw new IllegalArgumentException(
          "repulsion: %d columns of %s cannot count [%s]".formatted(columns, f, f.device()));
    }
    if (!(beta >= 0) || !Float.isFinite(beta)) {
      throw new IllegalArgumentException(
          "repulsion: the strength must be a finite number of at least 0, not " + beta);
    }
  }

  @Override
  public Tensor value() {
    return energy;
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(f);
  }

  @Override
  public List<Tensor> outputs() {
    return Checks.tensors(squaredDistances, bandwidth, energy, df);
  }

  @Override
  public long flops() {
    return 5L * f.shape().replicas() * f.shape().replicas() * f.shape().rows() * columns;
  }
}
