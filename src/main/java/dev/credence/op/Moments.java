package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * Mean and population variance over replicas in one stable pass (Welford 1962). The step state's
 * first replica is the number of samples that every replica of the result already holds: where it
 * is above zero, the pass continues their moments, so that any number of samples streams through
 * one program.
 *
 * @param x (R, B, C)
 * @param mean (Q, B, C), updated; each replica gathers R / Q consecutive replicas of x
 * @param variance as mean, updated
 */
public record Moments(Tensor x, Tensor mean, Tensor variance) implements Op {
  public Moments {
    Checks.sameMatrix("moments", x, mean);
    Checks.broadcasts("moments", mean, x);
    Checks.sameShape("moments", mean, variance);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(x);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(mean, variance);
  }

  @Override
  public long flops() {
    return 6 * x.shape().elements();
  }
}
