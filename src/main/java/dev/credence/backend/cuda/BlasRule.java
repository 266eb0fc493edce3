package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Blas;
import dev.credence.backend.cuda.driver.Driver;

/**
 * Which products with weights in memory the library computes: the system property {@code
 * credence.cuda.blas} says {@code on}, {@code off}, or {@code auto}, where it takes those from a
 * measured size on.
 */
final class BlasRule {
  /**
   * Floating-point operations of one product from which on the library is faster than our kernels;
   * nothing is, as long as no measurement says so.
   */
  private static final long FASTER_FROM = Long.MAX_VALUE;

  private BlasRule() {}

  /**
   * Whether the library computes a product of so many floating-point operations.
   *
   * @throws IllegalArgumentException where the library is asked for and missing, or the property
   *     says anything else
   */
  static boolean serves(Driver driver, long flops) {
    String choice = System.getProperty("credence.cuda.blas", "auto");
    return switch (choice) {
      case "off" -> false;
      case "auto" -> flops >= FASTER_FROM && driver.blas() != null;
      case "on" -> {
        Blas blas = driver.blas();
        if (blas == null) {
          throw new IllegalArgumentException(
              "credence.cuda.blas is on, and no library is there; credence doctor says why");
        }
        yield true;
      }
      default ->
          throw new IllegalArgumentException(
              "credence.cuda.blas must be auto, on or off, not " + choice);
    };
  }
}
