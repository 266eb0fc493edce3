package dev.credence.backend.cuda.driver;

import jcuda.driver.CUdeviceptr;

/** A place in device memory, from its number. */
final class DeviceAddress extends CUdeviceptr {
  DeviceAddress(long address) {
    super(new CUdeviceptr(), address);
  }

  /** What an allocation writes its result into. */
  static final class Allocated extends CUdeviceptr {
    long address() {
      return getNativePointer();
    }
  }
}
