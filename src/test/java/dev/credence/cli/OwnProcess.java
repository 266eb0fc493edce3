package dev.credence.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a Java of its own, with the options of this one. */
final class OwnProcess {
  private OwnProcess() {}

  static ProcessBuilder builder(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-modules") || option.startsWith("-Dcredence."))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Credence.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
