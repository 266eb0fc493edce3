package dev.credence.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Looks before long work whether its result could be written at the end. */
final class Outputs {
  private Outputs() {}

  /**
   * Tries to make a file beside {@code file}.
   *
   * @throws ParameterException naming the option where that fails
   */
  static void requireWritable(CommandLine command, String option, Path file) {
    if (Files.isDirectory(file)) {
      throw refused(command, option, file, "it is a directory");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused(command, option, file, "the folder " + folder + " does not exist");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return; // a device or a pipe
    }
    try {
      Files.delete(Files.createTempFile(folder, ".credence-", ".tmp"));
    } catch (AccessDeniedException e) {
      throw refused(command, option, file, "permission denied");
    } catch (NoSuchFileException e) {
      throw refused(command, option, file, "the folder " + folder + " is gone");
    } catch (FileSystemException e) {
      throw refused(command, option, file, e.getReason());
    } catch (IOException e) {
      throw refused(command, option, file, e.getMessage());
    }
  }

  /**
   * Looks whether {@code folder} is one, or could be made.
   *
   * @throws ParameterException naming the option where it is not and could not
   */
  static void requireFolder(CommandLine command, String option, Path folder) {
    if (Files.isDirectory(folder)) {
      requireWritable(command, option, folder.resolve("report.html"));
      return;
    }
    Path present = folder.toAbsolutePath();
    while (present != null && Files.notExists(present)) {
      present = present.getParent();
    }
    if (present == null || !Files.isDirectory(present)) {
      throw refused(command, option, folder, present + " is not a folder");
    }
    if (!Files.isWritable(present)) {
      throw refused(command, option, folder, "permission denied in " + present);
    }
  }

  /** Refuses to write over what is read. */
  static void requireOther(
      CommandLine command, String option, Path file, String inputOption, Path input) {
    try {
      if (Files.exists(file) && Files.exists(input) && Files.isSameFile(file, input)) {
        throw refused(command, option, file, "it is the file given as " + inputOption);
      }
    } catch (IOException e) {
      throw refused(command, option, file, e.getMessage());
    }
  }

  private static ParameterException refused(
      CommandLine command, String option, Path file, String reason) {
    return new ParameterException(command, option + ": cannot write " + file + ": " + reason);
  }
}
