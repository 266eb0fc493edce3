package dev.credence.report;

/**
 * One figure of a report: what was found, and what it is held against.
 *
 * @param name in words or symbols, markup allowed
 * @param value finite
 * @param error standard error of the value, NaN where there is none
 * @param reference the figure to compare with, as text with markup; empty for none
 * @param source where the reference comes from
 */
public record Quantity(
    String name, double value, double error, String reference, String source, Verdict verdict) {

  public Quantity {
    if (!Double.isFinite(value) || Double.isInfinite(error) || error < 0) {
      throw new IllegalArgumentException(
          "figure \"" + name + "\" is " + value + " ± " + error + ", not a finite number");
    }
  }

  public static Quantity of(String name, double value) {
    return of(name, value, Double.NaN);
  }

  public static Quantity of(String name, double value, double error) {
    return new Quantity(name, value, error, "", "", Verdict.NONE);
  }

  /** A published figure to read beside this one; no verdict. */
  public Quantity beside(String reference, String source) {
    return new Quantity(name, value, error, reference, source, verdict);
  }

  /** Expected between two limits. */
  public Quantity between(double low, double high, String source) {
    String text = Numbers.format(low) + " – " + Numbers.format(high);
    return judged(value >= low && value <= high, text, source);
  }

  /** Expected at a figure, give or take a fraction of it. */
  public Quantity near(double reference, double fraction, String source) {
    boolean ok = Math.abs(value - reference) <= fraction * Math.abs(reference);
    String percent = Numbers.format(100 * fraction);
    return judged(ok, Numbers.format(reference) + " (within " + percent + " %)", source);
  }

  public Quantity atMost(double limit, String source) {
    return judged(value <= limit, "≤ " + Numbers.format(limit), source);
  }

  public Quantity atLeast(double limit, String source) {
    return judged(value >= limit, "≥ " + Numbers.format(limit), source);
  }

  public Quantity verdict(Verdict verdict) {
    return new Quantity(name, value, error, reference, source, verdict);
  }

  boolean hasError() {
    return !Double.isNaN(error);
  }

  /** The value with its error, if any, as markup. */
  String text() {
    return hasError() ? Numbers.format(value, error) : Numbers.format(value);
  }

  private Quantity judged(boolean ok, String reference, String source) {
    return new Quantity(name, value, error, reference, source, Verdict.of(ok));
  }
}
