package dev.credence.backend;

import java.util.function.IntFunction;

/**
 * A float64 value and a bound on the error that float32 arithmetic, rounding each step, makes on
 * the way to it (running first-order analysis, Higham 2002, section 3.3).
 */
record Num(double value, double error) {
  /** Unit roundoff of float32. */
  static final double U = 0x1p-24;

  /** Stated bound of an elementary function: 4 units in the last place, 8 roundoffs. */
  static final double ELEMENTARY = 8 * U;

  static final Num ZERO = new Num(0, 0);
  static final Num ONE = new Num(1, 0);

  static Num of(double exact) {
    return new Num(exact, 0);
  }

  private static Num rounded(double value, double error) {
    return new Num(value, error + U * Math.abs(value));
  }

  Num plus(Num o) {
    return rounded(value + o.value, error + o.error);
  }

  Num minus(Num o) {
    return rounded(value - o.value, error + o.error);
  }

  Num times(Num o) {
    return rounded(
        value * o.value, Math.abs(value) * o.error + Math.abs(o.value) * error + error * o.error);
  }

  Num times(double exact) {
    return times(of(exact));
  }

  Num plus(double exact) {
    return plus(of(exact));
  }

  Num over(Num o) {
    double quotient = value / o.value;
    return rounded(quotient, (error + Math.abs(quotient) * o.error) / Math.abs(o.value));
  }

  Num negate() {
    return new Num(-value, error);
  }

  /** f of this, where {@code slope} is f' here; f itself has the elementary bound. */
  Num map(double f, double slope) {
    return new Num(f, Math.abs(slope) * error + ELEMENTARY * Math.abs(f));
  }

  Num exp() {
    double f = Math.exp(value);
    return map(f, f);
  }

  Num log() {
    return map(Math.log(value), 1 / value);
  }

  Num sqrt() {
    double f = Math.sqrt(value);
    return map(f, f == 0 ? 0 : 0.5 / f);
  }

  Num square() {
    return times(this);
  }

  /** Plus an error from elsewhere. */
  Num blurred(double more) {
    return new Num(value, error + more);
  }

  /** A sum of n terms in any order: the error of each, and (n - 1) u sum |term|. */
  static Num sum(int n, IntFunction<Num> term) {
    double sum = 0;
    double magnitude = 0;
    double error = 0;
    for (int i = 0; i < n; i++) {
      Num t = term.apply(i);
      sum += t.value;
      magnitude += Math.abs(t.value) + t.error;
      error += t.error;
    }
    return new Num(sum, error + n * U * magnitude);
  }

  /** Stable log of the sum of exponentials. */
  static Num logSumExp(Num[] a) {
    double max = Double.NEGATIVE_INFINITY;
    for (Num x : a) {
      max = Math.max(max, x.value);
    }
    Num shift = of(max);
    return sum(a.length, i -> a[i].minus(shift).exp()).log().plus(shift);
  }
}
