package dev.credence.study;

import dev.credence.model.StandardMethod;

/**
 * One training of the study: a method on one split of a set.
 *
 * @param set the data
 * @param method how weights are inferred
 * @param split which of the splits
 */
record SplitTask(SplitSet set, StandardMethod method, int split) {
  @Override
  public String toString() {
    return set.name() + " split " + split + " " + method;
  }
}
