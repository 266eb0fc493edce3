package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One command run in this process, with what it printed and its exit status. */
record CommandRun(int status, String out, String err) {
  static CommandRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(arguments).map(CommandRun::text).toArray(String[]::new);
    int status = Credence.run(new PrintWriter(out), new PrintWriter(err), words);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** Checks that all went well. */
  CommandRun succeeds() {
    assertThat(status).as("exit status; stderr:%n%s", err).isZero();
    return this;
  }

  /** Checks for exit status 2 and one sentence on stderr that names all of these. */
  CommandRun refuses(Object... named) {
    assertThat(status).as("exit status; stderr:%n%s", err).isEqualTo(2);
    List<String> lines = err.lines().toList();
    assertThat(lines).as("lines of stderr").hasSize(1);
    assertThat(lines.get(0)).startsWith("credence: ").doesNotContain("Exception");
    for (Object name : named) {
      assertThat(lines.get(0)).contains(text(name));
    }
    return this;
  }

  private static String text(Object argument) {
    return argument instanceof Path path ? path.toString() : String.valueOf(argument);
  }
}
