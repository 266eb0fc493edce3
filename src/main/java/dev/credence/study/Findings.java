package dev.credence.study;

import dev.credence.calibration.PullSummary;
import java.util.EnumMap;
import java.util.Map;

/**
 * Figures of one trained network.
 *
 * @param all over all test points
 * @param bulk over all but the share {@link #LARGEST} of test points with the largest amplitudes
 * @param deltaTrain width of Delta over training points
 */
record Findings(Map<Figure, Double> all, Map<Figure, Double> bulk, double deltaTrain) {
  /** The share of largest amplitudes that the bulk is without. */
  static final double LARGEST = 0.1;

  static Findings of(HeldOut test, double[] trainDeltas) {
    return new Findings(
        figures(test),
        figures(test.withoutLargest(LARGEST)),
        PullSummary.of(trainDeltas).robustWidth().value());
  }

  private static Map<Figure, Double> figures(HeldOut held) {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      figures.put(figure, figure.of(held));
    }
    return figures;
  }
}
