package dev.credence.backend;

import dev.credence.noise.Normals;
import dev.credence.noise.Signs;
import dev.credence.noise.Uniforms;
import dev.credence.op.Noise;

/** The random numbers that operations are told to use, one at a time. */
record Draws(Values values, StepState state) {
  Num normal(Noise noise, int r, int of, int row, int column, int columns) {
    if (noise instanceof Noise.Given given) {
      return Num.of(values.given(given, r, of, row, column));
    }
    int stream = ((Noise.Stream) noise).id();
    long element = (long) row * columns + column;
    return Num.of(Normals.at(state.seed(), stream, state.step(), replica(r), element));
  }

  double sign(Noise noise, int r, int of, int row, int column, int columns) {
    if (noise instanceof Noise.Given given) {
      return values.given(given, r, of, row, column);
    }
    int stream = ((Noise.Stream) noise).id();
    return Signs.at(state.seed(), stream, state.step(), replica(r), row, column, columns);
  }

  /** Whether dropout keeps an element. */
  boolean kept(Noise noise, float rate, int r, int of, int row, int column, int columns) {
    if (noise instanceof Noise.Given given) {
      return values.given(given, r, of, row, column) == 1;
    }
    int stream = ((Noise.Stream) noise).id();
    long element = (long) row * columns + column;
    return Uniforms.at(state.seed(), stream, state.step(), replica(r), element) >= rate;
  }

  private int replica(int r) {
    return state.firstReplica() + r;
  }
}
