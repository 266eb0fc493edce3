package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

  private static Table parse(byte[] bytes) throws IOException {
    return NpzReader.read(new BytesChannel(bytes), "a.npz");
  }

  private static byte[] npy(int rows, int columns) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, new float[rows * columns], rows, columns);
    return out.toByteArray();
  }

  /** A deflated archive of the same bytes under several names. */
  private static byte[] zip(byte[] content, String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static void refused(byte[] bytes, String sentence) {
    assertThatThrownBy(() -> parse(bytes))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a.npz")
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void readsWhatNumpyWrote(String name) {
    Table table = Tables.read(Fixtures.path(name));
    assertThat(table.names()).containsExactly("x_0", "x_1", "x_2", "x_3", "y", "n");
    assertThat(table.numbers(1)).containsExactly(-0.375, 0.125, 0.625);
    assertThat(table.numbers(table.index("y"))).containsExactly(0.1, -2.5, 1e300);
    assertThat(table.numbers(table.index("n"))).containsExactly(7, 8, 9);
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = Fixtures.bytes("deflated.npz");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> parse(cut)).isInstanceOf(DataException.class);
    }
  }

  @Test
  void noticesArraysThatAreMissingFromTheMiddle() throws IOException {
    byte[] two = zip(npy(2, 1), "a.npy", "b.npy");
    byte[] one = zip(npy(2, 1), "a.npy");
    int entry = (new String(two, "ISO-8859-1")).indexOf("PK\3\4", 4);
    int directoryOfTwo = (new String(two, "ISO-8859-1")).indexOf("PK\1\2");
    byte[] cut = new byte[entry + two.length - directoryOfTwo];
    System.arraycopy(two, 0, cut, 0, entry);
    System.arraycopy(two, directoryOfTwo, cut, entry, two.length - directoryOfTwo);
    assertThat(parse(one).names()).containsExactly("a_0");
    refused(cut, "its directory lists 2 arrays, but 1 are there");
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    refused(zip(npy(2, 1), "readme.txt"), "holds 'readme.txt', which is no NPY array");
    refused(zip(npy(2, 1)), "holds no rows");
    byte[] extra = Arrays.copyOf(npy(2, 2), 1000);
    refused(zip(extra, "a.npy"), "array 'a' holds more numbers than its header promises");
    byte[] corrupt = Fixtures.bytes("stored.npz");
    corrupt[new String(corrupt, "ISO-8859-1").indexOf("n.npy") - 40] ^= 1;
    refused(corrupt, "is a damaged NPZ archive: ");
  }

  @Test
  void refusesColumnsOfUnequalLengthAndOfOneName() throws IOException {
    byte[] grid = Fixtures.bytes("f8.npy"); // 3 rows, 4 columns
    byte[] vector = Fixtures.bytes("bool.npy"); // 3 rows
    byte[] longer = Fixtures.bytes("i8_vector.npy"); // 4 rows
    refused(zip("x", grid, "x_1", vector), " names two columns 'x_1' (numbers 1 and 4");
    refused(zip("x", vector, "y", longer), ": column 'y' has 4 rows where 'x' has 3");
  }

  private static byte[] zip(String a, byte[] first, String b, byte[] second) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(a + ".npy"));
      zip.write(first);
      zip.putNextEntry(new ZipEntry(b + ".npy"));
      zip.write(second);
    }
    return out.toByteArray();
  }

  @Test
  void refusesBombsWithoutUnpackingThem() throws IOException {
    byte[] bomb = zip(npy(6_000_000, 1), "a.npy");
    assertThat(bomb.length).isLessThan(50_000);
    assertThat(Allocation.of(() -> refused(bomb, "promises 24000000 bytes"))).isLessThan(2_000_000);

    byte[] many =
        zip(
            npy(600_000, 1),
            "a.npy",
            "b.npy",
            "c.npy",
            "d.npy",
            "e.npy",
            "f.npy",
            "g.npy",
            "h.npy");
    refused(many, "array 'g' promises 2400000 bytes");
  }

  @Test
  void allocatesForWhatIsThereNotForWhatIsPromised() throws IOException {
    byte[] lying = npy(4_000_000, 1);
    byte[] bytes = zip(Arrays.copyOf(lying, 1000), "a.npy");
    assertThat(Allocation.of(() -> refused(bytes, "is truncated"))).isLessThan(500_000);
  }
}
