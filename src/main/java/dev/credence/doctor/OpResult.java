package dev.credence.doctor;

/**
 * The outcome of one case on one backend.
 *
 * @param op name of the operation
 * @param name of the case
 * @param backend name of the backend
 * @param errorOverBound largest error over its bound: at most 1 where the case passes
 * @param status whether it passed
 * @param message one sentence on what is wrong or was left out, or empty
 */
public record OpResult(
    String op, String name, String backend, double errorOverBound, Status status, String message) {
  /** Whether a case passed. */
  public enum Status {
    OK,
    FAILED,
    UNKNOWN_OP
  }

  /** Whether the case passed. */
  public boolean ok() {
    return status == Status.OK;
  }
}
