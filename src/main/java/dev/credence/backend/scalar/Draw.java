package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.noise.Normals;
import dev.credence.noise.Signs;
import dev.credence.noise.Uniforms;
import dev.credence.op.Noise;

/** The random numbers of one operation: given, or drawn from their stream when asked. */
final class Draw {
  /** What is drawn. */
  enum Kind {
    NORMALS,
    UNIFORMS,
    SIGNS
  }

  /** The numbers, (replicas, rows, columns). */
  final Operand values;

  private final Kind kind;
  private final Integer stream;
  private final int replicas;
  private final int rows;
  private final int columns;

  Draw(Kind kind, Noise noise, int replicas, int rows, int columns) {
    this.kind = kind;
    this.replicas = replicas;
    this.rows = rows;
    this.columns = columns;
    if (noise instanceof Noise.Given given) {
      this.stream = null;
      this.values = Operand.of(given.values(), replicas);
    } else {
      this.stream = ((Noise.Stream) noise).id();
      int stride = Math.multiplyExact(rows, columns);
      this.values = Operand.of(new float[Math.multiplyExact(replicas, stride)], replicas, stride);
    }
  }

  boolean isGiven() {
    return stream == null;
  }

  /** Draws the numbers of this step. */
  void draw(StepState state) {
    if (isGiven()) {
      return;
    }
    long seed = state.seed();
    int step = state.step();
    int count = rows * columns;
    for (int r = 0; r < replicas; r++) {
      int replica = state.firstReplica() + r;
      switch (kind) {
        case NORMALS ->
            Normals.fill(seed, stream, step, replica, 0, values.data, values.at(r), count);
        case UNIFORMS ->
            Uniforms.fill(seed, stream, step, replica, 0, values.data, values.at(r), count);
        case SIGNS ->
            Signs.fill(
                seed, stream, step, replica, 0, rows, columns, values.data, values.at(r), columns);
      }
    }
  }
}
