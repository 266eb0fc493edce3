package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.op.Noise;

/** Standard normals of an operation: given, or drawn from their stream. */
final class NormalSource {
  private final StepState state;
  private final int stream;
  private final View given;

  NormalSource(Noise noise, int replicas, StepState state) {
    this.state = state;
    this.stream = noise instanceof Noise.Stream s ? s.id() : 0;
    this.given = noise instanceof Noise.Given g ? View.of(g.values(), replicas) : null;
  }

  /** Writes {@code count} normals of replica {@code r}, from element {@code first} on. */
  void fill(int r, int first, int count, float[] out, int outOff) {
    if (given != null) {
      System.arraycopy(given.data, given.at(r) + first, out, outOff, count);
    } else {
      int replica = state.firstReplica() + r;
      VectorNormals.fill(state.seed(), stream, state.step(), replica, first, out, outOff, count);
    }
  }
}
