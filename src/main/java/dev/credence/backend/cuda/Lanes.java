package dev.credence.backend.cuda;

/** How many neighbouring threads share a row. */
final class Lanes {
  private static final int WARP = 32;

  private Lanes() {}

  /** The least power of two that gives each thread one of {@code items}, but at most a warp. */
  static int of(int items) {
    return items >= WARP ? WARP : Integer.highestOneBit(2 * items - 1);
  }
}
