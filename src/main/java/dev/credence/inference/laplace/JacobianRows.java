package dev.credence.inference.laplace;

import java.util.ArrayList;
import java.util.List;

/** Gradients of single examples by all weights, from layer inputs and output gradients. */
final class JacobianRows {
  private final Sensitivities sensitivities;
  private final List<float[]> inputs = new ArrayList<>();
  private final List<float[]> gradients = new ArrayList<>();

  JacobianRows(Sensitivities sensitivities) {
    this.sensitivities = sensitivities;
    for (Sensitivities.Slope slope : sensitivities.slopes()) {
      inputs.add(new float[(int) slope.input().shape().elements()]);
      gradients.add(new float[Math.toIntExact(slope.gradient().shape().elements())]);
    }
  }

  /** Takes the current chunk over. */
  void read() {
    for (int l = 0; l < inputs.size(); l++) {
      sensitivities.slopes().get(l).input().read(inputs.get(l));
      sensitivities.slopes().get(l).gradient().read(gradients.get(l));
    }
  }

  /** Writes the weight vector of derivatives of direction c of example b. */
  void write(int c, int b, float[] out, int to) {
    for (int l = 0; l < inputs.size(); l++) {
      WeightLayer layer = sensitivities.slopes().get(l).place();
      int n = layer.outputs();
      int gradient = (c * sensitivities.rows() + b) * n;
      int start = to + layer.start();
      for (int k = 0; k < layer.rows(); k++) {
        float input = k < layer.inputs() ? inputs.get(l)[b * layer.inputs() + k] : 1;
        for (int j = 0; j < n; j++) {
          out[start + k * n + j] = input * gradients.get(l)[gradient + j];
        }
      }
    }
  }
}
