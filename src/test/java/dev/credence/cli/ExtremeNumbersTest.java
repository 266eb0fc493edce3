package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.data.Split;
import dev.credence.model.ModelFile;
import dev.credence.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers far from one: what can be computed is, and of the rest the place is named. */
class ExtremeNumbersTest {
  private static final int ROWS = 60;
  private static final int HELD = Split.of(ROWS, 0.1, 0, 1).validation()[0];
  private static final int LEARNT = Split.of(ROWS, 0.1, 0, 1).train()[0];

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path regression;
  private static Path classification;

  @BeforeAll
  static void trainModels() throws IOException {
    Path good = SmallTables.csv(shared.resolve("good.csv"), ROWS, 1);
    regression = shared.resolve("y.credence");
    classification = shared.resolve("kind.credence");
    train(good, regression, "--target", "y", "--features", "a,b").succeeds();
    train(good, classification, "--target", "kind", "--features", "a,b").succeeds();
  }

  /** Powers of two, by which numbers scale without rounding. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p-1000, 0x1p-14, 0x1p1010})
  void exampleWeightsAreRelative(double unit) throws IOException {
    TrainedModel one = weighted(row -> 1.0 + row % 3);
    TrainedModel scaled = weighted(row -> unit * (1 + row % 3));
    assertThat(scaled.network().parameters()).containsExactly(one.network().parameters());
    assertThat(scaled.recalibration().factors()).containsExactly(one.recalibration().factors());
    assertThat(scaled.metrics()).isEqualTo(one.metrics());
  }

  @Test
  void exampleWeightFarAboveThoseOfTraining() throws IOException {
    Path data = table("w", row -> row == HELD ? "1e300" : "1e-10", 1);
    train(data, "--weights", "w").refuses(data, "line " + (HELD + 2) + ":", "1.0E300", "weight");
  }

  @Test
  void exampleWeightsOfNothing() throws IOException {
    Path zeros = table("w", row -> "0", 1);
    train(zeros, "--weights", "w").refuses(zeros, "example weights of the training rows are zero");
    int[] held = Split.of(ROWS, 0.1, 0, 1).validation();
    Path unheld = table("w", row -> Arrays.binarySearch(held, row) >= 0 ? "0" : "1", 1);
    train(unheld, "--weights", "w").refuses(unheld, "validation rows are zero", "--validation 0");
    train(unheld, "--weights", "w", "--validation", 0).succeeds();
  }

  @ParameterizedTest
  @CsvSource({"a,1e8", "a,1e30", "a,1e200", "y,-1e30", "y,1e200"})
  void outlierOfAValidationRow(String column, String number) throws IOException {
    Path data = with(column, HELD, number);
    train(data).refuses(data, line(HELD), "'" + column + "'", Double.parseDouble(number));
    assertThat(folder.resolve("m.credence")).doesNotExist();
    assertThat(folder.resolve("m.credence.checkpoint")).doesNotExist();
  }

  /** The largest that is taken must not throw a finished training away. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "y"})
  void distantValidationRowWithinTheLimit(String column) throws IOException {
    train(with(column, HELD, "1e5")).succeeds();
  }

  @ParameterizedTest
  @CsvSource({"a,1e30", "a,1e200", "a,1e300", "y,1e30"})
  void outlierOfATrainingRow(String column, String number) throws IOException {
    train(with(column, LEARNT, number)).succeeds();
  }

  @Test
  void targetBeyondWhatCanBeSquared() throws IOException {
    Path data = with("y", LEARNT, "1e200");
    train(data).refuses(data, line(LEARNT), "'y'", "1.0E200");
    Path tiny = table("w", row -> "1", 1e-200);
    train(tiny).refuses(tiny, "'y'", "too small");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-300", "1e-200", "1e200", "1e300"})
  void featuresOfAnyUnit(String unit) throws IOException {
    Path data = table("w", row -> (1 + row % 7) + unit.substring(1), 1);
    TrainedModel model = model(train(data, "--features", "w"));
    assertThat(model.inputs().scales()[0]).isBetween(1e-1 * number(unit), 10 * number(unit));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-70, 1e70})
  void targetsOfAlmostAnyUnit(double unit) throws IOException {
    Path data = table("w", row -> "1", unit);
    TrainedModel model = model(train(data));
    assertThat(model.outputs().scales()[0]).isBetween(0.1 * unit, 10 * unit);
    CommandRun.of("evaluate", "--model", folder.resolve("m.credence"), "--data", data, "--json")
        .succeeds();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e20", "1e30", "-1e38", "1e300"})
  void outlierToPredict(String number) throws IOException {
    Path data = folder.resolve("new.csv");
    StringBuilder text = new StringBuilder("b,a,y,kind\n");
    for (int row = 0; row < 5100; row++) {
      text.append("0.1,").append(row == 5000 ? number : "0.2").append(",0.3,up\n");
    }
    Files.writeString(data, text);
    // Class probabilities are bounded, so that they stay finite for longer.
    boolean overflows = Math.abs(number(number)) > 1e37;
    for (Path model : overflows ? List.of(regression, classification) : List.of(regression)) {
      Path out = folder.resolve("out.csv");
      Object[] place = {data, "line 5002", "'a'", Double.parseDouble(number)};
      CommandRun.of("predict", "--model", model, "--data", data, "--out", out).refuses(place);
      CommandRun.of("evaluate", "--model", model, "--data", data).refuses(place);
      assertThat(out).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e200", "-1e90", "1e308"})
  void targetThatIsTooFarToBeScored(String number) throws IOException {
    Path data = folder.resolve("new.csv");
    SmallTables.lines(data, "a,b,y", "0.1,0.2,0.3", "0.1,0.2," + number);
    CommandRun.of("evaluate", "--model", regression, "--data", data)
        .refuses(data, "line 3", "'y'", Double.parseDouble(number));
  }

  private TrainedModel weighted(IntFunction<Double> weight) throws IOException {
    return model(train(table("w", row -> weight.apply(row).toString(), 1), "--weights", "w"));
  }

  private TrainedModel model(CommandRun run) {
    run.succeeds();
    return ModelFile.read(folder.resolve("m.credence"));
  }

  /** Columns a, y = 2 a + noise in units of {@code unit}, and one more. */
  private Path table(String name, IntFunction<String> column, double unit) throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    StringBuilder text = new StringBuilder("a,y," + name + "\n");
    for (int row = 0; row < ROWS; row++) {
      double a = random.nextDouble() - 0.5;
      double y = unit * (2 * a + 0.2 * random.nextDouble());
      text.append(a).append(',').append(y).append(',').append(column.apply(row)).append('\n');
    }
    return Files.writeString(folder.resolve("train.csv"), text);
  }

  /** A table with one number of its own. */
  private Path with(String column, int row, String number) throws IOException {
    Path data = table("b", r -> Double.toString(Math.sin(r)), 1);
    String[] lines = Files.readString(data).split("\n");
    String[] fields = lines[1 + row].split(",");
    fields[column.equals("a") ? 0 : 1] = number;
    lines[1 + row] = String.join(",", fields);
    return SmallTables.lines(data, lines);
  }

  private static String line(int row) {
    return "line " + (row + 2) + ",";
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private CommandRun train(Path data, Object... more) {
    Object[] target = {"--target", "y"};
    return train(
        data,
        folder.resolve("m.credence"),
        Stream.concat(Stream.of(target), Stream.of(more)).toArray());
  }

  private static CommandRun train(Path data, Path model, Object... more) {
    Stream<Object> first = Stream.of("train", "--data", data, "--model", model);
    Stream<Object> quick = Stream.of("--hidden", "4", "--epochs", "3", "--seed", "1");
    return CommandRun.of(Stream.concat(Stream.concat(first, quick), Stream.of(more)).toArray());
  }
}
