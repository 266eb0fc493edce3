package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    Set<Integer> refused = new HashSet<>();
    for (int i = 0; i < CASES; i++) {
      int number = i;
      byte[] bytes = mutations.next(originals);
      String which = "case " + i + " of seed " + seed;
      Runnable read =
          () -> {
            try {
              assertThat(reader.read(bytes).rows()).isPositive();
            } catch (DataException declared) {
              refused.add(number);
              if (!declared.getMessage().startsWith("fuzzed")
                  || declared.getMessage().contains("\n")) {
                fail(which + " is not one sentence about the file", declared);
              }
            } catch (Exception | Error other) {
              fail(which, other);
            }
          };
      // A block of rows and the exception's own texts are the constant part.
      long allowed = 120_000 + 64L * bytes.length;
      // A code path met for the first time also loads classes: only the repeat is held against us.
      if (Allocation.of(read) > allowed && Allocation.of(read) > allowed) {
        fail(which + ": more than " + allowed + " bytes allocated for " + bytes.length);
      }
    }
    // Damage to numbers alone is legal in NPY; but most damage hits structure.
    assertThat(refused.size()).isBetween(CASES / 2, CASES);
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
