package dev.credence.posterior;

import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Mean and width of every Gaussian prior, on the device so that they can be refitted. */
public final class Priors {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final int members;
  private final Arena arena;

  /** No priors yet, for {@code members} ensemble members. */
  public Priors(int members, Arena arena) {
    this.members = members;
    this.arena = arena;
  }

  /** The prior of a parameter (M, 1, 2), created with the given values when first asked for. */
  public Tensor gaussian(String parameter, Prior.Gaussian prior) {
    return tensors.computeIfAbsent(
        parameter,
        name -> {
          float[] values = new float[2 * members];
          for (int m = 0; m < members; m++) {
            values[2 * m] = (float) prior.mean();
            values[2 * m + 1] = (float) prior.sigma();
          }
          return arena.allocate("prior " + name, new Shape(members, 1, 2), values);
        });
  }

  /** All priors by parameter name, in order of creation. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }
}
