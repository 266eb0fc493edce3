package dev.credence.model;

/** A model file that cannot be used. The message is one sentence that names the file. */
public final class ModelFileException extends RuntimeException {
  public ModelFileException(String sentence) {
    super(sentence);
  }

  public ModelFileException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
