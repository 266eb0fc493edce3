package dev.credence.data;

/**
 * Decimal numbers as data files write them: sign, digits, point, exponent, or nan and inf in any
 * case. Java's own extras (hexadecimal, a trailing d or f) are text here.
 */
final class NumberText {
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long EXACT = 1L << 53;

  private NumberText() {}

  /**
   * The nearest double of a number without surrounding blanks.
   *
   * @throws NumberFormatException when the text is not a number
   */
  static double parse(String text) {
    int length = text.length();
    int at = 0;
    boolean negative = false;
    if (length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
      negative = text.charAt(0) == '-';
      at = 1;
    }
    long digits = 0;
    int digitCount = 0;
    int significant = 0;
    int scale = 0; // value = digits * 10^scale
    boolean point = false;
    for (; at < length; at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digitCount++;
        if (significant > 0 || c != '0') {
          significant++;
        }
        if (significant <= 18) {
          digits = 10 * digits + (c - '0');
        }
        scale -= point ? 1 : 0;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digitCount == 0) {
      return special(text, at, negative, point);
    }
    if (at < length) {
      at = exponentEnd(text, at);
      if (at < length) {
        throw new NumberFormatException(text);
      }
      return Double.parseDouble(text);
    }
    // Clinger's fast path: both operands exact in binary, so one division rounds correctly.
    if (significant <= 18 && digits <= EXACT && -scale < POWERS_OF_TEN.length) {
      double value = digits / POWERS_OF_TEN[-scale];
      return negative ? -value : value;
    }
    return Double.parseDouble(text);
  }

  private static int exponentEnd(String text, int from) {
    int at = from;
    if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
      return from;
    }
    at++;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int first = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > first ? at : from;
  }

  private static double special(String text, int at, boolean negative, boolean point) {
    String word = point ? "" : text.substring(at);
    if (word.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    throw new NumberFormatException(text);
  }
}
