package dev.credence.study;

import dev.credence.calibration.Estimate;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Everything that was trained.
 *
 * @param points every point of every scan, of all contenders
 * @param shown the first training of every contender at the noise of single charts
 */
record UncertaintyScans(
    UncertaintyOptions options, List<Repeated> points, List<ScanTraining.Trained> shown) {
  UncertaintyScans {
    points = List.copyOf(points);
    shown = List.copyOf(shown);
  }

  /** The setting of the noise scan at this level. */
  static Setting noise(UncertaintyOptions options, double level) {
    return new Setting(options.points(), UncertaintyOptions.WIDTH, level, 0);
  }

  /** The setting with a calibration error on top of the middle noise. */
  static Setting calibration(UncertaintyOptions options) {
    return new Setting(
        options.points(), UncertaintyOptions.WIDTH, options.middleNoise(), options.calibration());
  }

  /** Label noises at all points, in rising order. */
  List<Repeated> noiseScan(Contender contender) {
    return scan(contender, s -> noise(options, s.noise()), Setting::noise);
  }

  /** The noise scan without its point without noise, which logarithmic axes cannot hold. */
  List<Repeated> noisyScan(Contender contender) {
    return noiseScan(contender).stream().filter(p -> p.setting().noise() > 0).toList();
  }

  /** Training sizes at one noise, in rising order. */
  List<Repeated> sizeScan(Contender contender, double noise) {
    return scan(
        contender,
        s -> new Setting(s.points(), UncertaintyOptions.WIDTH, noise, 0),
        Setting::points);
  }

  /** Network widths without noise, in rising order. */
  List<Repeated> widthScan(Contender contender) {
    return scan(contender, s -> new Setting(options.points(), s.width(), 0, 0), Setting::width);
  }

  /** The settings that are on a line through all of them, in order along it. */
  private List<Repeated> scan(
      Contender contender, UnaryOperator<Setting> nearest, ToDoubleFunction<Setting> order) {
    return points.stream()
        .filter(p -> p.contender() == contender)
        .filter(p -> nearest.apply(p.setting()).equals(p.setting()))
        .sorted(Comparator.comparingDouble(p -> order.applyAsDouble(p.setting())))
        .toList();
  }

  /** The trainings of a contender at one setting. */
  Repeated at(Contender contender, Setting setting) {
    return points.stream()
        .filter(p -> p.contender() == contender && p.setting().equals(setting))
        .findFirst()
        .orElseThrow();
  }

  /** sigma_0 of a contender: what training without noise leaves. */
  Estimate baseline(Contender contender, Figure figure) {
    return at(contender, noise(options, 0)).figure(figure);
  }

  /** Expected sigmaSyst: sqrt(sigma_0^2 + noise^2). */
  double expected(Contender contender, Figure figure, double noise) {
    return Math.hypot(baseline(contender, figure).value(), noise);
  }

  /** Found over expected sigmaSyst; the errors of both add in quadrature. */
  Estimate ofExpected(Contender contender, Figure figure, double noise) {
    Estimate found = at(contender, noise(options, noise)).figure(figure);
    Estimate base = baseline(contender, figure);
    double expected = Math.hypot(base.value(), noise);
    double error = base.value() / expected * base.standardError();
    double ratio = found.value() / expected;
    return new Estimate(
        ratio, ratio * Math.hypot(found.standardError() / found.value(), error / expected));
  }

  /**
   * The width that is found on top of another one: sqrt(with^2 - without^2), from training by
   * training; 0 where the labels with more noise seem to have less.
   */
  Estimate inQuadrature(Contender contender, Figure figure, Setting with, Setting without) {
    List<Findings> larger = at(contender, with).trainings();
    List<Findings> smaller = at(contender, without).trainings();
    double[] widths = new double[larger.size()];
    for (int r = 0; r < widths.length; r++) {
      double a = larger.get(r).all().get(figure);
      double b = smaller.get(r).all().get(figure);
      widths[r] = Math.sqrt(Math.max(0, (a - b) * (a + b)));
    }
    return Estimate.mean(widths);
  }
}
