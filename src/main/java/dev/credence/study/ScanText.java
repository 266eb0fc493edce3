package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.Chart;
import dev.credence.report.Numbers;
import dev.credence.report.Quantity;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Figures of scans as people read them, in series of a chart and cells of a table. */
final class ScanText {
  /** A figure that a method does not have. */
  static final String NONE = "–";

  private ScanText() {}

  /** A curve with error bars through the points of a scan. */
  static void series(
      Chart chart,
      String name,
      List<Repeated> scan,
      ToDoubleFunction<Setting> x,
      Function<Repeated, Estimate> figure) {
    double[] at = scan.stream().mapToDouble(p -> x.applyAsDouble(p.setting())).toArray();
    double[] value = scan.stream().mapToDouble(p -> figure.apply(p).value()).toArray();
    double[] error = scan.stream().mapToDouble(p -> figure.apply(p).standardError()).toArray();
    chart.line(name, at, value).points(name, at, value, error);
  }

  static String format(Estimate value) {
    return Numbers.format(value.value(), value.standardError());
  }

  /** A figure of the contenders that have it. */
  static String format(Repeated point, Figure figure) {
    return has(point, figure) ? format(point.figure(figure)) : NONE;
  }

  /** The same without the largest amplitudes. */
  static String bulk(Repeated point, Figure figure) {
    return has(point, figure) ? format(point.bulk(figure)) : NONE;
  }

  private static boolean has(Repeated point, Figure figure) {
    return point.has(figure) && (figure != Figure.SIGMA_STAT || point.contender().hasSigmaStat());
  }

  static String percent(double fraction) {
    return Numbers.format(100 * fraction) + "\u00a0%";
  }

  static Quantity quantity(String name, Estimate value) {
    return Quantity.of(name, value.value(), value.standardError());
  }
}
