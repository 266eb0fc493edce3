package dev.credence.inference;

import dev.credence.layer.Network;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network with the numbers of its posterior; the arrays are not to be changed.
 *
 * @param network the structure
 * @param members number of networks M
 * @param parameters parameters (M, P) in the order of {@code network.layout()}
 * @param priors mean and width (M, 2) of every Gaussian prior by parameter name
 * @param seed seed of the training run and of the frozen weight samples
 */
public record FittedNetwork(
    Network network, int members, float[] parameters, Map<String, float[]> priors, long seed) {
  public FittedNetwork {
    long expected = (long) members * network.layout().size();
    if (parameters.length != expected) {
      throw new IllegalArgumentException(
          "%d numbers do not fit a network with %d parameters of %d members"
              .formatted(parameters.length, network.layout().size(), members));
    }
    priors = Map.copyOf(priors);
  }

  /** One member alone; its weight samples are new draws. */
  public FittedNetwork member(int m) {
    int size = network.layout().size();
    Map<String, float[]> own = new LinkedHashMap<>();
    priors.forEach((name, values) -> own.put(name, Arrays.copyOfRange(values, 2 * m, 2 * m + 2)));
    float[] numbers = Arrays.copyOfRange(parameters, m * size, (m + 1) * size);
    return new FittedNetwork(network, 1, numbers, own, seed);
  }
}
