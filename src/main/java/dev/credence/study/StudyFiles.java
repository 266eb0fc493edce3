package dev.credence.study;

import dev.credence.data.DataException;
import dev.credence.model.AtomicFile;
import dev.credence.model.ModelFile;
import dev.credence.model.TrainedModel;
import dev.credence.report.MetricsJson;
import dev.credence.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What every study leaves in its folder: page, figures, model and plots. */
final class StudyFiles {
  private StudyFiles() {}

  /** Makes the folder where it is missing. */
  static void createFolder(Path out) {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new DataException("cannot create the folder " + out + ": " + e.getMessage());
    }
  }

  /**
   * Writes all files; everything is rendered before the first one is written.
   *
   * @return the page
   */
  static Path write(Path out, Report report, MetricsJson metrics, TrainedModel model) {
    String html = report.html();
    Map<String, String> plots = report.plots();
    String figures = metrics.text();
    ModelFile.write(out.resolve("model.credence"), model);
    text(out.resolve("metrics.json"), figures);
    plots.forEach((name, svg) -> text(out.resolve(name), svg));
    Path page = out.resolve("report.html");
    text(page, html);
    return page;
  }

  private static void text(Path file, String content) {
    AtomicFile.write(file, stream -> stream.write(content.getBytes(StandardCharsets.UTF_8)));
  }
}
