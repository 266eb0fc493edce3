package dev.credence.study;

import dev.credence.model.StandardMethod;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of the study on data sets with fixed splits.
 *
 * @param data folder of the sets, in the layout of {@link SplitSet}
 * @param sets names of the sets; empty for all
 * @param methods methods to compare
 * @param splits most splits of a set
 * @param seed seed of the first split; that of split k is larger by k
 * @param quick whether every training is cut short for a first look
 */
public record UciOptions(
    Path data,
    List<String> sets,
    List<StandardMethod> methods,
    int splits,
    long seed,
    boolean quick) {
  public UciOptions {
    sets = sets.stream().distinct().toList();
    methods = methods.stream().distinct().toList();
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("the study needs at least one method");
    }
    if (splits < 1) {
      throw new IllegalArgumentException("the study needs at least one split, not " + splits);
    }
  }
}
