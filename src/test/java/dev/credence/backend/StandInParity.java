package dev.credence.backend;

import java.util.List;

/**
 * Started in a Java of its own over the stand-in of NVIDIA's driver: parity of the cases whose
 * names begin with one of the arguments, on the CUDA backend with its real driver. Prints each
 * violation, and the number of cases.
 */
public final class StandInParity {
  private StandInParity() {}

  public static void main(String[] beginnings) {
    try (Backend backend = Backends.select(Backends.CUDA)) {
      List<OpCase> cases =
          Cases.all().stream()
              .filter(c -> List.of(beginnings).contains(c.type().getSimpleName()))
              .toList();
      for (OpCase c : cases) {
        Parity.violations(c, backend).forEach(v -> System.out.println(c.name() + ": " + v));
      }
      System.out.println(cases.size() + " cases");
    }
  }
}
