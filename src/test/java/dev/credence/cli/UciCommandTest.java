package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.study.SplitFolders;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UciCommandTest {
  @TempDir Path folder;

  @Test
  void printsATableAndGoesOnFromWhatItKept() throws IOException {
    Path data = folder.resolve("sets");
    SplitFolders.write(data, "first", 2, 1);
    Path out = folder.resolve("out");
    CommandRun run = study(data, out, "vi").succeeds();
    assertThat(run.out())
        .contains("first", "rmse", "coverage 68 %", "  vi ", "no published figures")
        .contains(out.resolve("report.html").toString());
    assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.contains("first split 0 vi"));
    CommandRun more = study(data, out, "vi,mc-dropout").succeeds();
    assertThat(more.err().lines()).hasSize(1).allMatch(line -> line.contains("mc-dropout"));
    assertThat(more.out()).contains(run.out().lines().skip(1).findFirst().orElseThrow());
  }

  private static CommandRun study(Path data, Path out, String methods) {
    return CommandRun.of(
        "study", "uci", "--data", data, "--out", out, "--methods", methods, "--quick");
  }
}
