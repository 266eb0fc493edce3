package dev.credence.model;

import dev.credence.inference.FittedNetwork;
import dev.credence.layer.Network;
import dev.credence.posterior.ParameterLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters of a fitted network as tensors that carry their names, such as 0.mu (M, K, N). */
final class ParameterTensors {
  private static final String PRIOR = "prior.";

  private ParameterTensors() {}

  static void write(FittedNetwork fitted, TensorFile.Builder file) {
    ParameterLayout layout = fitted.network().layout();
    int members = fitted.members();
    for (ParameterLayout.Slot slot : layout.slots()) {
      int n = slot.rows() * slot.columns();
      float[] values = new float[members * n];
      for (int m = 0; m < members; m++) {
        int start = m * layout.size() + slot.start();
        System.arraycopy(fitted.parameters(), start, values, m * n, n);
      }
      file.tensor(slot.name(), values, members, slot.rows(), slot.columns());
    }
    fitted
        .priors()
        .forEach(
            (name, values) -> file.tensor(PRIOR + name, values, members, values.length / members));
  }

  /** Reads a network; all shapes are held against the structure before memory is taken. */
  static FittedNetwork read(
      String source, TensorFile file, Network network, int members, long seed) {
    ParameterLayout layout = network.layout();
    if ((long) members * layout.size() > Integer.MAX_VALUE - 8) {
      throw new ModelFileException(source + " describes more parameters than can be held");
    }
    Map<String, float[]> slots = new LinkedHashMap<>();
    for (ParameterLayout.Slot slot : layout.slots()) {
      int[] shape = {members, slot.rows(), slot.columns()};
      slots.put(slot.name(), finite(source, slot.name(), file.floats(slot.name(), shape)));
    }
    float[] parameters = new float[members * layout.size()];
    for (ParameterLayout.Slot slot : layout.slots()) {
      int n = slot.rows() * slot.columns();
      for (int m = 0; m < members; m++) {
        int start = m * layout.size() + slot.start();
        System.arraycopy(slots.get(slot.name()), m * n, parameters, start, n);
      }
    }
    Map<String, float[]> priors = new LinkedHashMap<>();
    for (ParameterLayout.Slot slot : layout.slots()) {
      String name = PRIOR + slot.name();
      if (file.names().contains(name)) {
        priors.put(slot.name(), finite(source, name, file.floats(name, new int[] {members, 2})));
      }
    }
    return new FittedNetwork(network, members, parameters, priors, seed);
  }

  private static float[] finite(String source, String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ModelFileException(source + ": tensor '" + name + "' holds " + value);
      }
    }
    return values;
  }
}
