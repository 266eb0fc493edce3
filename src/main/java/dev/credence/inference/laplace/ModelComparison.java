package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.layer.Network;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Which of several networks the data speak for, by their evidence: no validation data needed. */
public final class ModelComparison {
  private ModelComparison() {}

  /**
   * Fits one network for each hidden width.
   *
   * @param network makes the network of a width
   * @return the evidence by width, in ascending order of width
   */
  public static SortedMap<Integer, Evidence> hiddenWidths(
      Iterable<Integer> widths,
      IntFunction<Network> network,
      TrainingData data,
      TrainingOptions training,
      LaplaceOptions options,
      Backend backend) {
    SortedMap<Integer, Evidence> found = new TreeMap<>();
    for (int width : widths) {
      try (Laplace fit =
          new Laplace(network.apply(width), data, null, training, options, backend)) {
        fit.run(TrainingListener.NONE);
        found.put(width, fit.evidence());
      }
    }
    return found;
  }
}
