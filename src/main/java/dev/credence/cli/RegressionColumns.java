package dev.credence.cli;

import dev.credence.model.TrainedModel;
import dev.credence.predict.Prediction;
import java.util.ArrayList;
import java.util.List;

/** Mean and error bars of every target. */
final class RegressionColumns implements PredictionColumns {
  private static final List<String> EACH = List.of("mean", "sigma_stat", "sigma_syst", "sigma_tot");

  private final List<String> names = new ArrayList<>();

  RegressionColumns(TrainedModel model) {
    boolean several = model.targets().size() > 1;
    for (String target : model.targets()) {
      EACH.forEach(name -> names.add(several ? name + "_" + target : name));
    }
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public void read(Prediction prediction, int row, double[] out) {
    for (int t = 0; t < prediction.columns(); t++) {
      int at = t * EACH.size();
      out[at] = prediction.mean(row, t);
      out[at + 1] = prediction.sigmaStat(row, t);
      out[at + 2] = prediction.sigmaSyst(row, t);
      out[at + 3] = prediction.sigmaTot(row, t);
    }
  }
}
