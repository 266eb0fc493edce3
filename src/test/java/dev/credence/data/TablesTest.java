package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
  }

  private void refused(String name, String content, String sentence) throws IOException {
    Path path = file(name, content);
    assertThatThrownBy(() -> Tables.read(path))
        .isInstanceOf(DataException.class)
        .hasMessage(path + sentence);
  }

  @Test
  void readsCsvWithMarkQuotesAndCarriageReturns() throws IOException {
    Table table =
        Tables.read(
            file(
                "a.csv",
                "\uFEFFx, \"the, y\",kind\r\n1.5,2,red\r\n\r\n-3e2 , 4,\"a \"\"b\"\"\nc\"\r\n7,8,red\r\n\r\n"));
    assertThat(table.names()).containsExactly("x", "the, y", "kind");
    assertThat(table.numbers(table.index("x"))).containsExactly(1.5, -300, 7);
    assertThat(table.numbers(table.index("the, y"))).containsExactly(2, 4, 8);
    assertThat(table.column(2).isNumeric()).isFalse();
    assertThat(table.column(2).text(1)).isEqualTo("a \"b\"\nc");
    assertThat(table.place(1)).isEqualTo("line 4");
    assertThat(table.place(2)).as("after a field of two lines").isEqualTo("line 6");
  }

  @Test
  void keepsTheExactTextOfAColumnThatTurnsToTextLate() throws IOException {
    Table table = Tables.read(file("a.csv", "id,v\n01,1\n1.0,2\nx,3\n"));
    assertThat(table.column(0).isNumeric()).isFalse();
    assertThat(table.column(0).text(0)).isEqualTo("01");
    assertThat(table.column(0).text(1)).isEqualTo("1.0");
    assertThat(table.numbers(1)).containsExactly(1, 2, 3);
  }

  @Test
  void readsBlankSeparatedTables() throws IOException {
    Table table =
        Tables.read(file("a.txt", "# made by hand, twice\n 1\t2.5  3 \n\n-4 5 6\t\n   \n\n"));
    assertThat(table.names()).containsExactly("c0", "c1", "c2");
    assertThat(table.matrix(0, 1, 2)).containsExactly(1, 2.5f, 3, -4, 5, 6);
    assertThat(table.place(1)).isEqualTo("line 4");
  }

  @Test
  void takesCommasForCsvWhateverTheName() throws IOException {
    Table table = Tables.read(file("a.data", "u,v\n1,2\n"));
    assertThat(table.names()).containsExactly("u", "v");
  }

  @Test
  void readsOneColumnAndNamelessColumns() throws IOException {
    assertThat(Tables.read(file("a.csv", "y\n1\n2\n")).numbers(0)).containsExactly(1, 2);
    assertThat(Tables.read(file("b.csv", ",y\n0,1\n")).names()).containsExactly("c0", "y");
    assertThat(Tables.read(file("c.csv", "0,1\n5,6\n")).names()).containsExactly("0", "1");
  }

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("none.csv");
    assertThatThrownBy(() -> Tables.read(missing)).hasMessage(missing + " does not exist");
    assertThatThrownBy(() -> Tables.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(folder + " is a directory, not a file");
  }

  @Test
  void refusesFilesWithoutRows() throws IOException {
    refused("a.csv", "", " is empty");
    refused("b.csv", "\n\n", " is empty");
    refused("c.txt", "  \n\n", " is empty");
    refused("d.csv", "x,y\n", " has a header but no rows");
  }

  @Test
  void refusesRaggedRows() throws IOException {
    refused("a.csv", "x,y\n1,2\n\n3\n", ", line 4: 1 fields where the header has 2");
    refused("b.csv", "x,y\n1,2,3\n", ", line 2: 3 fields where the header has 2");
    refused("c.txt", "1 2\n3 4 5\n", ", line 2: 3 fields where the first row has 2");
  }

  @Test
  void refusesHeadersThatAreNone() throws IOException {
    refused("a.csv", "x,y,x\n1,2,3\n", " names two columns 'x' (numbers 0 and 2, counted from 0)");
    refused(
        "b.csv",
        "1.5,2\n3,4\n",
        ", line 1: column names are expected here, but every field is a number");
    refused(
        "c.csv",
        "x;y\n3;4\n",
        ", line 1: the columns of a CSV file are separated by commas, not semicolons or tabs");
  }

  @Test
  void refusesOtherKindsOfFile() throws IOException {
    refused("a.npy", "x,y\n1,2\n", " does not begin like an NPY file");
    refused(
        "a.bin",
        "ab\0cd",
        " is a binary file that is neither NPY nor NPZ, and CSV or columns are text");
    Path latin = Files.write(folder.resolve("l.csv"), new byte[] {'x', '\n', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> Tables.read(latin)).hasMessage(latin + " is not UTF-8 text");
    Path open = file("q.csv", "x,y\n1,\"2\n3,4\n");
    assertThatThrownBy(() -> Tables.read(open))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(open + " is not valid CSV: ")
        .hasMessageContaining("line 2");
  }
}
