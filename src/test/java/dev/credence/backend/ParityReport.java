package dev.credence.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.backend.cuda.CudaBackend;
import dev.credence.backend.cuda.Tuning;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The worst error of every operation in every precision, for the report on a device. */
final class ParityReport {
  private final Driver driver;
  private final Map<String, Map<Precision, Worst>> ops = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private int cases;

  /** What an operation came to in one precision. */
  private static final class Worst {
    int cases;
    double error;
  }

  private ParityReport(Driver driver) {
    this.driver = driver;
  }

  /**
   * Runs the cases whose names begin so: all in FP32, and products in TF32 and BF16 with every tile
   * of tensor cores.
   *
   * @return whether every one is within its bound
   */
  static boolean write(Driver driver, String prefix, ObjectNode report) {
    ParityReport parity = new ParityReport(driver);
    for (Precision precision : Precision.values()) {
      boolean exact = precision == Precision.FP32;
      for (Tuning tuning : exact ? List.of(Tuning.DEFAULT) : PrecisionTest.TUNINGS) {
        // Closed with the driver, which others use.
        Backend backend = new CudaBackend(driver, tuning, precision);
        (exact ? Cases.all() : ProductTuningTest.products())
            .stream()
                .filter(c -> c.name().startsWith(prefix))
                .forEach(c -> parity.run(c, backend, precision, tuning));
      }
    }
    parity.write(report);
    return parity.faults.isEmpty();
  }

  private void run(OpCase c, Backend backend, Precision precision, Tuning tuning) {
    Worst worst =
        ops.computeIfAbsent(c.type().getSimpleName(), name -> new TreeMap<>())
            .computeIfAbsent(precision, p -> new Worst());
    String name = "%s, %s, %s: ".formatted(c.name(), precision, tuning);
    cases++;
    worst.cases++;
    try {
      Parity.Outcome outcome = Parity.outcome(c, backend, precision.roundoff());
      worst.error = Math.max(worst.error, outcome.worst()); // stays NaN once it is
      outcome.violations().forEach(v -> faults.add(name + v));
    } catch (RuntimeException e) {
      faults.add(name + e);
    }
  }

  private void write(ObjectNode report) {
    ObjectNode all = report.putObject("ops");
    ops.forEach(
        (op, precisions) -> {
          ObjectNode node = all.putObject(op);
          precisions.forEach(
              (precision, worst) ->
                  node.putObject(precision.id())
                      .put("cases", worst.cases)
                      .put("worst_error_over_allowed", worst.error));
        });
    report.put("cases", cases);
    ArrayNode list = report.putArray("faults");
    faults.forEach(list::add);
    faults.stream().limit(20).forEach(System.err::println);
    System.err.printf("parity: %d faults in %d cases%n", faults.size(), cases);
  }
}
