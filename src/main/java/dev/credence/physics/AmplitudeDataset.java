package dev.credence.physics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Phase-space points with their exact amplitudes. Arrays are row-major and not copied.
 *
 * @param inputs (points, columns)
 * @param amplitude (points), the squared amplitude A &gt; 0
 * @param events (points, {@link Process#eventLength()}), GeV
 */
public record AmplitudeDataset(
    Process process,
    Inputs inputKind,
    long seed,
    long firstPoint,
    float[] inputs,
    double[] amplitude,
    double[] events) {

  private static final int BLOCK = 1024;

  /** Points 0 to {@code points - 1} of a seed. */
  public static AmplitudeDataset generate(
      Process process, Inputs inputKind, int points, long seed) {
    return generate(process, inputKind, points, seed, 0);
  }

  /**
   * Points {@code firstPoint} to {@code firstPoint + points - 1} of a seed, generated in parallel.
   * Each is a pure function of (process, seed, index): disjoint index ranges give independent sets
   * for training and testing, and neither count nor threads change a point.
   */
  public static AmplitudeDataset generate(
      Process process, Inputs inputKind, int points, long seed, long firstPoint) {
    int length = process.eventLength();
    if (points < 1 || points > Integer.MAX_VALUE / length) {
      throw new IllegalArgumentException(
          "%s points must be between 1 and %d, not %d"
              .formatted(process.commandName(), Integer.MAX_VALUE / length, points));
    }
    int columns = inputKind.columnNames(process).size();
    Inputs.Writer writer = inputKind.writer(process);
    float[] inputs = new float[points * columns];
    double[] amplitude = new double[points];
    double[] events = new double[points * length];
    IntStream.rangeClosed(0, (points - 1) / BLOCK)
        .parallel()
        .forEach(
            block -> {
              int end = (int) Math.min(points, (block + 1L) * BLOCK);
              for (int i = block * BLOCK; i < end; i++) {
                int at = i * length;
                process.generate(PointRandom.PHASE_SPACE.stream(seed, firstPoint + i), events, at);
                amplitude[i] = process.amplitude(events, at);
                writer.write(events, at, inputs, i * columns);
              }
            });
    return new AmplitudeDataset(process, inputKind, seed, firstPoint, inputs, amplitude, events);
  }

  public int points() {
    return amplitude.length;
  }

  /** Inputs per point. */
  public int columns() {
    return inputs.length / amplitude.length;
  }

  /** Names of the input columns. */
  public List<String> columnNames() {
    return inputKind.columnNames(process);
  }

  /** Particle {@code particle} (0 and 1 incoming) of point {@code point}, both counted from 0. */
  public FourMomentum momentum(int point, int particle) {
    return FourMomentum.at(events, point * process.eventLength() + 4 * particle);
  }
}
