package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Diagonal of H: for weight (k, n) the sum over examples and directions of a_k^2 g_n^2. */
final class DiagonalSum implements CurvatureSum {
  private final List<WeightLayer> layers = new ArrayList<>();
  private final List<Squares> sums = new ArrayList<>();

  DiagonalSum(Sensitivities sensitivities, Backend backend, Arena arena) {
    for (Sensitivities.Slope slope : sensitivities.slopes()) {
      layers.add(slope.place());
      sums.add(new Squares(slope, backend, arena));
    }
  }

  @Override
  public void add(float[] weights) {
    sums.forEach(Squares::add);
  }

  @Override
  public Curvature curvature() {
    double[] diagonal = new double[WeightLayer.count(layers)];
    for (int l = 0; l < layers.size(); l++) {
      WeightLayer layer = layers.get(l);
      double[] weights = sums.get(l).product.product();
      System.arraycopy(weights, 0, diagonal, layer.start(), weights.length);
      if (layer.bias()) {
        double[] bias = sums.get(l).product.columns();
        System.arraycopy(bias, 0, diagonal, layer.start() + weights.length, bias.length);
      }
    }
    return new DiagonalCurvature(layers, diagonal);
  }

  private static final class Squares {
    private final Tensor input;
    private final Tensor gradient;
    private final Tensor inputSquares;
    private final Tensor gradientSquares;
    private final float[] inputValues;
    private final float[] gradientValues;
    private final float[] summed;
    final CrossProduct product;

    Squares(Sensitivities.Slope slope, Backend backend, Arena arena) {
      input = slope.input();
      gradient = slope.gradient();
      Shape shape = gradient.shape();
      inputSquares = arena.allocate("squared inputs", input.shape());
      gradientSquares =
          arena.allocate("squared gradients", Shape.of(shape.rows(), shape.columns()));
      inputValues = new float[(int) input.shape().elements()];
      gradientValues = new float[Math.toIntExact(shape.elements())];
      summed = new float[(int) shape.matrixElements()];
      product = new CrossProduct("curvature", inputSquares, gradientSquares, backend, arena);
    }

    void add() {
      input.read(inputValues);
      for (int i = 0; i < inputValues.length; i++) {
        inputValues[i] *= inputValues[i];
      }
      inputSquares.write(inputValues);
      gradient.read(gradientValues);
      for (int i = 0; i < summed.length; i++) {
        summed[i] = 0;
        for (int at = i; at < gradientValues.length; at += summed.length) {
          summed[i] += gradientValues[at] * gradientValues[at];
        }
      }
      gradientSquares.write(summed);
      product.add();
    }
  }
}
