package dev.credence.backend;

/**
 * Whether a backend can be used here.
 *
 * @param name of the backend
 * @param reason one sentence on why it is missing, or null where it is present
 * @param cause what went wrong, where that is more than the reason says; may be null
 */
public record Availability(String name, String reason, Throwable cause) {
  /**
   * Something that a backend is made of.
   *
   * @param name such as gpu 0
   * @param present whether it is there
   * @param text what it is, or why it is missing
   */
  public record Part(String name, boolean present, String text) {}

  /** Whether the backend can be used. */
  public boolean present() {
    return reason == null;
  }
}
