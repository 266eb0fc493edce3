package dev.credence.backend.cuda;

/**
 * Sizes at which the products change their way, for measurements and tests; results agree within
 * rounding whatever they are.
 *
 * @param tile name of the tile of all products, of "warpgroup", "large", "medium", "small" and
 *     "thin"; null to choose by size
 * @param drawnRowBlocks weights are drawn inside a product that has at most this many blocks of
 *     {@value Tiling#DRAWN_ROWS} rows, each of which draws them again; else they are drawn into
 *     memory once. Drawing a weight costs about 30 to 60 multiply-adds, and a launch of its own
 *     about 2 microseconds
 * @param splits runs of rows that each weight gradient is cut into; 0 to choose by size
 */
public record Tuning(String tile, int drawnRowBlocks, int splits) {
  /** Estimated, not yet measured. */
  public static final Tuning DEFAULT = new Tuning(null, 4, 0);
}
