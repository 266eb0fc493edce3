package dev.credence.inference.sampler;

import dev.credence.op.LangevinStep;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Coefficients of a {@link LangevinStep}, one set for each chain. */
final class Coefficients {
  private final Tensor tensor;
  private final float[] values;

  Coefficients(String name, int chains, Arena arena) {
    tensor = arena.allocate(name, new Shape(chains, 1, LangevinStep.COEFFICIENTS));
    values = new float[chains * LangevinStep.COEFFICIENTS];
  }

  /** The same constants for every chain. */
  static Tensor constant(String name, double keep, double rate, double spread, Arena arena) {
    Coefficients all = new Coefficients(name, 1, arena);
    all.set(0, keep, rate, spread);
    all.write();
    return all.tensor;
  }

  Tensor tensor() {
    return tensor;
  }

  void set(int chain, double keep, double rate, double spread) {
    int at = chain * LangevinStep.COEFFICIENTS;
    values[at + LangevinStep.KEEP] = (float) keep;
    values[at + LangevinStep.RATE] = (float) rate;
    values[at + LangevinStep.SPREAD] = (float) spread;
  }

  /** Makes what was set known to the device. */
  void write() {
    tensor.write(values);
  }
}
