package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own has: standard streams and a language. */
class ProcessTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "train --help", "study --help", "doctor --json"})
  void fullOutputIsNoSuccess(String arguments) throws Exception {
    assumeThat(FULL).as("a device that is full").exists();
    Process process =
        OwnProcess.builder(List.of(), List.of(arguments.split(" ")))
            .redirectOutput(Redirect.to(FULL.toFile()))
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isEqualTo(2);
    assertThat(err).contains("credence: the output could not be written");
  }

  @Test
  void outputThatCannotBeWrittenIsNoSuccess() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("no space");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    assertThat(Credence.run(new PrintWriter(full), new PrintWriter(err), "--help")).isEqualTo(2);
    assertThat(err).hasToString("credence: the output could not be written\n");
  }

  @Test
  void digitsAreTheSameInEveryLanguage() throws Exception {
    Path data = SmallTables.csv(folder.resolve("train.csv"), 300, 1);
    String model = folder.resolve("m.credence").toString();
    String out = folder.resolve("out.csv").toString();
    String train =
        "train --data " + data + " --target y --features a,b --epochs 2 --model " + model;
    String predict = "predict --data " + data + " --model " + model + " --out " + out;
    String bad = "train --data " + data + " --target y --hidden 0 --model " + model;
    for (String arguments : List.of(train, predict, bad)) {
      Process process =
          OwnProcess.builder(
                  List.of("-Duser.language=ar", "-Duser.country=EG", "-Dfile.encoding=UTF-8"),
                  List.of(arguments.split(" ")))
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(text).isEqualTo(arguments.equals(bad) ? 2 : 0);
      assertThat(text).matches("\\p{ASCII}+").containsPattern("[0-9]");
    }
    assertThat(Files.readString(Path.of(out))).matches("\\p{ASCII}+");
  }
}
