package dev.credence.backend.cuda.driver;

import dev.credence.backend.StepState;

/** A list of launches that is run again and again. One thread at a time may run it. */
public interface Replay extends AutoCloseable {
  /**
   * Copies the words of the state to the device and starts all launches in order; need not wait for
   * them.
   *
   * @throws DeviceException that names kernel and operation
   */
  void run(StepState state);

  @Override
  void close();
}
