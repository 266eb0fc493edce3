package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with the input: status 2, one sentence, no file touched or left behind. */
class BadInputTest {
  private static final String PRECIOUS = "what was there before";

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path good;
  private static Path regression;
  private static Path classification;

  /** Stands where the output goes. */
  private Path out;

  @BeforeAll
  static void trainModels() throws IOException {
    good = SmallTables.csv(shared.resolve("good.csv"), 60, 1);
    regression = shared.resolve("y.credence");
    classification = shared.resolve("kind.credence");
    train(good, "--target", "y", "--features", "a,b", "--model", regression).succeeds();
    train(good, "--target", "kind", "--features", "a,b", "--model", classification).succeeds();
  }

  @BeforeEach
  void keepSomethingPrecious() throws IOException {
    out = Files.writeString(folder.resolve("out"), PRECIOUS);
  }

  @AfterEach
  void nothingTouchedNothingLeft() throws IOException {
    assertThat(out).hasContent(PRECIOUS);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .allMatch(name -> name.equals("out") || name.startsWith("in."));
    }
  }

  @Test
  void missingFile() {
    Path nowhere = folder.resolve("nowhere.csv");
    train(nowhere, "--target", "y", "--model", out).refuses(nowhere, "does not exist");
    predict(regression, nowhere).refuses(nowhere, "does not exist");
    evaluate(regression, nowhere).refuses(nowhere, "does not exist");
    predict(folder.resolve("nowhere.credence"), good).refuses("nowhere.credence", "does not exist");
  }

  @Test
  void emptyFile() throws IOException {
    Path data = Files.createFile(folder.resolve("in.csv"));
    everyCommandRefuses(data, data, "is empty");
  }

  @Test
  void headerWithoutRows() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,y");
    everyCommandRefuses(data, data, "no rows");
  }

  @Test
  void raggedRow() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,y", "1,2,3", "4,5", "6,7,8");
    everyCommandRefuses(data, data, "line 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "NaN", "inf", "-Infinity", "1e999"})
  void featureThatIsNoFiniteNumber(String text) throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,y", "1,2,3", "4," + text + ",6");
    everyCommandRefuses(data, data, "line 3", "'b'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "inf", "1e999"})
  void targetThatIsNoFiniteNumber(String text) throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,y", "1,2,3", "4,5," + text);
    train(data, "--target", "y", "--task", "regression", "--model", out)
        .refuses(data, "line 3", "'y'");
    evaluate(regression, data).refuses(data, "line 3", "'y'");
  }

  @Test
  void textTargetForRegression() throws IOException {
    train(good, "--target", "kind", "--features", "a", "--task", "regression", "--model", out)
        .refuses(good, "line 2", "'kind'", "is not a number");
  }

  @Test
  void fractionsAsClasses() {
    train(good, "--target", "y", "--features", "a", "--task", "classification", "--model", out)
        .refuses(good, "line 2", "'y'", "classes are text or whole numbers");
  }

  @Test
  void oneClassOnly() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,k", "1,x", "2,x", "3,x");
    train(data, "--target", "k", "--model", out).refuses(data, "'k'", "'x'", "two classes");
  }

  @Test
  void severalClassTargets() throws IOException {
    train(good, "--target", "kind,count", "--task", "classification", "--model", out)
        .refuses("--target", "one target");
  }

  @Test
  void oneRowToTrainOn() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,y", "1,2,3");
    train(data, "--target", "y", "--model", out).refuses(data, "one row");
  }

  @Test
  void unknownColumn() {
    train(good, "--target", "z", "--model", out).refuses(good, "'z'");
    train(good, "--target", "y", "--features", "a,z", "--model", out).refuses(good, "'z'");
    train(good, "--target", "y", "--weights", "z", "--model", out).refuses(good, "'z'");
    train(good, "--target", "17", "--model", out).refuses(good, "17");
  }

  @Test
  void columnsUsedTwice() {
    train(good, "--target", "y", "--features", "a,y", "--model", out).refuses("--features", "'y'");
    train(good, "--target", "y", "--features", "a,2", "--model", out).refuses("--features", "'y'");
    train(good, "--target", "y", "--features", "a,a", "--model", out).refuses("--features", "'a'");
    train(good, "--target", "y,y", "--features", "a", "--model", out).refuses("--target", "'y'");
    train(good, "--target", "y", "--weights", "y", "--model", out).refuses("--weights", "'y'");
    train(good, "--target", "y", "--features", "a,b", "--weights", "a", "--model", out)
        .refuses("--features", "'a'");
  }

  @Test
  void negativeExampleWeight() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,y,w", "1,2,1", "2,3,-1", "3,4,1");
    train(data, "--target", "y", "--weights", "w", "--model", out).refuses(data, "line 3", "'w'");
  }

  @Test
  void tableWithoutTheModelsFeatures() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,c,y", "1,2,3");
    predict(regression, data).refuses(data, "'b'");
    evaluate(regression, data).refuses(data, "'b'");
  }

  @Test
  void tableWithoutTheModelsTarget() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b", "1,2");
    evaluate(regression, data).refuses(data, "'y'");
  }

  @Test
  void classSeenOnlyInTestData() throws IOException {
    Path data = SmallTables.lines(folder.resolve("in.csv"), "a,b,kind", "0,0,up", "0,1,sideways");
    evaluate(classification, data).refuses(data, "line 3", "'sideways'");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 100, -4, -1})
  void truncatedModel(int length) throws IOException {
    byte[] whole = Files.readAllBytes(regression);
    int kept = length >= 0 ? length : whole.length + length;
    Path model = folder.resolve("in.credence");
    Files.write(model, Arrays.copyOf(whole, kept));
    predict(model, good).refuses(model);
    evaluate(model, good).refuses(model);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.1, 0.5, 0.9, 1.0})
  void modelWithOneWrongByte(double place) throws IOException {
    byte[] bytes = Files.readAllBytes(regression);
    bytes[(int) (place * (bytes.length - 1))] ^= 0x11;
    Path model = Files.write(folder.resolve("in.credence"), bytes);
    predict(model, good).refuses(model);
  }

  @Test
  void tableAsModelAndModelAsTable() {
    predict(good, good).refuses(good);
    predict(regression, regression).refuses(regression);
  }

  @Test
  void unwritableOutput() {
    Path inNoFolder = folder.resolve("missing").resolve("x");
    CommandRun.of("train", "--data", good, "--target", "y", "--model", inNoFolder)
        .refuses("--model", inNoFolder);
    CommandRun.of("train", "--data", good, "--target", "y", "--model", folder)
        .refuses("--model", folder, "directory");
    CommandRun.of("predict", "--model", regression, "--data", good, "--out", inNoFolder)
        .refuses("--out", inNoFolder);
    CommandRun.of("predict", "--model", regression, "--data", good, "--out", folder)
        .refuses("--out", folder, "directory");
  }

  @Test
  void outputOverInput() throws IOException {
    Path data = Files.copy(good, folder.resolve("in.csv"));
    CommandRun.of("predict", "--model", regression, "--data", data, "--out", data)
        .refuses("--out", data);
    train(data, "--target", "y", "--model", data).refuses("--model", data);
    assertThat(data).hasSameBinaryContentAs(good);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs|0",
        "--epochs|many",
        "--batch|-1",
        "--samples|0",
        "--learning-rate|0",
        "--learning-rate|NaN",
        "--prior-width|-1",
        "--kl-weight|-1",
        "--validation|1",
        "--validation|-0.1",
        "--hidden|0",
        "--hidden|8,x",
        "--seed|x",
        "--activation|step",
        "--estimator|magic",
        "--task|guess",
        "--method|guess",
        "--members|0",
        "--dropout|1",
        "--repulsion|outer",
        "--repulsion-strength|-1",
        "--recalibration|magic",
        "--backend|abacus",
        "--no-such-option|1"
      })
  void wrongOptionValue(String option, String value) {
    Object[] usual = {"train", "--data", good, "--target", "y", "--features", "a", "--model", out};
    CommandRun.of(Stream.concat(Stream.of(usual), Stream.of(option, value)).toArray())
        .refuses(option.equals("--backend") ? value : option);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--dropout|0.2|vi|mc-dropout",
        "--dropout|0.2|ensemble|mc-dropout",
        "--repulsion|weight|ensemble|repulsive",
        "--repulsion-strength|2|vi|repulsive",
        "--estimator|flipout|ensemble|vi",
        "--estimator|flipout|mc-dropout|vi",
        "--samples|2|repulsive|vi or mc-dropout or laplace or hmc or sgld or sghmc or adam-mcmc",
        "--structure|full|hmc|laplace",
        "--evidence-rounds|1|vi|laplace",
        "--chains|2|laplace|hmc or sgld or sghmc or adam-mcmc",
        "--burn-in|0|vi|hmc or sgld or sghmc or adam-mcmc",
        "--gap|2|ensemble|hmc or sgld or sghmc or adam-mcmc",
        "--temperature|0.5|laplace|hmc or sgld or sghmc or adam-mcmc",
        "--step-size|0.1|adam-mcmc|hmc or sgld or sghmc",
        "--leapfrog|5|sgld|hmc",
        "--friction|5|sgld|sghmc",
        "--proposal-width|5|hmc|adam-mcmc",
        "--members|2|sgld|vi or mc-dropout or ensemble or repulsive"
      })
  void optionsOfAnotherMethod(String option, String value, String method, String owner) {
    train(
            good,
            "--target",
            "y",
            "--features",
            "a",
            "--model",
            out,
            "--method",
            method,
            option,
            value)
        .refuses(option, "belongs to --method " + owner, "not to " + method);
  }

  @ParameterizedTest
  @CsvSource({
    "--epochs,5,sgld",
    "--batch,8,hmc",
    "--learning-rate,0.1,sgld",
    "--learning-rate,0.1,hmc"
  })
  void optionsThatTheMethodHasNot(String option, String value, String method) {
    chains(method, option, value).refuses(option, "does not belong to --method " + method);
  }

  @Test
  void optionsOfTrainingAndOfOtherLosses() {
    chains("sghmc", "--kl-weight", 0.5).refuses("--kl-weight", "belongs to --method vi or");
  }

  @Test
  void chainsThatCannotRun() {
    chains("sghmc", "--step-size", 2, "--friction", 1)
        .refuses("step size times friction must not exceed 1");
    chains("hmc", "--samples", 1_000_000).refuses("4000000 networks", "more than a model can hold");
    chains("sgld", "--burn-in", -1).refuses("--burn-in", "whole number of at least 0");
  }

  @Test
  void optionsThatTheMethodCannotTake() {
    for (String method : new String[] {"ensemble", "repulsive"}) {
      train(
              good,
              "--target",
              "y",
              "--features",
              "a",
              "--model",
              out,
              "--method",
              method,
              "--members",
              1)
          .refuses("--members", method, "at least 2");
    }
    train(
            good,
            "--target",
            "y",
            "--features",
            "a",
            "--model",
            out,
            "--method",
            "mc-dropout",
            "--dropout",
            0)
        .refuses("dropout rate must be above 0");
    train(
            good,
            "--target",
            "y",
            "--features",
            "a",
            "--model",
            out,
            "--recalibration",
            "isotonic",
            "--validation",
            0)
        .refuses("--recalibration", "at least 20 rows");
    train(good, "--target", "kind", "--features", "a", "--model", out, "--recalibration", "scale")
        .refuses("--recalibration", "regressions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"--target|,", "--features|,", "--hidden|,", "--hidden|,,"})
  void emptyListToTrainWith(String option, String value) {
    Object[] usual = {"train", "--data", good, "--model", out};
    Stream<Object> target = option.equals("--target") ? Stream.of() : Stream.of("--target", "y");
    CommandRun.of(
            Stream.concat(Stream.concat(Stream.of(usual), target), Stream.of(option, value))
                .toArray())
        .refuses(option, "'" + value + "' holds no value");
  }

  @Test
  void emptyListOfAStudy() {
    uncertainties("--noise", ",", "--points", "7").refuses("--noise", "',' holds no value");
    for (String option : new String[] {"--sets", "--methods"}) {
      CommandRun.of("study", "uci", "--data", folder, "--out", folder, option, ",")
          .refuses(option, "',' holds no value");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100000,100000", "1000000000", "2147483647,2147483647", "30000,30000"})
  void networkThatNoModelHolds(String hidden) {
    train(good, "--target", "y", "--features", "a", "--model", out, "--hidden", hidden)
        .refuses("parameters are more than a model can hold", "ask for fewer");
  }

  @Test
  void networkThatIsTooWideForAFullLaplaceApproximation() {
    CommandRun.of(
            "train",
            "--data",
            good,
            "--target",
            "y",
            "--features",
            "a,b",
            "--model",
            out,
            "--method",
            "laplace",
            "--structure",
            "full")
        .refuses("at most 2000", "--hidden 32,32", "--structure kronecker");
  }

  @Test
  void learningRateThatOverflows() {
    CommandRun run =
        train(good, "--target", "y", "--features", "a", "--model", out, "--learning-rate", "1e30");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().strip()).endsWith("; a smaller learning rate may help");
  }

  @Test
  void emptyPaths() {
    String problem = "must not be empty";
    CommandRun.of("train", "--data", "", "--target", "y", "--model", out)
        .refuses("--data", problem);
    CommandRun.of("train", "--data", good, "--target", "y", "--model", "")
        .refuses("--model", problem);
    CommandRun.of("predict", "--model", regression, "--data", good, "--out", "")
        .refuses("--out", problem);
    CommandRun.of("study", "uncertainties", "--out", "").refuses("--out", problem);
    CommandRun.of("doctor", "--golden", "").refuses("--golden", problem);
  }

  @Test
  void tablesOfAnotherKind() throws IOException {
    Path semicolons = SmallTables.lines(folder.resolve("in.txt"), "1;2;3", "4;5;6");
    Path tabs = SmallTables.lines(folder.resolve("in.tsv"), "a\tb\ty", "1\t2\t3");
    Path headed = SmallTables.lines(folder.resolve("in.dat"), "# of runs", "", "a;b;y", "1;2;3");
    everyCommandRefuses(semicolons, semicolons, "line 1", "white space", "named .csv");
    everyCommandRefuses(tabs, tabs, "line 1", "white space", "named .csv");
    everyCommandRefuses(headed, headed, "line 3", "white space", "named .csv");
  }

  @Test
  void wrongUsage() {
    CommandRun.of().refuses("command");
    CommandRun.of("fly").refuses("fly");
    CommandRun.of("train").refuses("--data", "--target", "--model");
    CommandRun.of("predict", "--model", regression).refuses("--data", "--out");
    CommandRun.of("evaluate", "--model", regression).refuses("--data");
    CommandRun.of("evaluate", "--model").refuses("--model");
    CommandRun.of("doctor", "--golden", folder.resolve("nowhere")).refuses("nowhere");
    CommandRun.of("study").refuses("amplitudes");
    CommandRun.of("study", "nothing").refuses("nothing");
    CommandRun.of("study", "amplitudes").refuses("--out");
    CommandRun.of("study", "uci").refuses("--data", "--out");
    Path nowhere = folder.resolve("nowhere");
    CommandRun.of("study", "uci", "--data", nowhere, "--out", folder).refuses(nowhere);
    CommandRun.of("study", "uci", "--data", folder, "--out", folder).refuses("holds no set");
    CommandRun.of("study", "uci", "--data", folder, "--out", folder, "--methods", "vi,none")
        .refuses("--methods", "none");
    CommandRun.of("study", "amplitudes", "--out", out).refuses("--out", out);
    CommandRun.of("study", "uncertainties").refuses("--out");
    CommandRun.of("study", "uncertainties", "--out", out).refuses("--out", out);
    uncertainties("--noise", "1%,two").refuses("--noise", "two");
    uncertainties("--noise", "70%").refuses("label noise", "0.7");
    uncertainties("--calibration", "0").refuses("calibration error");
    uncertainties("--repeats", "1").refuses("2 to 100", "not 1");
    uncertainties("--points", "7").refuses("100", "not 7");
    uncertainties("--process", "ee-mumu").refuses("--process", "gg-ggg");
    uncertainties("--backend", "abacus").refuses("abacus");
    assertThat(folder.resolve("new")).doesNotExist();
    CommandRun.of("study", "amplitudes", "--out", folder.resolve("new"), "--noise", "200%")
        .refuses("--noise");
  }

  private CommandRun uncertainties(Object... options) {
    Object[] study = {"study", "uncertainties", "--out", folder.resolve("new")};
    return CommandRun.of(Stream.concat(Stream.of(study), Stream.of(options)).toArray());
  }

  private void everyCommandRefuses(Path data, Object... named) {
    train(data, "--target", "y", "--model", out).refuses(named);
    predict(regression, data).refuses(named);
    evaluate(regression, data).refuses(named);
  }

  private static CommandRun train(Path data, Object... more) {
    Stream<Object> first =
        Stream.of("train", "--data", data, "--hidden", "4", "--epochs", "2", "--seed", "1");
    return CommandRun.of(Stream.concat(first, Stream.of(more)).toArray());
  }

  private CommandRun chains(String method, Object... more) {
    Stream<Object> first =
        Stream.of("train", "--data", good, "--target", "y", "--features", "a", "--method", method);
    return CommandRun.of(
        Stream.concat(Stream.concat(first, Stream.of("--model", out)), Stream.of(more)).toArray());
  }

  private CommandRun predict(Path model, Path data) {
    return CommandRun.of("predict", "--model", model, "--data", data, "--out", out);
  }

  private static CommandRun evaluate(Path model, Path data) {
    return CommandRun.of("evaluate", "--model", model, "--data", data);
  }
}
