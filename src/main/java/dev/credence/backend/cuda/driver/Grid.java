package dev.credence.backend.cuda.driver;

/** Blocks of a launch: x below 2^31, y and z below 2^16. */
public record Grid(int x, int y, int z) {
  /** Largest extent along y and z. */
  public static final int MAX_YZ = 65535;

  public Grid {
    if (x < 1 || y < 1 || z < 1 || y > MAX_YZ || z > MAX_YZ) {
      throw new IllegalArgumentException(
          "a grid of (%d, %d, %d) blocks cannot be launched".formatted(x, y, z));
    }
  }
}
