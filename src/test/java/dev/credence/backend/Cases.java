package dev.credence.backend;

import java.util.List;
import java.util.stream.Stream;

/** All cases of all operations. */
final class Cases {
  /** Around the register tiles of the backends, and primes. */
  static final int[] SIZES = {1, 3, 7, 15, 16, 17, 31, 32, 33, 64, 97};

  /** Rows and columns that are worth sharing among threads. */
  static final int LARGE_ROWS = 131;

  static final int LARGE_COLUMNS = 97;

  private static final List<OpCase> ALL =
      Stream.of(
              ProductCases.all(),
              ProductGradientCases.all(),
              ElementwiseCases.all(),
              LossCases.all(),
              PenaltyCases.all(),
              OptimizerCases.all(),
              SamplerCases.all(),
              DataCases.all())
          .flatMap(List::stream)
          .toList();

  private Cases() {}

  static List<OpCase> all() {
    return ALL;
  }
}
