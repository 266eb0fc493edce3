package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Driver;
import dev.credence.tensor.Storage;
import dev.credence.tensor.Tensor;

/** Storage in device memory. */
final class DeviceStorage implements Storage {
  private final Driver driver;
  private final long address;
  private final long size;

  DeviceStorage(Driver driver, long address, long size) {
    this.driver = driver;
    this.address = address;
    this.size = size;
  }

  /** Device address of element 0. */
  long address() {
    return address;
  }

  /** Device address of a tensor's first element. */
  static long address(Tensor tensor) {
    if (!(tensor.storage() instanceof DeviceStorage storage)) {
      throw new IllegalArgumentException(
          "%s lies in memory of the %s backend [%s]"
              .formatted(tensor, tensor.device(), CudaBackend.NAME));
    }
    return storage.address + tensor.offset(0) * Float.BYTES;
  }

  @Override
  public String device() {
    return CudaBackend.NAME;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, float[] target, int targetOffset, int count) {
    driver.read(address + offset * Float.BYTES, target, targetOffset, count);
  }

  @Override
  public void write(long offset, float[] source, int sourceOffset, int count) {
    driver.write(address + offset * Float.BYTES, source, sourceOffset, count);
  }
}
