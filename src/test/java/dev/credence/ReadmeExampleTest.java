package dev.credence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.model.ModelTrainer;
import dev.credence.model.TrainedModel;
import dev.credence.model.TrainingSet;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs the example of README.md and holds its printed output against the page. */
class ReadmeExampleTest {
  static void example(PrintStream out) {
    double[] x = new double[400];
    double[] y = new double[400];
    Random random = new Random(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = 4 * random.nextDouble() - 2;
      y[i] = Math.sin(2 * x[i]) + 0.1 * random.nextGaussian();
    }
    try (Backend backend = Backends.select("auto")) {
      TrainingSet data = TrainingSet.regression(List.of("x"), List.of("y"), x, y);
      TrainedModel model = ModelTrainer.of(data).seed(1).train(backend).model();
      try (Predictor predictor = model.predictor(backend)) {
        Prediction p = predictor.newPrediction(3);
        predictor.predict(new float[] {-1, 0.5f, 4}, 3, p);
        for (int i = 0; i < 3; i++) {
          out.printf(
              Locale.ROOT,
              "%5.2f +- %.2f (stat) +- %.2f (syst)%n",
              p.mean(i, 0),
              p.sigmaStat(i, 0),
              p.sigmaSyst(i, 0));
        }
      }
    }
  }

  @Test
  void printsWhatReadmeSays() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    example(new PrintStream(printed, true, StandardCharsets.UTF_8));
    String readme = Files.readString(Path.of("README.md"));
    String[] lines = printed.toString(StandardCharsets.UTF_8).split("\\R");
    assertThat(lines).hasSize(3);
    // The last digits may differ with the vector width of the machine.
    for (String line : lines) {
      assertThat(line)
          .matches(" *-?\\d\\.\\d\\d \\+- \\d\\.\\d\\d \\(stat\\) \\+- \\d\\.\\d\\d \\(syst\\)");
    }
    assertThat(number(lines[0])).isBetween(-1.0, -0.8);
    assertThat(number(lines[1])).isBetween(0.74, 0.94);
    assertThat(stat(lines[2])).as("far from the data").isGreaterThan(3 * stat(lines[1]));
    assertThat(readme).contains("predictor.predict(new float[] {-1, 0.5f, 4}, 3, p);");
  }

  private static double number(String line) {
    return Double.parseDouble(line.trim().split(" ")[0]);
  }

  private static double stat(String line) {
    return Double.parseDouble(line.trim().split(" ")[2]);
  }
}
