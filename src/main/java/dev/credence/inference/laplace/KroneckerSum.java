package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * For each layer, H approximated by A x G (Martens and Grosse 2015): A the weighted mean over
 * examples of a a^T, where the inputs a end with a 1 for the bias, and G the sum over examples and
 * directions of g g^T. Exact where a layer's inputs and gradients are uncorrelated, as those of a
 * single linear layer with constant noise.
 */
final class KroneckerSum implements CurvatureSum {
  private final List<Factors> layers = new ArrayList<>();
  private double total;

  KroneckerSum(Sensitivities sensitivities, Backend backend, Arena arena) {
    for (Sensitivities.Slope slope : sensitivities.slopes()) {
      layers.add(new Factors(slope, backend, arena));
    }
  }

  @Override
  public void add(float[] weights) {
    for (float weight : weights) {
      total += weight;
    }
    layers.forEach(layer -> layer.add(weights));
  }

  @Override
  public Curvature curvature() {
    return new KroneckerCurvature(layers.stream().map(layer -> layer.factors(total)).toList());
  }

  private static final class Factors {
    private final WeightLayer place;
    private final Tensor input;
    private final Tensor weighted;
    private final float[] values;
    private final CrossProduct inputs;
    private final CrossProduct gradients;

    Factors(Sensitivities.Slope slope, Backend backend, Arena arena) {
      place = slope.place();
      input = slope.input();
      weighted = arena.allocate("weighted inputs", input.shape());
      values = new float[(int) input.shape().elements()];
      inputs = new CrossProduct("A", input, weighted, backend, arena);
      gradients = new CrossProduct("G", slope.gradient(), slope.gradient(), backend, arena);
    }

    void add(float[] weights) {
      input.read(values);
      int k = place.inputs();
      for (int b = 0; b < weights.length; b++) {
        for (int i = b * k; i < (b + 1) * k; i++) {
          values[i] *= weights[b];
        }
      }
      weighted.write(values);
      inputs.add();
      gradients.add();
    }

    KroneckerCurvature.Factors factors(double total) {
      int k = place.inputs();
      int rows = place.rows();
      double[] a = new double[rows * rows];
      for (int i = 0; i < k; i++) {
        for (int j = 0; j < k; j++) {
          a[i * rows + j] = inputs.product()[i * k + j] / total;
        }
        if (place.bias()) {
          a[i * rows + k] = inputs.columns()[i] / total;
          a[k * rows + i] = a[i * rows + k];
        }
      }
      if (place.bias()) {
        a[k * rows + k] = 1;
      }
      return KroneckerCurvature.Factors.of(place, a, gradients.product());
    }
  }
}
