package dev.credence.backend.cuda.driver;

/** A device refused or failed; the message is one sentence that names what it was asked for. */
public final class DeviceException extends RuntimeException {
  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
