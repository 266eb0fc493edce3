package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.data.CsvWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private static AtomicFile.Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertFiles(String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @Test
  void createsAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("one"));
    assertThat(file).hasContent("one");
    AtomicFile.write(file, text("two"));
    assertThat(file).hasContent("two");
    assertFiles("a.txt");
  }

  @Test
  void keepsThePreviousFileUntilTheNewOneIsWhole() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("good"));
    AtomicFile.write(
        file,
        out -> {
          out.write(new byte[1 << 20]);
          out.flush();
          assertThat(file).hasContent("good");
          out.write('x');
        });
    assertThat(Files.size(file)).isEqualTo((1 << 20) + 1);
  }

  @Test
  void leavesNothingBehindWhenWritingFails() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.write(file, text("good"));
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(OutputException.class)
        .hasMessage("cannot write " + file + ": No space left on device");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new ArithmeticException("mine");
                    }))
        .isInstanceOf(ArithmeticException.class);
    assertThat(file).hasContent("good");
    assertFiles("a.txt");
  }

  @Test
  void saysWhyAPlaceCannotBeWritten() throws IOException {
    Path nowhere = folder.resolve("no/a.txt");
    assertThatThrownBy(() -> AtomicFile.write(nowhere, text("")))
        .isInstanceOf(OutputException.class)
        .hasMessage(
            "cannot write " + nowhere + ": the folder " + nowhere.getParent() + " does not exist");
    assertThatThrownBy(() -> AtomicFile.write(folder, text("")))
        .hasMessage("cannot write " + folder + ": it is a directory");
    Path below = Files.writeString(folder.resolve("file"), "").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(below, text("")))
        .isInstanceOf(OutputException.class)
        .hasMessage("cannot write " + below + ": Not a directory");
    assertFiles("file");
  }

  @Test
  void letsTheContentCloseTheStream() throws IOException {
    Path file = folder.resolve("a.csv");
    AtomicFile.write(
        file,
        out -> {
          try (CsvWriter csv = new CsvWriter(out, List.of("x"))) {
            csv.row(new float[] {1}, 0);
          }
        });
    assertThat(file).hasContent("x\n1.0\n");
  }

  @Test
  void followsALink() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "one");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, text("two"));
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("two");
  }

  @Test
  void writesThroughADevice() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this platform has no /dev/full");
    assertThatThrownBy(() -> AtomicFile.write(full, text("x")))
        .isInstanceOf(OutputException.class)
        .hasMessage("cannot write /dev/full: No space left on device");
    assertThat(Files.isRegularFile(full)).isFalse();
  }
}
