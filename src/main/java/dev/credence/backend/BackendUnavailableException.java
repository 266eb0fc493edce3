package dev.credence.backend;

/** A backend was asked for by name, or required, and is not there. The message says why. */
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BackendUnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
