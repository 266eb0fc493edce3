package dev.credence.bench.peers;

import static ai.djl.pytorch.jni.JniUtils.add;
import static ai.djl.pytorch.jni.JniUtils.backward;
import static ai.djl.pytorch.jni.JniUtils.exp;
import static ai.djl.pytorch.jni.JniUtils.getGradient;
import static ai.djl.pytorch.jni.JniUtils.mean;
import static ai.djl.pytorch.jni.JniUtils.mul;
import static ai.djl.pytorch.jni.JniUtils.neg;
import static ai.djl.pytorch.jni.JniUtils.slice;
import static ai.djl.pytorch.jni.JniUtils.sqrt;
import static ai.djl.pytorch.jni.JniUtils.square;
import static ai.djl.pytorch.jni.JniUtils.sub;

import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.ActivationWork;
import dev.credence.bench.KlWork;
import dev.credence.bench.LossWork;
import dev.credence.bench.MomentsWork;
import dev.credence.bench.NoiseWork;
import dev.credence.bench.OptimizerWork;
import dev.credence.bench.Pass;
import dev.credence.bench.Task;
import dev.credence.bench.Values;
import dev.credence.op.Activation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Everything of one operation or a few. */
final class TorchFunctions {
  private static final float MOST = 10;

  private TorchFunctions() {}

  /** A task that computes tensors by name. */
  private static Task task(boolean gradients, Supplier<Map<String, PtNDArray>> work) {
    return new Task() {
      @Override
      public void run() {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          JniUtils.setGradMode(gradients);
          work.get();
        }
      }

      @Override
      public Map<String, float[]> results() {
        JniUtils.setGradMode(gradients);
        Map<String, float[]> results = new LinkedHashMap<>();
        work.get().forEach((name, tensor) -> results.put(name, Torch.numbers(tensor)));
        return results;
      }

      @Override
      public void close() {}
    };
  }

  static Task activation(Torch torch, ActivationWork work) {
    Map<String, Values> inputs = work.inputs();
    PtNDArray x = torch.tensor(inputs.get("x"));
    if (work.pass() == Pass.FORWARD) {
      return task(false, () -> Map.of("y", apply(work.function(), x)));
    }
    PtNDArray dy = torch.tensor(inputs.get("dy"));
    return task(
        true,
        () -> {
          PtNDArray leaf = Torch.leaf(x);
          PtNDArray y = apply(work.function(), leaf);
          backward(y, dy, false, false);
          return Map.of("y", y, "dx", getGradient(leaf));
        });
  }

  private static PtNDArray apply(Activation function, PtNDArray x) {
    return switch (function) {
      case RELU -> JniUtils.relu(x);
      case TANH -> JniUtils.tanh(x);
      case GELU -> JniUtils.gelu(x);
      case SOFTPLUS -> JniUtils.softPlus(x);
      case SIGMOID -> JniUtils.sigmoid(x);
      default -> throw new IllegalArgumentException("no form of " + function);
    };
  }

  static Task loss(Torch torch, LossWork work) {
    Map<String, Values> inputs = work.inputs();
    PtNDArray prediction = torch.tensor(inputs.get("prediction"));
    PtNDArray target = torch.tensor(inputs.get("target"));
    return task(
        true,
        () -> {
          PtNDArray leaf = Torch.leaf(prediction);
          PtNDArray loss = gaussianNll(torch, leaf, target);
          backward(loss, torch.one, false, false);
          return Map.of("loss", loss, "gradient", getGradient(leaf));
        });
  }

  /** Mean of (y - mean)^2 / (2 exp(s)) + s / 2 with the log variance s clamped. */
  static PtNDArray gaussianNll(Torch torch, PtNDArray prediction, PtNDArray target) {
    PtNDArray centre = slice(prediction, 1, 0, 1, 1);
    PtNDArray s = JniUtils.clip(slice(prediction, 1, 1, 2, 1), -MOST, MOST);
    PtNDArray weighted = mul(square(sub(target, centre)), exp(neg(s)));
    return mul(mean(add(weighted, s)), torch.half);
  }

  static Task kl(Torch torch, Layers layers, KlWork work) {
    Map<String, Values> inputs = work.inputs();
    PtNDArray mu = torch.tensor(inputs.get("mu"));
    PtNDArray rho = torch.tensor(inputs.get("rho"));
    return task(
        true,
        () -> {
          PtNDArray leafMu = Torch.leaf(mu);
          PtNDArray leafRho = Torch.leaf(rho);
          PtNDArray kl = layers.kl(leafMu, JniUtils.softPlus(leafRho));
          backward(kl, torch.one, false, false);
          return Map.of("kl", kl, "dmu", getGradient(leafMu), "drho", getGradient(leafRho));
        });
  }

  static Task optimizer(Torch torch, OptimizerWork work) {
    Map<String, Values> inputs = work.inputs();
    PtNDArray parameters = torch.tensor(inputs.get("parameters"));
    PtNDArray gradients = torch.tensor(inputs.get("gradients"));
    PtNDArray m = torch.tensor(inputs.get("m"));
    float rate = 1e-4f;
    PtNDArray v = torch.tensor(inputs.get("v"));
    float corrected = (float) (rate * Math.sqrt(1 - 0.999f) / (1 - 0.9f));
    return task(
        false,
        () -> {
          adam(parameters, gradients, m, v, rate, corrected, 0.9f, 0.999f, 1e-8f);
          return Map.of("parameters", parameters, "m", m, "v", v);
        });
  }

  /** Adam in place, without clipping, which a bound of -1 stands for. */
  static void adam(
      PtNDArray parameters,
      PtNDArray gradients,
      PtNDArray m,
      PtNDArray v,
      float rate,
      float correctedRate,
      float beta1,
      float beta2,
      float epsilon) {
    JniUtils.adamUpdate(
        parameters, gradients, m, v, rate, correctedRate, 0, 1, -1, beta1, beta2, epsilon, false);
  }

  static Task moments(Torch torch, MomentsWork work) {
    PtNDArray x = torch.tensor(work.inputs().get("x"));
    return task(
        false,
        () -> {
          PtNDArray mean = mean(x, 0, true);
          return Map.of("mean", mean, "variance", mean(square(sub(x, mean)), 0, true));
        });
  }

  /** Noise of torch's own generator; the check compares its moments. */
  static Task noise(Torch torch, NoiseWork work) {
    Shape shape = new Shape(work.count());
    boolean normals = work.kind() == NoiseWork.Kind.NORMALS;
    return task(false, () -> Map.of("noise", normals ? torch.randn(shape) : torch.signs(shape)));
  }

  /** Mean, sigmaStat and sigmaSyst from outputs (S, B, 2). */
  static PtNDArray[] predictive(PtNDArray outputs) {
    PtNDArray means = slice(outputs, 2, 0, 1, 1);
    PtNDArray variances = exp(JniUtils.clip(slice(outputs, 2, 1, 2, 1), -MOST, MOST));
    PtNDArray mean = mean(means, 0, true);
    PtNDArray stat = sqrt(mean(square(sub(means, mean)), 0, true));
    return new PtNDArray[] {mean, stat, sqrt(mean(variances, 0, false))};
  }

  /** Results of a prediction by name. */
  static Map<String, float[]> named(PtNDArray[] predictive) {
    return Map.of(
        "mean", Torch.numbers(predictive[0]),
        "sigmaStat", Torch.numbers(predictive[1]),
        "sigmaSyst", Torch.numbers(predictive[2]));
  }
}
