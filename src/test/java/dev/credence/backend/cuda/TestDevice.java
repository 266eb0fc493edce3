package dev.credence.backend.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.credence.backend.Backends;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Gpus;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.emulator.EmulatedDriver;

/**
 * The device for tests of what stands behind the backend: the emulated one, or the first GPU with
 * {@code -Dcredence.machines=cuda}.
 */
public final class TestDevice {
  private static final boolean GPU = System.getProperty("credence.machines", "").equals("cuda");

  private TestDevice() {}

  /** A driver; skips the test with a reason where there is none, or fails it where required. */
  public static Driver driver() {
    return GPU ? gpu() : emulated();
  }

  /** The emulated device whatever was asked for, on the same terms. */
  public static EmulatedDriver emulated() {
    require("emulator", EmulatedDriver.absence());
    return new EmulatedDriver();
  }

  /** The first GPU's driver, on the same terms. */
  static JcudaDriver gpu() {
    require("cuda", Gpus.get().absence(0));
    return JcudaDriver.open(0);
  }

  private static void require(String name, String absence) {
    if (absence != null && Backends.required().contains(name)) {
      throw new AssertionError("required, but " + absence);
    }
    assumeTrue(absence == null, absence);
  }
}
