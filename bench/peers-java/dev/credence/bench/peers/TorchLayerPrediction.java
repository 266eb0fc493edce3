package dev.credence.bench.peers;

import static ai.djl.pytorch.jni.JniUtils.relu;

import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.PredictionWork;
import dev.credence.bench.Task;
import dev.credence.bench.Values;
import java.util.Map;

/**
 * The prediction as bayesian-torch's users write it: one forward pass of the Flipout layers for
 * every weight sample, then moments. With all signs +1, pass s has the weights of frozen sample s.
 */
final class TorchLayerPrediction implements Task {
  private final Torch torch;
  private final Layers layers;
  private final PredictionWork work;
  private final Map<String, Values> inputs;
  private final PtNDArray x;
  private final PtNDArray[] mu;
  private final PtNDArray[] rho;
  private final PtNDArray[] b;
  private final Draws fresh;

  TorchLayerPrediction(Torch torch, Layers layers, PredictionWork work) {
    this.torch = torch;
    this.layers = layers;
    this.work = work;
    this.inputs = work.inputs();
    this.x = torch.tensor(inputs.get("x"));
    int count = work.layers();
    this.mu = new PtNDArray[count];
    this.rho = new PtNDArray[count];
    this.b = new PtNDArray[count];
    for (int i = 0; i < count; i++) {
      mu[i] = torch.transposed(inputs.get("mu" + i));
      rho[i] = torch.transposed(inputs.get("rho" + i));
      b[i] = (PtNDArray) torch.tensor(inputs.get("b" + i)).flatten();
    }
    this.fresh = Draws.fresh(torch);
  }

  @Override
  public void run() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      predict(fresh);
    }
  }

  @Override
  public Map<String, float[]> results() {
    return TorchFunctions.named(predict(new Frozen(torch, inputs)));
  }

  private PtNDArray[] predict(Draws draws) {
    JniUtils.setGradMode(false);
    PtNDArray[] outputs = new PtNDArray[work.samples()];
    for (int s = 0; s < outputs.length; s++) {
      PtNDArray h = x;
      for (int i = 0; i < mu.length; i++) {
        PtNDArray sigma = JniUtils.softPlus(rho[i]);
        h = layers.flipout(h, mu[i], sigma, b[i], draws, Integer.toString(i));
        if (i < mu.length - 1) {
          h = relu(h);
        }
      }
      outputs[s] = h;
    }
    return TorchFunctions.predictive(JniUtils.stack(outputs, 0));
  }

  @Override
  public void close() {}

  /** Normals of one frozen sample after the other, and no signs. */
  private static final class Frozen implements Draws {
    private final Torch torch;
    private final Map<String, Values> inputs;
    private final Map<String, Integer> drawn = new java.util.HashMap<>();

    Frozen(Torch torch, Map<String, Values> inputs) {
      this.torch = torch;
      this.inputs = inputs;
    }

    @Override
    public PtNDArray normals(String name, Shape shape) {
      Values all = inputs.get(name);
      int each = (int) all.shape().matrixElements();
      int s = drawn.merge(name, 1, Integer::sum) - 1;
      float[] own = java.util.Arrays.copyOfRange(all.numbers(), s * each, (s + 1) * each);
      dev.credence.tensor.Shape one =
          dev.credence.tensor.Shape.of(all.shape().rows(), all.shape().columns());
      return torch.transposed(new Values(one, own));
    }

    @Override
    public PtNDArray signs(String name, Shape shape) {
      PtNDArray zeros = torch.zeros(shape);
      JniUtils.addi(zeros, torch.one);
      return zeros;
    }
  }
}
