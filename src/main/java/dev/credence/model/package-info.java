/**
 * Files that hold models.
 *
 * <pre>
 *   TensorFile  -> ModelFileException   named tensors and a text map in one checked file
 *       |                               (safetensors layout: length, JSON header, raw numbers)
 *   AtomicFile  -> OutputException      a file appears whole or not at all
 * </pre>
 *
 * <p>A model file holds numbers and declared structure only. Reading one checks every length and
 * offset before memory is taken, and ends either in exactly what was written or in one sentence.
 */
package dev.credence.model;
