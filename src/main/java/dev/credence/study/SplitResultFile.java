package dev.credence.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.credence.data.DataException;
import dev.credence.model.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Results of single trainings, each in a file of its own, {@code
 * DIR/results/SET/METHOD/split_K.json}, with the settings that led to it: a study that is run again
 * takes a result whose settings are its own and repeats any other.
 */
record SplitResultFile(String settings, SplitResult result) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The result kept for these settings, if there is one. */
  static Optional<SplitResult> read(Path out, SplitTask task, String settings) {
    Path file = path(out, task);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SplitResultFile kept = MAPPER.readValue(file.toFile(), SplitResultFile.class);
      return kept.result != null && settings.equals(kept.settings)
          ? Optional.of(kept.result)
          : Optional.empty();
    } catch (JsonProcessingException notOurs) {
      throw new DataException(
          file + " is no result of this study; move it away to have it made again", notOurs);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Keeps a result. */
  static void write(Path out, SplitTask task, String settings, SplitResult result) {
    Path file = path(out, task);
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new DataException("cannot create the folder " + file.getParent(), e);
    }
    AtomicFile.write(
        file,
        stream ->
            stream.write(
                MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsBytes(new SplitResultFile(settings, result))));
  }

  private static Path path(Path out, SplitTask task) {
    return out.resolve("results")
        .resolve(task.set().name())
        .resolve(task.method().toString())
        .resolve("split_" + task.split() + ".json");
  }
}
