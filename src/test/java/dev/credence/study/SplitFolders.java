package dev.credence.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Made-up data sets with fixed splits. */
public final class SplitFolders {
  private static final int ROWS = 60;

  private SplitFolders() {}

  /** A set whose target is y = a + b / 2 with noise of 0.1, after a column that is not used. */
  public static void write(Path data, String name, int splits, long seed) throws IOException {
    Path set = Files.createDirectories(data.resolve(name));
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double y = a + 0.5 * b + 0.1 * random.nextGaussian();
      table.append(String.format(Locale.ROOT, "%d %.6f %.6f %.6f%n", i, a, b, y));
    }
    Files.writeString(set.resolve("data.txt"), table + "\n");
    Files.writeString(set.resolve("index_features.txt"), "1\n2\n");
    Files.writeString(set.resolve("index_target.txt"), "3.000e+00\n");
    for (int split = 0; split < splits; split++) {
      StringBuilder train = new StringBuilder();
      StringBuilder test = new StringBuilder();
      for (int i = 0; i < ROWS; i++) {
        (i % 10 == split ? test : train).append(i).append('\n');
      }
      Files.writeString(set.resolve("index_train_" + split + ".txt"), train);
      Files.writeString(set.resolve("index_test_" + split + ".txt"), test);
    }
  }
}
