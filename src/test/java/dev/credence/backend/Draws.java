package dev.credence.backend;

import dev.credence.noise.Normals;
import dev.credence.noise.Signs;
import dev.credence.noise.Uniforms;
import dev.credence.op.Noise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The random numbers that operations are told to use, one at a time. */
final class Draws {
  private final Values values;
  private final StepState state;
  private final Map<List<Integer>, float[]> drawn = new HashMap<>();

  Draws(Values values, StepState state) {
    this.values = values;
    this.state = state;
  }

  Num normal(Noise noise, int r, int of, int row, int column, int columns) {
    if (noise instanceof Noise.Given given) {
      return Num.of(values.given(given, r, of, row, column));
    }
    int stream = ((Noise.Stream) noise).id();
    int element = row * columns + column;
    float[] known = drawn.computeIfAbsent(List.of(stream, r), key -> new float[0]);
    if (element >= known.length) {
      int size = known.length;
      known = Arrays.copyOf(known, 2 * element + 64);
      for (int i = size; i < known.length; i++) {
        known[i] = Normals.at(state.seed(), stream, state.step(), replica(r), i);
      }
      drawn.put(List.of(stream, r), known);
    }
    return Num.of(known[element]);
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
