package dev.credence.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people write them, in the report's markup: {@code 0.0517 ± 0.0006}. */
public final class Numbers {
  private static final int DIGITS = 4;

  private Numbers() {}

  /** A value known without error: four significant digits, whole numbers grouped by thin spaces. */
  public static String format(double value) {
    finite(value, "value");
    if (value == 0) {
      return "0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return minus(String.format(Locale.ROOT, "%,d", (long) value).replace(',', '\u2009'));
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(new MathContext(DIGITS));
    int exponent = exponent(rounded);
    if (exponent < -3 || exponent >= 6) {
      BigDecimal mantissa = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros();
      return minus(mantissa.toPlainString()) + " × " + ten(exponent);
    }
    return minus(rounded.stripTrailingZeros().toPlainString());
  }

  /**
   * A value and its standard error with matching digits. The error gets one or two digits by the
   * rule of the Particle Data Group: two where its first three digits are at most 354, else one.
   */
  public static String format(double value, double error) {
    finite(value, "value");
    finite(error, "error");
    if (error < 0) {
      throw new IllegalArgumentException("a standard error cannot be negative: " + error);
    }
    if (error == 0) {
      return format(value) + " ± 0";
    }
    BigDecimal e = BigDecimal.valueOf(error).round(new MathContext(3));
    int lead = e.scaleByPowerOfTen(2 - exponent(e)).intValueExact(); // 100 to 999
    int decimals = (lead <= 354 ? 1 : 0) - exponent(e);
    e = BigDecimal.valueOf(error).setScale(decimals, RoundingMode.HALF_UP);
    BigDecimal v = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    int exponent = v.signum() == 0 ? exponent(e) : Math.max(exponent(v), exponent(e));
    if (exponent < -3 || exponent >= 6) {
      String head = minus(v.scaleByPowerOfTen(-exponent).toPlainString());
      String tail = e.scaleByPowerOfTen(-exponent).toPlainString();
      return "(" + head + " ± " + tail + ") × " + ten(exponent);
    }
    return minus(v.toPlainString()) + " ± " + e.toPlainString();
  }

  /** A time span: {@code 2 min 31.2 s}. */
  public static String format(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    long minutes = (long) (seconds / 60);
    if (minutes == 0) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (minutes < 60) {
      return String.format(Locale.ROOT, "%d min %.1f s", minutes, seconds - 60.0 * minutes);
    }
    return (minutes / 60) + " h " + (minutes % 60) + " min";
  }

  /** The text with a true minus sign. */
  static String minus(String number) {
    return number.replace('-', '−');
  }

  /** Power of ten of the leading digit of a non-zero number. */
  private static int exponent(BigDecimal number) {
    return number.precision() - number.scale() - 1;
  }

  private static String ten(int exponent) {
    return "10^{" + minus(Integer.toString(exponent)) + "}";
  }

  private static void finite(double number, String what) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("the " + what + " is " + number + ", not a finite number");
    }
  }
}
