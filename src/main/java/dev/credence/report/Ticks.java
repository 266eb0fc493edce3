package dev.credence.report;

import dev.credence.report.Axis.Scale;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an axis is marked and with which labels.
 *
 * @param major labelled positions, ascending
 * @param labels one per major position, markup
 * @param minor positions without label
 * @param exponent power of ten taken out of all labels, 0 for none
 */
record Ticks(List<Double> major, List<String> labels, List<Double> minor, int exponent) {

  /** About {@code wanted} ticks; never fewer than two labels. */
  static Ticks of(Range range, int wanted) {
    if (range.scale() == Scale.LINEAR) {
      return linear(range, wanted);
    }
    double decades = Math.log10(range.high()) - Math.log10(range.low());
    // Within a factor of five there may be but one of 1, 2, 5, 10.
    return decades < 0.7 ? linear(range, wanted) : logarithmic(range, wanted);
  }

  private static Ticks linear(Range range, int wanted) {
    double length = range.high() - range.low();
    Ticks ticks = null;
    for (int n = Math.max(2, wanted); ticks == null || ticks.major.size() < 2; n++) {
      ticks = linear(range, length / n);
    }
    return ticks;
  }

  private static Ticks linear(Range range, double about) {
    int power = (int) Math.floor(Math.log10(about));
    double lead = about / Math.pow(10, power);
    int digit = lead < Math.sqrt(2) ? 1 : lead < Math.sqrt(10) ? 2 : lead < Math.sqrt(50) ? 5 : 10;
    BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
    double size = step.doubleValue();
    double slack = 1e-6;
    long first = (long) Math.ceil(range.low() / size - slack);
    long last = (long) Math.floor(range.high() / size + slack);
    double largest = Math.max(Math.abs(range.low()), Math.abs(range.high()));
    int order = (int) Math.floor(Math.log10(largest));
    int exponent = order >= 5 || order <= -3 ? order : 0;
    List<Double> major = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (long k = first; k <= last; k++) {
      BigDecimal value = step.multiply(BigDecimal.valueOf(k));
      major.add(value.doubleValue());
      labels.add(label(value.scaleByPowerOfTen(-exponent), step.scaleByPowerOfTen(-exponent)));
    }
    int parts = digit == 2 ? 4 : 5;
    List<Double> minor = new ArrayList<>();
    for (long k = (first - 1) * parts; k <= (last + 1) * parts; k++) {
      double value = k * size / parts;
      if (k % parts != 0 && range.contains(value)) {
        minor.add(value);
      }
    }
    return new Ticks(major, labels, minor, exponent);
  }

  private static Ticks logarithmic(Range range, int wanted) {
    int from = (int) Math.floor(Math.log10(range.low()));
    int to = (int) Math.floor(Math.log10(range.high()) + 1e-9);
    Ticks ticks = null;
    for (int n = Math.max(2, wanted); ticks == null || ticks.major.size() < 2; n++) {
      ticks = logarithmic(range, from, to, Math.max(1, (to - from + n - 1) / n));
    }
    return ticks;
  }

  /** Labels at every such many decades; inside the decades too where these are few. */
  private static Ticks logarithmic(Range range, int from, int to, int every) {
    boolean few = Math.log10(range.high() / range.low()) < 2.2;
    boolean plain = from >= -3 && to <= 3;
    List<Double> major = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<Double> minor = new ArrayList<>();
    for (int power = from; power <= to; power++) {
      for (int digit = 1; digit < 10; digit++) {
        double value = BigDecimal.valueOf(digit).scaleByPowerOfTen(power).doubleValue();
        // A decade that is the limit itself must not be lost to the rounding of a power of ten.
        if (value < range.low() * (1 - 1e-9) || value > range.high() * (1 + 1e-9)) {
          continue;
        }
        boolean labelled =
            few
                ? digit == 1 || digit == 2 || digit == 5
                : digit == 1 && Math.floorMod(power, every) == 0;
        if (labelled) {
          major.add(value);
          labels.add(plain ? plain(digit, power) : power(digit, power));
        } else if (every == 1 || digit == 1) {
          minor.add(value);
        }
      }
    }
    return new Ticks(major, labels, minor, 0);
  }

  private static String plain(int digit, int power) {
    return BigDecimal.valueOf(digit).scaleByPowerOfTen(power).toPlainString();
  }

  private static String power(int digit, int power) {
    String ten = "10^{" + Numbers.minus(Integer.toString(power)) + "}";
    return digit == 1 ? ten : digit + "×" + ten;
  }

  private static String label(BigDecimal value, BigDecimal step) {
    int decimals = Math.max(0, step.stripTrailingZeros().scale());
    return Numbers.minus(value.setScale(decimals).toPlainString());
  }
}
