package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.calibration.RegressionMetrics;
import dev.credence.data.Table;
import dev.credence.data.Tables;
import dev.credence.model.ModelFile;
import dev.credence.model.TrainedModel;
import dev.credence.predict.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Train, predict and evaluate as scripts use them: files in, files, columns and keys out. */
class CommandsTest {
  private static final int ROWS = 150;
  private static final List<String> REGRESSION_KEYS =
      List.of(
          "rmse",
          "mean_log_likelihood",
          "crps",
          "coverage_68",
          "coverage_95",
          "pull_mean",
          "pull_width");

  @TempDir static Path shared;
  @TempDir Path folder;

  /** Few iterations: enough to run every part, too few to agree. */
  private static final String SHORT = "--chains 2 --burn-in 400 --samples 20 --gap 5";

  private static Path train;
  private static Path test;
  private static Path model;

  @BeforeAll
  static void trainOne() throws IOException {
    train = SmallTables.csv(shared.resolve("train.csv"), ROWS, 1);
    test = SmallTables.csv(shared.resolve("test.csv"), 70, 2);
    model = shared.resolve("y.credence");
    train(train, "y", "a,b", model).succeeds();
  }

  @Test
  void trainingLeavesTheModelAlone() {
    assertThat(shared.resolve("y.credence.checkpoint")).doesNotExist();
    TrainedModel read = ModelFile.read(model);
    assertThat(read.features()).containsExactly("a", "b");
    assertThat(read.targets()).containsExactly("y");
    assertThat(read.provenance().get("command")).startsWith("credence train --data ");
  }

  @Test
  void trainingIsReproducible() {
    Path again = folder.resolve("again.credence");
    train(train, "y", "a,b", again).succeeds();
    assertThat(ModelFile.read(again).network().parameters())
        .containsExactly(ModelFile.read(model).network().parameters());
    Path other = folder.resolve("other.credence");
    CommandRun.of(
            "train",
            "--data",
            train,
            "--target",
            "y",
            "--features",
            "a,b",
            "--hidden",
            "8,8",
            "--epochs",
            "15",
            "--seed",
            "2",
            "--model",
            other)
        .succeeds();
    assertThat(ModelFile.read(other).network().parameters())
        .isNotEqualTo(ModelFile.read(model).network().parameters());
  }

  @Test
  void trainingReportsBothLossTerms() {
    CommandRun run = train(train, "y", "a,b", folder.resolve("m")).succeeds();
    assertThat(run.err().lines())
        .hasSizeBetween(10, 25)
        .allMatch(line -> line.matches("train: +\\d+ % epoch \\d+: loss .* = nll .* \\+ kl .*"));
    assertThat(run.out()).contains("regression of y from a, b").contains("coverage_68");
  }

  @Test
  void predictsWhatThePredictorPredicts() throws IOException {
    Path out = folder.resolve("p.csv");
    CommandRun.of("predict", "--model", model, "--data", test, "--out", out).succeeds();
    Table written = Tables.read(out);
    assertThat(written.names()).containsExactly("mean", "sigma_stat", "sigma_syst", "sigma_tot");
    Prediction expected = predict(model, test);
    assertThat(written.rows()).isEqualTo(expected.rows());
    for (int row = 0; row < expected.rows(); row++) {
      assertThat(written.number(0, row)).isEqualTo(expected.mean(row, 0));
      assertThat(written.number(1, row)).isEqualTo(expected.sigmaStat(row, 0));
      assertThat(written.number(2, row)).isEqualTo(expected.sigmaSyst(row, 0));
      assertThat(written.number(3, row)).isEqualTo(expected.sigmaTot(row, 0));
    }
  }

  @Test
  void predictionDoesNotNeedTheTarget() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "b,extra,a", "0.1,text,0.2");
    Path swapped = SmallTables.lines(folder.resolve("swapped.csv"), "a,b", "0.2,0.1");
    Path out = folder.resolve("p.csv");
    CommandRun.of("predict", "--model", model, "--data", data, "--out", out).succeeds();
    String first = Files.readString(out);
    CommandRun.of("predict", "--model", model, "--data", swapped, "--out", out).succeeds();
    assertThat(out).hasContent(first);
  }

  @Test
  void evaluatesTheMixtureOverWeightSamples() throws IOException {
    JsonNode json = json(model, test);
    assertThat(json.get("n").asInt()).isEqualTo(70);
    assertThat(json.fieldNames()).toIterable().first().isEqualTo("n");
    for (String key : REGRESSION_KEYS) {
      assertThat(json.get(key).isNumber()).as(key).isTrue();
      assertThat(json.get("standard_errors").get(key).asDouble()).as(key).isPositive();
    }
    // The mixture's first two moments are those of the Gaussian, so these agree exactly, and the
    // scores of so nearly Gaussian a mixture agree roughly.
    Prediction prediction = predict(model, test);
    double[] y = Tables.read(test).numbers(2);
    RegressionMetrics gaussian =
        RegressionMetrics.gaussian(
            prediction.predictive(0).mean(), prediction.predictive(0).sigmaTot(), y);
    assertThat(json.get("rmse").asDouble()).isCloseTo(gaussian.rmse().value(), within(1e-12));
    assertThat(json.get("pull_width").asDouble())
        .isCloseTo(gaussian.pullWidth().value(), within(1e-12));
    assertThat(json.get("crps").asDouble())
        .isCloseTo(gaussian.crps().value(), within(0.05 * gaussian.crps().value()));
    assertThat(json.get("mean_log_likelihood").asDouble())
        .isCloseTo(gaussian.meanLogLikelihood().value(), within(0.1));
  }

  @Test
  void evaluatesForPeople() {
    CommandRun run = CommandRun.of("evaluate", "--model", model, "--data", test).succeeds();
    assertThat(run.out().lines().map(line -> line.split(" +")[0]))
        .startsWith("n")
        .containsSequence(REGRESSION_KEYS);
  }

  @Test
  void evaluatesOneRow() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,y", "0.1,0.2,0");
    JsonNode json = json(model, data);
    assertThat(json.get("n").asInt()).isEqualTo(1);
    assertThat(json.get("rmse").asDouble()).isPositive();
    assertThat(json.get("standard_errors").get("crps").isNull()).isTrue();
  }

  @Test
  void severalTargets() throws IOException {
    Path both = folder.resolve("both.credence");
    train(train, "y,count", "0,1", both).succeeds();
    Path out = folder.resolve("p.csv");
    CommandRun.of("predict", "--model", both, "--data", test, "--out", out).succeeds();
    assertThat(Tables.read(out).names())
        .containsExactly(
            "mean_y",
            "sigma_stat_y",
            "sigma_syst_y",
            "sigma_tot_y",
            "mean_count",
            "sigma_stat_count",
            "sigma_syst_count",
            "sigma_tot_count");
    JsonNode json = json(both, test);
    assertThat(json.get("n").asInt()).isEqualTo(70);
    assertThat(json.get("rmse_y").asDouble()).isPositive();
    assertThat(json.get("coverage_95_count").asDouble()).isPositive();
  }

  @Test
  void textTargetsAreClasses() throws IOException {
    Path kind = folder.resolve("kind.credence");
    CommandRun run = train(train, "kind", "a,b", kind).succeeds();
    assertThat(run.out()).contains("classification of kind");
    Path out = folder.resolve("p.csv");
    CommandRun.of("predict", "--model", kind, "--data", test, "--out", out).succeeds();
    Table written = Tables.read(out);
    assertThat(written.names())
        .containsExactly(
            "p_down", "p_up", "sigma_stat_down", "sigma_stat_up", "entropy", "mutual_information");
    for (int row = 0; row < written.rows(); row++) {
      assertThat(written.number(0, row) + written.number(1, row)).isCloseTo(1, within(1e-5));
    }
    JsonNode json = json(kind, test);
    assertThat(json.get("accuracy").asDouble()).isGreaterThan(0.8);
    for (String key : List.of("accuracy", "mean_log_likelihood", "ece", "brier", "auc")) {
      assertThat(json.get(key).isNumber()).as(key).isTrue();
    }
  }

  @Test
  void wholeNumbersAreClassesOnRequest() throws IOException {
    Path data = folder.resolve("five.txt");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append(String.format(Locale.ROOT, "%.2f %d%n", i % 5 + 0.001 * i, i % 5 - 2));
    }
    Files.writeString(data, text);
    Path five = folder.resolve("five.credence");
    CommandRun.of(
            "train",
            "--data",
            data,
            "--target",
            "1",
            "--task",
            "classification",
            "--hidden",
            "8",
            "--epochs",
            "5",
            "--model",
            five)
        .succeeds();
    assertThat(ModelFile.read(five).classes()).containsExactly("-2", "-1", "0", "1", "2");
    assertThat(json(five, data).get("brier").isNumber()).isTrue();
  }

  @Test
  void constantColumnsAreFine() throws IOException {
    Path data = folder.resolve("in.csv");
    StringBuilder text = new StringBuilder("a,c,y\n");
    for (int i = 0; i < 40; i++) {
      text.append(i % 7).append(",5,").append(i % 7).append('\n');
    }
    Files.writeString(data, text);
    Path m = folder.resolve("m.credence");
    train(data, "y", "a,c", m).succeeds();
    assertThat(json(m, data).get("rmse").isNumber()).isTrue();
    Path constant = folder.resolve("constant.credence");
    train(data, "c", "a", constant).succeeds();
    assertThat(json(constant, data).get("rmse").asDouble()).isLessThan(1);
  }

  @Test
  void exampleWeightsCount() throws IOException {
    Path data = folder.resolve("in.csv");
    StringBuilder text = new StringBuilder("x,y,w,none\n");
    for (int i = 0; i < 200; i++) {
      text.append(i / 2 % 10).append(',').append(i % 2).append(',').append(i % 2).append(",1\n");
    }
    Files.writeString(data, text);
    Path weighted = folder.resolve("weighted.credence");
    CommandRun.of(
            "train",
            "--data",
            data,
            "--target",
            "y",
            "--features",
            "x",
            "--weights",
            "w",
            "--hidden",
            "8",
            "--epochs",
            "60",
            "--validation",
            "0",
            "--model",
            weighted)
        .succeeds();
    // Only rows with y = 1 count, among as many with y = 0.
    Prediction prediction = predict(weighted, data);
    assertThat(prediction.mean(0, 0)).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @CsvSource({
    "laplace,--evidence-rounds 1 --epochs 60,50,log_evidence",
    "laplace,--structure kronecker --samples 6 --epochs 60 --evidence-rounds 0,6,log_evidence",
    "laplace,--structure full --samples 5 --epochs 60 --evidence-rounds 0,5,effective_parameters",
    "hmc,--leapfrog 10 --temperature 0.9 --step-size 0.01,40,acceptance",
    "sgld,--step-size 1e-4 --batch 64,40,r_hat",
    "sghmc,--step-size 2e-3 --friction 30,40,ess_bulk",
    "adam-mcmc,--learning-rate 0.005 --proposal-width 0.001,40,acceptance",
  })
  void everyPosteriorSaysHowFarToTrustIt(String method, String options, int members, String figure)
      throws IOException {
    Path m = folder.resolve("m.credence");
    boolean chains = !method.equals("laplace");
    List<Object> words = new ArrayList<>(List.of("train", "--data", train, "--target", "y"));
    words.addAll(List.of("--features", "a,b", "--hidden", 8, "--method", method, "--model", m));
    words.addAll(List.of(options.split(" ")));
    words.addAll(chains ? List.of(SHORT.split(" ")) : List.of());
    CommandRun run = CommandRun.of(words.toArray()).succeeds();
    assertThat(run.out()).containsPattern("(?m)^" + figure + " +-?[0-9]");
    assertThat(run.err().contains("credence: warning: The ")).isEqualTo(chains);
    assertThat(run.out().contains("2 chains of 500 iterations")).isEqualTo(chains);
    TrainedModel read = ModelFile.read(m);
    assertThat(read.provenance()).containsEntry("method", method);
    assertThat(read.metrics()).containsKey(figure);
    assertThat(read.network().members()).isEqualTo(members);
    assertThat(json(m, test).get("rmse").asDouble()).isLessThan(0.5);
    assertThat(predict(m, test).sigmaStat(0, 0)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "mc-dropout,--dropout,0.2,1",
    "ensemble,--members,3,3",
    "ensemble,--recalibration,none,5",
    "repulsive,--repulsion,weight,10",
    "repulsive,--repulsion-strength,0.5,10",
    "vi,--members,2,2",
  })
  void everyMethodTrainsPredictsAndEvaluates(
      String method, String option, String value, int members) throws IOException {
    Path m = folder.resolve("m.credence");
    CommandRun.of(
            "train",
            "--data",
            train,
            "--target",
            "y",
            "--features",
            "a,b",
            "--hidden",
            "8",
            "--epochs",
            40,
            "--method",
            method,
            option,
            value,
            "--model",
            m)
        .succeeds();
    TrainedModel read = ModelFile.read(m);
    assertThat(read.provenance()).containsEntry("method", method);
    assertThat(read.network().members()).isEqualTo(members);
    JsonNode figures = json(m, test);
    assertThat(figures.get("rmse").asDouble()).isLessThan(0.5);
    Prediction prediction = predict(m, test);
    assertThat(prediction.sigmaStat(0, 0)).isPositive();
  }

  @Test
  void classesAreLearntByEveryMethod() {
    for (String method : List.of("mc-dropout", "ensemble", "repulsive")) {
      Path m = folder.resolve(method + ".credence");
      CommandRun.of(
              "train",
              "--data",
              train,
              "--target",
              "kind",
              "--features",
              "a,b",
              "--hidden",
              "8",
              "--epochs",
              15,
              "--method",
              method,
              "--model",
              m)
          .succeeds();
      assertThat(predict(m, test).sigmaStat(0, 0)).isPositive();
    }
  }

  @Test
  void isotonicRecalibrationChangesCoverage() throws IOException {
    Path m = folder.resolve("m.credence");
    CommandRun.of(
            "train",
            "--data",
            train,
            "--target",
            "y",
            "--features",
            "a,b",
            "--hidden",
            "8",
            "--epochs",
            15,
            "--validation",
            0.4,
            "--recalibration",
            "isotonic",
            "--model",
            m)
        .succeeds();
    assertThat(ModelFile.read(m).recalibration().shapes()).hasSize(1);
    assertThat(json(m, test).get("mean_log_likelihood").asDouble()).isFinite();
  }

  @Test
  void withoutValidationNothingIsCalibrated() {
    Path m = folder.resolve("m.credence");
    CommandRun run =
        CommandRun.of(
                "train",
                "--data",
                train,
                "--target",
                "y",
                "--features",
                "a,b",
                "--hidden",
                "8",
                "--epochs",
                "3",
                "--validation",
                "0",
                "--model",
                m)
            .succeeds();
    assertThat(run.err()).doesNotContain("validation");
    assertThat(ModelFile.read(m).recalibration().factor(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "predict", "evaluate", "doctor", "study"})
  void everyCommandHasHelp(String command) {
    CommandRun run = CommandRun.of(command, "--help").succeeds();
    assertThat(run.out()).startsWith("Usage: credence " + command);
    assertThat(run.err()).isEmpty();
    assertThat(CommandRun.of("--help").succeeds().out()).contains("  " + command);
  }

  /** What picocli cannot format it prints as it is, with a warning to the process's own stderr. */
  @ParameterizedTest
  @ValueSource(strings = {"amplitudes", "uncertainties", "uci"})
  void everyStudyHasHelp(String study) {
    PrintStream before = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    CommandRun run;
    try {
      System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
      run = CommandRun.of("study", study, "--help").succeeds();
    } finally {
      System.setErr(before);
    }
    assertThat(run.out()).startsWith("Usage: credence study " + study).doesNotContain("%%");
    assertThat(run.err()).isEmpty();
    assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void version() {
    assertThat(CommandRun.of("--version").succeeds().out()).startsWith("credence ");
  }

  private static CommandRun train(Path data, String target, String features, Path model) {
    return CommandRun.of(
        "train",
        "--data",
        data,
        "--target",
        target,
        "--features",
        features,
        "--hidden",
        "8,8",
        "--epochs",
        "15",
        "--model",
        model);
  }

  private static JsonNode json(Path model, Path data) throws IOException {
    CommandRun run =
        CommandRun.of("evaluate", "--model", model, "--data", data, "--json").succeeds();
    return new ObjectMapper().readTree(run.out());
  }

  private static Prediction predict(Path model, Path data) {
    TrainedModel read = ModelFile.read(model);
    Table table = Tables.read(data);
    double[] inputs = new double[table.rows() * read.features().size()];
    new FeatureRows(table, read.features()).read(0, table.rows(), inputs);
    try (Backend backend = Backends.select(Backends.AUTO)) {
      return read.predict(inputs, backend);
    }
  }
}
