package dev.credence.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Seconds from the start of the launcher to its end, the way a user waits for it. */
final class StartUp {
  private static final int ROWS = 1000;

  private StartUp() {}

  /** Medians of the program that does nothing and of a prediction of a small table. */
  static Map<String, Object> measure(Path launcher, int repetitions)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("credence-bench");
    try {
      Path data = folder.resolve("rows.csv");
      Path model = folder.resolve("model.credence");
      Files.writeString(data, table());
      String[] train = {
        "train",
        "--data",
        data.toString(),
        "--target",
        "y",
        "--epochs",
        "1",
        "--hidden",
        "64,64,64",
        "--model",
        model.toString()
      };
      String[] predict = {
        "predict",
        "--model",
        model.toString(),
        "--data",
        data.toString(),
        "--out",
        folder.resolve("out.csv").toString()
      };
      seconds(launcher, train);
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("rows", ROWS);
      found.put("versionSeconds", median(launcher, repetitions, "--version"));
      found.put("predictSeconds", median(launcher, repetitions, predict));
      return found;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static double median(Path launcher, int repetitions, String... arguments)
      throws IOException, InterruptedException {
    double[] seconds = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      seconds[i] = seconds(launcher, arguments);
    }
    Arrays.sort(seconds);
    return seconds[repetitions / 2];
  }

  private static double seconds(Path launcher, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toAbsolutePath().toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectErrorStream(true);
    long begin = System.nanoTime();
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("credence " + arguments[0] + " failed: " + output.trim());
    }
    return (System.nanoTime() - begin) * 1e-9;
  }

  private static String table() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("a,b,c,d,y\n");
    for (int i = 0; i < ROWS; i++) {
      for (int c = 0; c < 4; c++) {
        text.append((float) random.nextGaussian()).append(',');
      }
      text.append((float) random.nextGaussian()).append('\n');
    }
    return text.toString();
  }
}
