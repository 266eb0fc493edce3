package dev.credence.backend;

import dev.credence.backend.cuda.driver.Precision;
import java.util.Arrays;
import java.util.List;

/**
 * Started in a Java of its own over the stand-in of NVIDIA's driver: parity of the cases whose
 * names begin with one of the arguments, on the CUDA backend with its real driver, in the precision
 * of the system property. Prints each violation, the number of cases, and whether of every
 * operation some are beyond what the next finer precision allows.
 */
public final class StandInParity {
  private StandInParity() {}

  /** Roundoff of the next finer precision. */
  private static double finer(double roundoff) {
    return Arrays.stream(Precision.values())
        .mapToDouble(Precision::roundoff)
        .filter(r -> r < roundoff)
        .max()
        .orElse(roundoff);
  }

  public static void main(String[] beginnings) {
    double roundoff = Precision.chosen().roundoff();
    try (Backend backend = Backends.select(Backends.CUDA)) {
      List<OpCase> cases =
          Cases.all().stream()
              .filter(c -> List.of(beginnings).contains(c.type().getSimpleName()))
              .toList();
      for (OpCase c : cases) {
        Parity.violations(c, backend, roundoff)
            .forEach(v -> System.out.println(c.name() + ": " + v));
      }
      long rounded =
          cases.stream()
              .filter(c -> !Parity.violations(c, backend, finer(roundoff)).isEmpty())
              .map(OpCase::type)
              .distinct()
              .count();
      boolean all = rounded == beginnings.length;
      System.out.println(cases.size() + " cases" + (all ? ", rounded" : ""));
    }
  }
}
