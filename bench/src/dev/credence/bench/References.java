package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Results of the scalar backend. Within one run of the suite each is computed once and kept in the
 * folder that the system property {@code credence.bench.references} names, for the other forks.
 */
final class References {
  private References() {}

  static Map<String, float[]> of(Work work) {
    String folder = System.getProperty("credence.bench.references");
    if (folder == null) {
      return compute(work);
    }
    Path file = Path.of(folder, work.toString().replaceAll("[^A-Za-z0-9]+", "-"));
    try {
      if (!Files.exists(file)) {
        write(file, compute(work));
      }
      return read(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the reference " + file + " cannot be kept", e);
    }
  }

  private static Map<String, float[]> compute(Work work) {
    try (Backend backend = new ScalarBackend();
        Task task = work.on(backend)) {
      return task.results();
    }
  }

  private static void write(Path file, Map<String, float[]> results) throws IOException {
    Files.createDirectories(file.getParent());
    Path unfinished = Path.of(file + ".unfinished");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
      out.writeInt(results.size());
      for (Map.Entry<String, float[]> entry : results.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().length);
        for (float number : entry.getValue()) {
          out.writeFloat(number);
        }
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, float[]> read(Path file) throws IOException {
    Map<String, float[]> results = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readUTF();
        float[] numbers = new float[in.readInt()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = in.readFloat();
        }
        results.put(name, numbers);
      }
    }
    return results;
  }
}
