package dev.credence.backend;

import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.driver.Precision;
import java.util.Arrays;
import java.util.List;

/**
 * Started in a Java of its own over the stand-in of NVIDIA's driver: parity of the cases whose
 * names begin with one of the arguments, on the CUDA backend with its real driver, in one precision
 * after another on the same device. Prints each violation, and for every precision the number of
 * cases and of how many operations some are beyond what the next finer precision allows.
 */
public final class StandInParity {
  private StandInParity() {}

  public static void main(String[] beginnings) {
    List<OpCase> cases =
        Cases.all().stream()
            .filter(c -> List.of(beginnings).contains(c.type().getSimpleName()))
            .toList();
    Driver driver = JcudaDriver.open(0);
    try (Backend first = new CudaBackend(driver)) {
      for (Precision precision : Precision.values()) {
        // Closed with the driver.
        print(precision, new CudaBackend(driver, Tuning.DEFAULT, precision), cases);
      }
    }
  }

  private static void print(Precision precision, Backend backend, List<OpCase> cases) {
    double roundoff = precision.roundoff();
    for (OpCase c : cases) {
      Parity.violations(c, backend, roundoff).forEach(v -> System.out.println(c.name() + ": " + v));
    }
    long rounded =
        cases.stream()
            .filter(c -> !Parity.violations(c, backend, finer(roundoff)).isEmpty())
            .map(OpCase::type)
            .distinct()
            .count();
    System.out.printf("%s: %d cases, %d rounded%n", precision.id(), cases.size(), rounded);
  }

  /** Roundoff of the next finer precision. */
  private static double finer(double roundoff) {
    return Arrays.stream(Precision.values())
        .mapToDouble(Precision::roundoff)
        .filter(r -> r < roundoff)
        .max()
        .orElse(roundoff);
  }
}
