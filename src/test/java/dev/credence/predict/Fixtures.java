package dev.credence.predict;

import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Arena;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Networks with arbitrary but wide posteriors. */
final class Fixtures {
  static final long SEED = 42;

  private Fixtures() {}

  /** Names of the backends of this build that can run here. */
  static Stream<String> backends() {
    return Backends.availability().stream()
        .filter(Availability::present)
        .map(Availability::name)
        .filter(name -> !name.equals(Backends.CUDA));
  }

  /** A 3-7-5-outputs network. */
  static Network network(Likelihood likelihood, int targets) {
    return Network.builder(3)
        .estimator(Estimator.FLIPOUT)
        .bayesian(7)
        .activation(Activation.TANH)
        .bayesian(5)
        .activation(Activation.GELU)
        .output(likelihood, targets);
  }

  /** Initial values with sigma about 0.3, so that weight samples differ visibly. */
  static FittedNetwork fit(Network network, int members) {
    try (Backend backend = new ScalarBackend();
        Arena arena = backend.newArena()) {
      ParameterLayout layout = network.layout();
      ParameterBlock block = new ParameterBlock("", layout, members, arena);
      network.initialize(block, SEED);
      float[] values = block.all().toArray();
      Random random = new Random(SEED);
      for (ParameterLayout.Slot slot : layout.slots()) {
        for (int m = 0; m < members; m++) {
          int start = m * layout.size() + slot.start();
          for (int i = start; i < start + slot.rows() * slot.columns(); i++) {
            if (slot.name().endsWith("ho")) {
              values[i] = (float) (-1 + 0.3 * random.nextGaussian());
            } else if (slot.name().endsWith("bias")) {
              values[i] = (float) (0.5 * random.nextGaussian());
            }
          }
        }
      }
      return new FittedNetwork(network, members, values, Map.of(), SEED);
    }
  }

  /** Rows of inputs around (10, -3, 0.02). */
  static float[] rows(int n) {
    Random random = new Random(n);
    float[] rows = new float[3 * n];
    for (int i = 0; i < n; i++) {
      rows[3 * i] = (float) (10 + 2 * random.nextGaussian());
      rows[3 * i + 1] = (float) (-3 + 0.5 * random.nextGaussian());
      rows[3 * i + 2] = (float) (0.02 + 0.01 * random.nextGaussian());
    }
    return rows;
  }

  /** A predictor that standardises {@link #rows}. */
  static Predictor.Builder predictor(FittedNetwork fitted, Backend backend) {
    return Predictor.builder(fitted, backend)
        .inputs(new double[] {10, -3, 0.02}, new double[] {2, 0.5, 0.01})
        .samples(12);
  }
}
