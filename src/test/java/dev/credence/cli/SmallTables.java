package dev.credence.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/** Made-up tables with columns a, b, y = 2 a - b + noise, kind (the sign of y), and count. */
final class SmallTables {
  static final String HEADER = "a,b,y,kind,count";

  private SmallTables() {}

  /** Writes a CSV file of this many rows. */
  static Path csv(Path file, int rows, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < rows; i++) {
      double a = random.nextDouble() - 0.5;
      double b = random.nextDouble() - 0.5;
      double y = 2 * a - b + 0.2 * (random.nextDouble() - 0.5);
      String kind = y > 0 ? "up" : "down";
      text.append(
          String.format(
              Locale.ROOT, "%.6f,%.6f,%.6f,%s,%d%n", a, b, y, kind, (int) Math.floor(2 * a) + 1));
    }
    return Files.writeString(file, text);
  }

  /** Writes these lines. */
  static Path lines(Path file, String... lines) throws IOException {
    return Files.writeString(file, String.join("\n", lines) + "\n");
  }
}
