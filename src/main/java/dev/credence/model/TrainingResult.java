package dev.credence.model;

import dev.credence.inference.Diagnostics;
import dev.credence.inference.EpochReport;
import java.util.List;
import java.util.Optional;

/**
 * Outcome of {@link ModelTrainer#train}.
 *
 * @param model the model: at the best validation loss with early stopping, else at the end
 * @param history reports of all epochs, those before a resumption included
 * @param validation figures on validation rows; empty without such rows or when interrupted
 * @param interrupted whether the listener ended training; the model is then as far as it got,
 *     without recalibration, and the checkpoint, if there is one, allows to go on
 * @param resumedFrom step of the checkpoint that training went on from, 0 for a fresh start
 * @param diagnostics how far the result can be trusted, as far as the method can tell
 * @param trainingRows rows that were trained on
 * @param validationRows rows that were not
 */
public record TrainingResult(
    TrainedModel model,
    List<EpochReport> history,
    Optional<ValidationFigures> validation,
    boolean interrupted,
    long resumedFrom,
    Diagnostics diagnostics,
    int trainingRows,
    int validationRows) {
  public TrainingResult {
    history = List.copyOf(history);
  }
}
