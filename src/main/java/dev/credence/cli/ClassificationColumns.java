package dev.credence.cli;

import dev.credence.model.TrainedModel;
import dev.credence.predict.Prediction;
import java.util.ArrayList;
import java.util.List;

/** Probability and error bar of every class, and the uncertainty of the row. */
final class ClassificationColumns implements PredictionColumns {
  private final ClassColumns classes;
  private final List<String> names = new ArrayList<>();

  ClassificationColumns(TrainedModel model) {
    classes = new ClassColumns(model);
    model.classes().forEach(name -> names.add("p_" + name));
    model.classes().forEach(name -> names.add("sigma_stat_" + name));
    names.add("entropy");
    names.add("mutual_information");
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public void read(Prediction prediction, int row, double[] out) {
    int n = classes.classes();
    for (int c = 0; c < n; c++) {
      out[c] = classes.probability(prediction, row, c);
      out[n + c] = classes.sigmaStat(prediction, row, c);
    }
    out[2 * n] = prediction.entropy(row);
    out[2 * n + 1] = prediction.mutualInformation(row);
  }
}
