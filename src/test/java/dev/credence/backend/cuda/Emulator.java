package dev.credence.backend.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.Backends;
import dev.credence.backend.cuda.emulator.EmulatedDriver;

/** The emulated device for tests of what stands behind the backend. */
final class Emulator {
  private Emulator() {}

  /** A driver; skips the test with a reason where there is none, or fails it where required. */
  static EmulatedDriver driver() {
    String absence = EmulatedDriver.absence();
    if (absence != null && Backends.required().contains("emulator")) {
      throw new AssertionError("required, but " + absence);
    }
    assumeTrue(absence == null, absence);
    return new EmulatedDriver();
  }
}
