package dev.credence.cli;

import dev.credence.backend.Backend;
import dev.credence.calibration.ClassificationMetrics;
import dev.credence.calibration.Estimate;
import dev.credence.data.Labels;
import dev.credence.data.Table;
import dev.credence.data.Tables;
import dev.credence.model.ModelFile;
import dev.credence.model.TrainedModel;
import dev.credence.predict.Predictor;
import dev.credence.predict.RegressionEvaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code credence evaluate}: how right a model and its error bars are on a table with targets. */
@Command(
    name = "evaluate",
    sortOptions = false,
    customSynopsis = "credence evaluate --model FILE --data FILE [--json] [OPTIONS]",
    description = {
      "Score a model on rows whose targets are known; every figure with its standard error.",
      "",
      "Regression: n, rmse, mean_log_likelihood, crps, coverage_68, coverage_95, pull_mean,"
          + " pull_width; with several targets each but n is followed by _TARGET."
          + " Classification: n, accuracy, mean_log_likelihood, ece, brier, auc.",
      ""
    },
    footer = {"", "Example:", "  credence evaluate --model y.credence --data test.csv --json"})
final class EvaluateCommand implements Callable<Integer> {
  private static final int CHUNK = 1024;

  @Spec private CommandSpec spec;

  @Mixin private ModelOptions input;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private BackendOption backend;

  @Override
  public Integer call() throws IOException {
    TrainedModel model = ModelFile.read(input.model);
    Table table = Tables.read(input.data);
    FeatureRows rows = new FeatureRows(table, model.features());
    int[] targets = FeatureRows.indices(table, model.targets(), "target");
    Map<String, Estimate> figures;
    try (Backend machine = backend.open();
        Predictor predictor = model.predictor(machine)) {
      figures =
          model.isClassification()
              ? classification(model, table, rows, targets[0], predictor)
              : regression(model, table, rows, targets, predictor);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Figures.json(figures));
    } else {
      Figures.print(out, figures);
    }
    return ExitStatus.SUCCESS;
  }

  private static Map<String, Estimate> regression(
      TrainedModel model, Table table, FeatureRows rows, int[] targets, Predictor predictor)
      throws IOException {
    double[][] truth = new double[targets.length][];
    RegressionEvaluation[] evaluations = new RegressionEvaluation[targets.length];
    for (int t = 0; t < targets.length; t++) {
      truth[t] = table.numbers(targets[t]);
      evaluations[t] = new RegressionEvaluation(model.targets().get(t), truth[t]);
    }
    rows.predict(
        predictor,
        CHUNK,
        true,
        (first, prediction) -> {
          for (int t = 0; t < targets.length; t++) {
            evaluations[t].add(prediction, t);
          }
        });
    Map<String, Estimate> figures = new LinkedHashMap<>();
    for (int t = 0; t < targets.length; t++) {
      String suffix = targets.length > 1 ? "_" + model.targets().get(t) : "";
      evaluations[t]
          .metrics()
          .toMap()
          .forEach(
              (key, figure) -> figures.put(key.equals(Figures.COUNT) ? key : key + suffix, figure));
    }
    return figures;
  }

  private static Map<String, Estimate> classification(
      TrainedModel model, Table table, FeatureRows rows, int target, Predictor predictor)
      throws IOException {
    int[] labels = Labels.of(model.classes()).indices(table, target, table.allRows());
    ClassColumns columns = new ClassColumns(model);
    int classes = columns.classes();
    double[] probabilities = new double[Math.multiplyExact(rows.count(), classes)];
    rows.predict(
        predictor,
        CHUNK,
        false,
        (first, prediction) -> {
          for (int row = 0; row < prediction.rows(); row++) {
            for (int c = 0; c < classes; c++) {
              probabilities[(first + row) * classes + c] = columns.probability(prediction, row, c);
            }
          }
        });
    return ClassificationMetrics.of(probabilities, classes, labels).toMap();
  }
}
