package dev.credence.backend.vector;

/** What a stage threw, with the name of its operation. */
final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StageException(String op, Throwable cause) {
    super("%s failed: %s [%s]".formatted(op, cause, VectorBackend.NAME), cause);
  }
}
