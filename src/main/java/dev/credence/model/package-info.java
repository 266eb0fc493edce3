/**
 * From raw rows to a model, and the files that hold models.
 *
 * <pre>{@code
 * TrainingSet rows = TrainingSet.regression(List.of("x"), List.of("y"), x, y);
 * TrainingResult result = ModelTrainer.of(rows).seed(1).train(backend);
 * ModelFile.write(path, result.model());
 * Prediction out = ModelFile.read(path).predict(newX, backend);
 * }</pre>
 *
 * <pre>
 *   ModelTrainer: TrainingSet, NetworkRecipe, TrainingOptions -> TrainedModel
 *                 Defaults for what nobody said; CheckpointFile while it runs
 *   ModelFile     TrainedModel <-> file, structure through NetworkJson
 *
 *   TensorFile  -> ModelFileException   named tensors and a text map in one checked file
 *       |                               (safetensors layout: length, JSON header, raw numbers)
 *   AtomicFile  -> OutputException      a file appears whole or not at all
 * </pre>
 *
 * <p>A model file holds numbers and declared structure only. Reading one checks every length and
 * offset before memory is taken, and ends either in exactly what was written or in one sentence.
 */
package dev.credence.model;
