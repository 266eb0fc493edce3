package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Driver;
import dev.credence.tensor.Allocator;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Storage;

/** Takes each tensor's memory from the device. */
final class DeviceAllocator implements Allocator {
  private final Driver driver;

  DeviceAllocator(Driver driver) {
    this.driver = driver;
  }

  @Override
  public Storage allocate(String name, Shape shape) {
    long bytes = shape.elements() * Float.BYTES;
    return new DeviceStorage(driver, driver.allocate(bytes, name + " " + shape), shape.elements());
  }

  @Override
  public void release(Storage storage) {
    driver.free(((DeviceStorage) storage).address());
  }
}
