package dev.credence.backend.cuda.driver;

import java.util.function.Supplier;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** What the driver's calls return. */
final class Status {
  private Status() {}

  /**
   * Continues where a call succeeded.
   *
   * @param what it was asked for
   * @throws DeviceException that names it and the driver's reason
   */
  static void check(int status, Supplier<String> what) {
    if (status != CUresult.CUDA_SUCCESS) {
      throw new DeviceException(what.get() + ": " + text(status));
    }
  }

  /** The driver's name and words for a status. */
  static String text(int status) {
    String[] words = new String[1];
    int known = JCudaDriver.cuGetErrorString(status, words);
    return name(status) + (known == CUresult.CUDA_SUCCESS ? ", " + words[0] : "");
  }

  private static String name(int status) {
    String[] name = new String[1];
    int known = JCudaDriver.cuGetErrorName(status, name);
    return known == CUresult.CUDA_SUCCESS ? name[0] : "CUDA error " + status;
  }
}
