package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damaged files end in a table or in a DataException, and cost memory in proportion to their size.
 */
class NpyFuzzTest {
  private static final int CASES = 20_000;

  private interface Reader {
    Table read(byte[] bytes) throws Exception;
  }

  private static void survives(long seed, List<byte[]> originals, Reader reader) {
    Mutations mutations = new Mutations(seed);
    int[] refused = {0};
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = mutations.next(originals);
      String which = "case " + i + " of seed " + seed;
      long allocated =
          Allocation.of(
              () -> {
                try {
                  Table table = reader.read(bytes);
                  assertThat(table.rows()).isPositive();
                } catch (DataException declared) {
                  refused[0]++;
                  if (!declared.getMessage().startsWith("fuzzed")
                      || declared.getMessage().contains("\n")) {
                    fail(which + " is not one sentence about the file", declared);
                  }
                } catch (Throwable other) {
                  fail(which, other);
                }
              });
      // A block of rows and the exception's own texts are the constant part.
      if (allocated > 250_000 + 64L * bytes.length) {
        fail(which + ": " + allocated + " bytes allocated for a file of " + bytes.length);
      }
    }
    // Damage to numbers alone is legal in NPY; but most damage hits structure.
    assertThat(refused[0]).isBetween(CASES / 2, CASES);
  }

  private static List<byte[]> originals(String... names) {
    return Stream.of(names).map(Fixtures::bytes).toList();
  }

  @Test
  void npy() {
    survives(
        11,
        originals("f8.npy", "f4_big_fortran.npy", "i8_vector.npy", "u1_fortran.npy", "bool.npy"),
        bytes -> NpyReader.read(new ByteArrayInputStream(bytes), bytes.length, "fuzzed"));
  }

  @Test
  void npz() {
    survives(
        12,
        originals("stored.npz", "deflated.npz"),
        bytes -> NpzReader.read(new BytesChannel(bytes), "fuzzed"));
  }
}
