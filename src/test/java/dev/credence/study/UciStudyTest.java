package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.credence.data.DataException;
import dev.credence.model.StandardMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UciStudyTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final List<StandardMethod> METHODS =
      List.of(StandardMethod.MC_DROPOUT, StandardMethod.ENSEMBLE);

  @TempDir Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void makeTwoSets() throws IOException {
    data = folder.resolve("sets");
    out = folder.resolve("out");
    SplitFolders.write(data, "first", 3, 1);
    SplitFolders.write(data, "second", 2, 2);
  }

  @Test
  void comparesMethodsAndKeepsEveryResult() throws IOException {
    Files.writeString(
        data.resolve("README.md"),
        "| set | other work | remark |\n|---|---|---|\n| first | 0.25 / -1.5 | a word |\n");
    AtomicInteger trainings = new AtomicInteger();
    StudyProgress counting =
        new StudyProgress() {
          @Override
          public void onTraining(String summary) {
            trainings.incrementAndGet();
          }
        };
    UciStudy.Outcome outcome =
        UciStudy.run(options(2), out, "test", counting, "auto").orElseThrow();
    assertThat(trainings.get()).isEqualTo(8);
    assertThat(outcome.summaries()).hasSize(4).allMatch(s -> s.splits() == 2 && s.failed() == 0);
    SplitSummary summary = outcome.summaries().get(1);
    assertThat(summary.set()).isEqualTo("first");
    // The targets spread by 1; the labels' noise is 0.1.
    assertThat(summary.rmse().value()).isBetween(0.08, 0.5);
    assertThat(summary.coverage68().value()).isBetween(0.3, 1.0);

    JsonNode metrics = new ObjectMapper().readTree(out.resolve("metrics.json").toFile());
    assertThat(metrics.at("/sets/first/ensemble/rmse/value").asDouble())
        .isEqualTo(summary.rmse().value());
    assertThat(metrics.at("/sets/second/mc-dropout/rmse/standard_error").isNumber()).isTrue();
    assertThat(metrics.at("/published/first/other_work/rmse/value").asDouble()).isEqualTo(0.25);
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("other work, published", "mc-dropout", "<svg");

    // Again, with one split more and one result of other settings: these alone are trained.
    Path stale = out.resolve("results/second/ensemble/split_1.json");
    Files.writeString(stale, Files.readString(stale).replace("batchSize=", "batchSize=1"));
    trainings.set(0);
    UciStudy.Outcome again =
        UciStudy.run(options(ALL), out, "test", counting, "auto").orElseThrow();
    assertThat(trainings.get()).isEqualTo(2 + 1);
    assertThat(again.summaries().get(1).results().subList(0, 2)).isEqualTo(summary.results());
    assertThat(again.summaries().get(3).results())
        .extracting(SplitResult::rmse)
        .isEqualTo(outcome.summaries().get(3).results().stream().map(SplitResult::rmse).toList());
  }

  @Test
  void resultsAreTheSameForAnyNumberOfWorkers() throws IOException {
    List<SplitResult> alone = results(1);
    deleteResults();
    assertThat(results(3))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds")
        .isEqualTo(alone);
  }

  private List<SplitResult> results(int workers) {
    List<SplitSet> sets = List.of(SplitSet.read(data.resolve("second")));
    List<SplitTask> tasks = new ArrayList<>();
    for (StandardMethod method : METHODS) {
      tasks.add(new SplitTask(sets.get(0), method, 0));
      tasks.add(new SplitTask(sets.get(0), method, 1));
    }
    SplitRuns runs = new SplitRuns(options(2), out, tasks, StudyProgress.NONE);
    runs.run(workers, "auto");
    return runs.summaries(sets).stream().flatMap(s -> s.results().stream()).toList();
  }

  private void deleteResults() throws IOException {
    for (StandardMethod method : METHODS) {
      for (int split = 0; split < 2; split++) {
        Files.delete(out.resolve("results/second/" + method + "/split_" + split + ".json"));
      }
    }
  }

  @Test
  void aStoppedStudyKeepsWhatIsDone() {
    StudyProgress afterOne =
        new StudyProgress() {
          private volatile boolean stop;

          @Override
          public void onTraining(String summary) {
            stop = true;
          }

          @Override
          public boolean stopRequested() {
            return stop;
          }
        };
    assertThat(UciStudy.run(options(1), out, "test", afterOne, "auto")).isEmpty();
    assertThat(out.resolve("results")).isNotEmptyDirectory();
    assertThat(out.resolve("report.html")).doesNotExist();
  }

  @Test
  void theDataSayWhatIsWrongWithThem() throws IOException {
    refuses(options(1, "third"), "has no set 'third'; it has first, second");
    Path rows = data.resolve("first/index_test_0.txt");
    Files.writeString(rows, "3\n60\n");
    refuses(
        options(1, "first"),
        rows + ", line 2: 60.0 is not the number of a row of data.txt, which are 0 to 59");
    Files.writeString(data.resolve("first/index_target.txt"), "0\n1\n");
    refuses(options(1, "first"), "names 2 columns");
    Files.delete(data.resolve("second/index_train_0.txt"));
    refuses(options(1, "second"), "has no split");
    assertThatThrownBy(() -> new UciOptions(data, List.of(), List.of(), 1, 1, true))
        .hasMessage("the study needs at least one method");
  }

  @Test
  void everyMethodHasASettingAndAShorterOne() {
    for (StandardMethod method : StandardMethod.values()) {
      assertThat(method.usual(500).name()).isEqualTo(method.toString());
      assertThat(Shortened.by(10, method.usual(500)).name()).isEqualTo(method.toString());
    }
  }

  @Test
  void figuresOfSplitsAreAveraged() {
    SplitResult a = new SplitResult(1, -1, 0.5, 0.6, 0.9, levels(0.5), 2, List.of());
    SplitResult b = new SplitResult(3, -2, 0.7, 0.7, 1.0, levels(0.7), 4, List.of("no"));
    SplitSummary both = new SplitSummary("s", StandardMethod.VI, List.of(a, b), 0);
    assertThat(both.rmse().value()).isEqualTo(2);
    assertThat(both.rmse().standardError()).isCloseTo(1, within(1e-12));
    assertThat(both.coverage()[3]).isCloseTo(0.6, within(1e-12));
    assertThat(both.warned()).isEqualTo(1);
  }

  private static List<Double> levels(double value) {
    return new ArrayList<>(java.util.Collections.nCopies(SplitResult.LEVELS.length, value));
  }

  private void refuses(UciOptions options, String part) {
    assertThatThrownBy(() -> UciStudy.run(options, out, "test", StudyProgress.NONE, "auto"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(part);
  }

  private UciOptions options(int splits, String... sets) {
    return new UciOptions(data, List.of(sets), METHODS, splits, 1, true);
  }
}
