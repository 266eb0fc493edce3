package dev.credence.backend;

import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Runs a case and says what is wrong with the result. */
final class Parity {
  /** Margin over the first-order bound: higher orders, and other but equally good formulas. */
  static final double MARGIN = 2;

  private Parity() {}

  /**
   * What a case came to.
   *
   * @param worst largest error over what is allowed, {@link #MARGIN} times the bound; NaN where a
   *     number is missing
   * @param violations one sentence for each fault
   */
  record Outcome(double worst, List<String> violations) {}

  /** One sentence for each fault; none where the backend does what the oracle says. */
  static List<String> violations(OpCase c, Backend backend) {
    return outcome(c, backend).violations();
  }

  /** The same where factors of matrix products are rounded with a relative error. */
  static List<String> violations(OpCase c, Backend backend, double roundoff) {
    return outcome(c, backend, roundoff).violations();
  }

  static Outcome outcome(OpCase c, Backend backend) {
    return outcome(c, backend, 0);
  }

  static Outcome outcome(OpCase c, Backend backend, double roundoff) {
    try (Fixture fixture = c.fixture(backend)) {
      Op op = c.build().apply(fixture);
      Values before = Values.of(op);
      Map<Tensor, Num[]> expected = Oracle.expect(op, before, fixture.state, roundoff);
      backend.compile(List.of(op), fixture.state).run();
      List<String> found = fixture.violations();
      Map<Tensor, Boolean> written = new IdentityHashMap<>();
      double worst = 0;
      for (Tensor output : op.outputs()) {
        written.put(output, true);
        worst = Math.max(worst, compare(output, expected.get(output), found));
      }
      for (Tensor input : op.inputs()) {
        if (!written.containsKey(input)) {
          unchanged(input, before.all(input), found);
        }
      }
      return new Outcome(worst, found);
    }
  }

  /** The largest error over its bound. */
  private static double compare(Tensor tensor, Num[] expected, List<String> found) {
    float[] actual = tensor.toArray();
    double worst = 0;
    String sentence = null;
    boolean missing = false;
    for (int i = 0; i < actual.length; i++) {
      double tolerance = MARGIN * expected[i].error() + Float.MIN_NORMAL;
      double over = Math.abs(actual[i] - expected[i].value()) / tolerance;
      missing |= Double.isNaN(over);
      // NaN fails this comparison.
      if (!(over <= 1) && !(over <= worst)) {
        sentence =
            "%s[%d] is %s, not %s +- %.2g"
                .formatted(tensor, i, actual[i], expected[i].value(), tolerance);
      }
      if (over > worst) {
        worst = over;
      }
    }
    if (sentence != null) {
      found.add(sentence);
    }
    return missing ? Double.NaN : worst;
  }

  private static void unchanged(Tensor tensor, double[] before, List<String> found) {
    float[] after = tensor.toArray();
    for (int i = 0; i < after.length; i++) {
      if (Double.compare(after[i], before[i]) != 0) {
        found.add("%s[%d] is an operand and was written".formatted(tensor, i));
        return;
      }
    }
  }
}
