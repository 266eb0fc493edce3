package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.model.StandardMethod;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One method on one set: means over the splits with their standard errors.
 *
 * @param set name of the set
 * @param results of the splits, in their order
 * @param failed splits on which training ended in numbers that are not finite
 */
public record SplitSummary(
    String set, StandardMethod method, List<SplitResult> results, int failed) {
  public SplitSummary {
    results = List.copyOf(results);
  }

  public int splits() {
    return results.size();
  }

  public Estimate rmse() {
    return mean(SplitResult::rmse);
  }

  public Estimate meanLogLikelihood() {
    return mean(SplitResult::meanLogLikelihood);
  }

  public Estimate crps() {
    return mean(SplitResult::crps);
  }

  public Estimate coverage68() {
    return mean(SplitResult::coverage68);
  }

  public Estimate coverage95() {
    return mean(SplitResult::coverage95);
  }

  /** Processor time of a split. */
  public Estimate seconds() {
    return mean(SplitResult::seconds);
  }

  /** Mean coverage at {@link SplitResult#LEVELS}. */
  double[] coverage() {
    double[] means = new double[SplitResult.LEVELS.length];
    for (int i = 0; i < means.length; i++) {
      int level = i;
      means[i] = mean(result -> result.coverage().get(level)).value();
    }
    return means;
  }

  /** Splits whose method warned of its own result. */
  int warned() {
    return (int) results.stream().filter(r -> !r.warnings().isEmpty()).count();
  }

  private Estimate mean(ToDoubleFunction<SplitResult> figure) {
    return Estimate.mean(results.stream().mapToDouble(figure).toArray());
  }
}
