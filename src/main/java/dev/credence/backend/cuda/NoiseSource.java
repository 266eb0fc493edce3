package dev.credence.backend.cuda;

import java.util.Locale;

/**
 * Where programs take the standard normals of a {@code Noise.Stream} from. Random signs, dropout
 * masks and the order of rows come from our own generator whatever it is.
 */
public enum NoiseSource {
  /** Our own generator, inside the kernels that need them: the bits of every other backend. */
  PHILOX,

  /**
   * cuRAND, to compare with: before each run it fills memory of the program, from which the kernels
   * read, forward and backward the same. As with our own generator a normal depends on seed,
   * stream, step, replica and element only, here with the shape of a replica, but its value is
   * another: nothing agrees with other backends, but the statistics.
   */
  CURAND;

  static final String PROPERTY = "credence.cuda.noise";

  /** How programs name it: philox or curand. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the system property {@code credence.cuda.noise} asks for; our own generator where it is
   * absent.
   *
   * @throws IllegalArgumentException where it names neither
   */
  public static NoiseSource chosen() {
    String id = System.getProperty(PROPERTY, PHILOX.id());
    for (NoiseSource source : values()) {
      if (source.id().equals(id)) {
        return source;
      }
    }
    throw new IllegalArgumentException(
        "%s must be philox or curand, not %s".formatted(PROPERTY, id));
  }
}
