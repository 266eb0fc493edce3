package dev.credence.doctor;

/** A file of reference vectors that cannot be used; the message is one sentence naming the file. */
public final class GoldenFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GoldenFileException(String sentence) {
    super(sentence);
  }

  GoldenFileException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
