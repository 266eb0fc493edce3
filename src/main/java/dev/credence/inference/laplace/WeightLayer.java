package dev.credence.inference.laplace;

import dev.credence.layer.ActivationLayer;
import dev.credence.layer.Dense;
import dev.credence.layer.DropoutLayer;
import dev.credence.layer.Layer;
import dev.credence.layer.Network;
import dev.credence.posterior.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one dense layer as a matrix (rows, outputs) whose last row is the bias, where
 * there is one: the weight of an input that is always 1. All matrices of a network, one after the
 * other, are its weight vector.
 *
 * @param index place in the network
 * @param inputs number of inputs K
 * @param outputs number of outputs N
 * @param bias whether there is a bias
 * @param start first element in the weight vector
 * @param weightSlot first element of the weights in the network's parameters
 * @param biasSlot first element of the bias in the network's parameters
 */
record WeightLayer(
    int index, int inputs, int outputs, boolean bias, int start, int weightSlot, int biasSlot) {
  /** The dense layers of a deterministic network. */
  static List<WeightLayer> of(Network network) {
    ParameterLayout layout = network.layout();
    List<WeightLayer> found = new ArrayList<>();
    int width = network.inputs();
    int start = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      if (layer instanceof Dense dense) {
        int biasSlot = dense.bias() ? layout.slot(biasName(i)).start() : -1;
        int weightSlot = layout.slot(weightName(i)).start();
        found.add(
            new WeightLayer(i, width, dense.outputs(), dense.bias(), start, weightSlot, biasSlot));
        start = found.get(found.size() - 1).end();
      } else if (!(layer instanceof ActivationLayer
          || layer instanceof DropoutLayer dropout && dropout.rate() == 0)) {
        throw new IllegalArgumentException(
            "a Laplace fit needs a network of deterministic layers, but layer %d is %s"
                .formatted(i, layer));
      }
      width = layer.outputs(width);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("a Laplace fit needs a network with a dense layer");
    }
    return List.copyOf(found);
  }

  /** Number of weights of all layers. */
  static int count(List<WeightLayer> layers) {
    return layers.get(layers.size() - 1).end();
  }

  static String weightName(int index) {
    return index + ".mu";
  }

  static String biasName(int index) {
    return index + ".bias";
  }

  /** Rows of the matrix: inputs, and the bias. */
  int rows() {
    return inputs + (bias ? 1 : 0);
  }

  /** Number of weights. */
  int size() {
    return Math.multiplyExact(rows(), outputs);
  }

  /** End in the weight vector. */
  int end() {
    return Math.addExact(start, size());
  }

  /** Sets this layer of a weight vector from the parameters of a network. */
  void read(float[] parameters, double[] weights) {
    for (int i = 0; i < inputs * outputs; i++) {
      weights[start + i] = parameters[weightSlot + i];
    }
    for (int i = 0; bias && i < outputs; i++) {
      weights[start + inputs * outputs + i] = parameters[biasSlot + i];
    }
  }

  /** Sets the parameters of a network, which begin at {@code to}, from a weight vector. */
  void write(double[] weights, float[] parameters, int to) {
    for (int i = 0; i < inputs * outputs; i++) {
      parameters[to + weightSlot + i] = (float) weights[start + i];
    }
    for (int i = 0; bias && i < outputs; i++) {
      parameters[to + biasSlot + i] = (float) weights[start + inputs * outputs + i];
    }
  }
}
