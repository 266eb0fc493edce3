package dev.credence.backend.scalar;

import dev.credence.op.Gradient;

/**
 * Where the gradient of an operand goes. Replica {@code q} of an operand collects from the replicas
 * {@link #first} to {@link #end} of the result, the group that shares it.
 */
final class Sink {
  /** Replicas of the operand. */
  final int replicas;

  private final Operand target;
  private final int group;
  private final boolean accumulate;

  private Sink(Gradient gradient, int resultReplicas) {
    this.target = Operand.of(gradient.tensor());
    this.replicas = gradient.tensor().shape().replicas();
    this.group = resultReplicas / replicas;
    this.accumulate = gradient.accumulates();
  }

  /** A sink for the gradient, or null where nobody needs it. */
  static Sink of(Gradient gradient, int resultReplicas) {
    return gradient == null ? null : new Sink(gradient, resultReplicas);
  }

  int first(int q) {
    return q * group;
  }

  int end(int q) {
    return (q + 1) * group;
  }

  void put(int q, int element, double value) {
    int i = target.at(q) + element;
    target.data[i] = (float) (accumulate ? target.data[i] + value : value);
  }

  void putRow(int q, int firstElement, double[] values) {
    for (int n = 0; n < values.length; n++) {
      put(q, firstElement + n, values[n]);
    }
  }
}
