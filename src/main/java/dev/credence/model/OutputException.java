package dev.credence.model;

/** A file that cannot be written. The message is one sentence that names the file. */
public final class OutputException extends RuntimeException {
  OutputException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
