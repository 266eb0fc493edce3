package dev.credence.cli;

import dev.credence.backend.Backend;
import dev.credence.data.CsvWriter;
import dev.credence.data.Table;
import dev.credence.data.Tables;
import dev.credence.model.AtomicFile;
import dev.credence.model.ModelFile;
import dev.credence.model.TrainedModel;
import dev.credence.predict.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence predict}: a model and a table in, predictions with error bars out. */
@Command(
    name = "predict",
    sortOptions = false,
    customSynopsis = "credence predict --model FILE --data FILE --out FILE.csv [OPTIONS]",
    description = {
      "Predict every row of a table, with error bars.",
      "",
      "Columns of a regression: mean, sigma_stat, sigma_syst, sigma_tot; with several targets each"
          + " is followed by _TARGET. Columns of a classification: p_CLASS for every class,"
          + " sigma_stat_CLASS for every class, entropy, mutual_information.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  credence predict --model y.credence --data new.csv --out predictions.csv"
    })
final class PredictCommand implements Callable<Integer> {
  private static final int CHUNK = 4096;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions input;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.csv",
      description = "Where to write the predictions, one line per row.")
  private Path out;

  @Mixin private BackendOption backend;

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    Outputs.requireWritable(command, "--out", out);
    Outputs.requireOther(command, "--out", out, "--data", input.data);
    Outputs.requireOther(command, "--out", out, "--model", input.model);
    TrainedModel model = ModelFile.read(input.model);
    Table table = Tables.read(input.data);
    FeatureRows rows = new FeatureRows(table, model.features());
    PredictionColumns columns =
        model.isClassification() ? new ClassificationColumns(model) : new RegressionColumns(model);
    try (Backend machine = backend.open();
        Predictor predictor = model.predictor(machine)) {
      AtomicFile.write(
          out, stream -> write(new CsvWriter(stream, columns.names()), rows, predictor, columns));
    }
    command.getOut().printf("%d predictions written to %s%n", table.rows(), out);
    return ExitStatus.SUCCESS;
  }

  private static void write(
      CsvWriter csv, FeatureRows rows, Predictor predictor, PredictionColumns columns)
      throws IOException {
    double[] line = new double[columns.names().size()];
    rows.predict(
        predictor,
        CHUNK,
        false,
        (first, prediction) -> {
          for (int row = 0; row < prediction.rows(); row++) {
            columns.read(prediction, row, line);
            csv.row(line, 0);
          }
        });
    csv.close();
  }
}
