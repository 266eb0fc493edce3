package dev.credence.backend.cuda.driver;

/** A library that computes plain matrix products on a device. */
public interface Blas extends AutoCloseable {
  /** Name and version, for people. */
  String description();

  /**
   * Gives products to the device, in order with all other work.
   *
   * @throws DeviceException that names the operation
   */
  void enqueue(Product product);

  @Override
  void close();
}
