package dev.credence.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The command line as a user could type it again. */
final class CommandText {
  private CommandText() {}

  static String of(CommandSpec spec) {
    Stream<String> words = spec.root().commandLine().getParseResult().originalArgs().stream();
    return "credence " + words.map(CommandText::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,%+@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
