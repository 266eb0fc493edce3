package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  /** arange(12).reshape(3, 4) / 8 - 0.5: every value is exact in float32. */
  private static final double[] GRID = new double[12];

  static {
    Arrays.setAll(GRID, i -> i / 8.0 - 0.5);
  }

  private static Table parse(byte[] bytes) throws IOException {
    return NpyReader.read(new ByteArrayInputStream(bytes), bytes.length, "a.npy");
  }

  /** A version 1 file with any header text and this many bytes of zeros. */
  private static byte[] file(String header, int zeros) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] out = Arrays.copyOf(Fixtures.bytes("f8.npy"), 10 + text.length + zeros);
    Arrays.fill(out, 10, out.length, (byte) 0);
    out[8] = (byte) text.length;
    out[9] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, out, 10, text.length);
    return out;
  }

  private static void refused(byte[] bytes, String sentence) {
    assertThatThrownBy(() -> parse(bytes))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.npy")
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({"f8.npy", "f4_big_fortran.npy"})
  void readsWhatNumpyWrote(String name) {
    Table table = Tables.read(Fixtures.path(name));
    assertThat(table.names()).containsExactly("c0", "c1", "c2", "c3");
    for (int k = 0; k < 4; k++) {
      assertThat(table.numbers(k)).containsExactly(GRID[k], GRID[4 + k], GRID[8 + k]);
    }
  }

  @Test
  void readsIntegersAndBooleans() {
    assertThat(Tables.read(Fixtures.path("i8_vector.npy")).numbers(0))
        .containsExactly(-0x1p40, -1, 0, 0x1p53);
    Table large = Tables.read(Fixtures.path("u8_big.npy"));
    assertThat(large.numbers(0)).containsExactly(0, 0x1p64);
    assertThat(large.numbers(1)).containsExactly(0x1p63, 1025);
    Table small = Tables.read(Fixtures.path("u1_fortran.npy"));
    assertThat(small.matrix(0, 1, 2)).containsExactly(0, 255, 1, 2, 3, 128);
    assertThat(Tables.read(Fixtures.path("bool.npy")).numbers(0)).containsExactly(1, 0, 1);
  }

  @Test
  void readsArraysOfManyBlocks() throws IOException {
    int rows = 30_011;
    float[] values = new float[rows * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, values, rows, 3);
    assertThat(parse(out.toByteArray()).matrix(0, 1, 2)).isEqualTo(values);
  }

  @Test
  void writesTheBytesThatNumpyWrites() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, GRID, 3, 4);
    assertThat(out.toByteArray()).isEqualTo(Fixtures.bytes("f8.npy"));
    assertThatThrownBy(() -> NpyWriter.write(out, GRID, 3, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesDamage() {
    byte[] whole = Fixtures.bytes("f8.npy");
    refused(
        Arrays.copyOf(whole, whole.length - 1), "promises 96 bytes of numbers where at most 95");
    refused(Arrays.copyOf(whole, whole.length + 3), "holds 99 bytes of numbers");
    refused(Arrays.copyOf(whole, 9), "is truncated");
    refused(Arrays.copyOf(whole, 40), "is truncated");
    byte[] version = whole.clone();
    version[6] = 9;
    refused(version, "is not an NPY array of version 1, 2 or 3");
    assertThatThrownBy(() -> Tables.read(Fixtures.path("structured.npy")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is a structured array");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '"',
      value = {
        "{'descr': '<f2', 'fortran_order': False, 'shape': (1,), } # type '<f2'",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), } # type '|O'",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (), } # has 0 axes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), } # has 3 axes",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0,), } # holds no rows",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 0), } # holds no rows",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000,), } # too large",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9, 4000000000), } # too large",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 65536), } # promises",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), } # whole",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), } # whole numbers",
        "{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), } # neither True nor False",
        "{'descr': '<f8', 'fortran_order': False, } # all needed",
        "{'descr': '<f8', 'descr': '<f8', } # appears twice",
        "{'descr': '<f8', 'extra': 3, } # 'extra' is unknown",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x # text follows",
        "{'descr: <f8 # quoted name is missing",
        "None # '{' is missing",
      })
  void refusesHeaders(String header, String sentence) {
    refused(file(header, 8), sentence);
  }
}
