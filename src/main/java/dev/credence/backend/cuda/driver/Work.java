package dev.credence.backend.cuda.driver;

/** One thing that a device does in a program. */
public sealed interface Work permits Launch, Product {
  /** The operation with its shapes, for error messages. */
  String origin();
}
