package dev.credence.cli;

import dev.credence.model.TrainedModel;
import dev.credence.predict.Prediction;

/** Reads predictions class by class, whether from one probability per class or one answer. */
final class ClassColumns {
  private final int classes;

  ClassColumns(TrainedModel model) {
    classes = model.classes().size();
    int outputs = model.network().network().targets();
    if (outputs != classes && outputs != 1) {
      throw new IllegalArgumentException(
          "a model of %d outputs and %d classes cannot be read class by class"
              .formatted(outputs, classes));
    }
  }

  int classes() {
    return classes;
  }

  /** Mean probability of a class; one answer is about the second of two classes. */
  double probability(Prediction prediction, int row, int index) {
    if (prediction.kind() == Prediction.Kind.CLASSES) {
      return prediction.probability(row, index);
    }
    double yes = prediction.probability(row, 0);
    return index == 1 ? yes : 1 - yes;
  }

  /** Statistical uncertainty of that probability. */
  double sigmaStat(Prediction prediction, int row, int index) {
    return prediction.sigmaStat(row, prediction.kind() == Prediction.Kind.CLASSES ? index : 0);
  }
}
