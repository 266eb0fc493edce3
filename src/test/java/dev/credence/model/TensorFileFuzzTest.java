package dev.credence.model;

import static org.assertj.core.api.Assertions.fail;

import dev.credence.data.Allocation;
import dev.credence.data.Mutations;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A damaged file is refused by a ModelFileException, or holds exactly what was written. */
class TensorFileFuzzTest {
  private static final int CASES = 20_000;

  @Test
  void survivesDamage() {
    long seed = 21;
    List<byte[]> originals =
        List.of(
            TensorFileTest.bytes(TensorFileTest.sample()),
            TensorFileTest.bytes(
                TensorFile.builder()
                    .metadata("kind", "model")
                    .tensor("w", new float[200], 10, 20)
                    .build()));
    Mutations mutations = new Mutations(seed);
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = mutations.next(originals);
      String which = "case " + i + " of seed " + seed;
      Runnable read = () -> refusedOrUnchanged(bytes, originals, which);
      // The parser's buffers and the exception's own texts are the constant part.
      long allowed = 60_000 + 32L * bytes.length;
      // A code path met for the first time also loads classes: only the repeat is held against us.
      if (Allocation.of(read) > allowed && Allocation.of(read) > allowed) {
        fail(which + ": more than " + allowed + " bytes allocated for " + bytes.length);
      }
    }
  }

  private static void refusedOrUnchanged(byte[] bytes, List<byte[]> originals, String which) {
    TensorFile file;
    try {
      file = TensorFileTest.parse(bytes);
    } catch (ModelFileException declared) {
      if (!declared.getMessage().startsWith("m ") || declared.getMessage().contains("\n")) {
        fail(which + " is not one sentence about the file", declared);
      }
      return;
    } catch (Throwable other) {
      fail(which, other);
      return;
    }
    byte[] again = TensorFileTest.bytes(file);
    if (originals.stream().noneMatch(original -> Arrays.equals(original, again))) {
      fail(which + " was accepted with other content");
    }
  }
}
