package dev.credence.bench.peers;

import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.ProductWork;
import dev.credence.bench.Task;
import dev.credence.bench.TrainingStepWork;
import dev.credence.bench.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forward, loss, KL, backward and Adam. The batch lies ready: unlike the engine, the peer does not
 * gather it.
 */
final class TorchTrainingStep implements Task {
  private static final float LEARNING_RATE = 1e-4f;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final Torch torch;
  private final Layers layers;
  private final TrainingStepWork work;
  private final ProductWork.Kind kind;
  private final Map<String, Values> inputs;
  private final PtNDArray x;
  private final PtNDArray y;
  private final PtNDArray klScale;

  /** mu, rho and b of every layer in turn, and what Adam keeps of each. */
  private final List<PtNDArray> parameters = new ArrayList<>();

  private final List<PtNDArray> firstMoments = new ArrayList<>();
  private final List<PtNDArray> secondMoments = new ArrayList<>();
  private final PtNDArray[] leaves;
  private final String[] suffixes;
  private final Draws fresh;
  private int steps;

  TorchTrainingStep(Torch torch, Layers layers, TrainingStepWork work) {
    this.torch = torch;
    this.layers = layers;
    this.work = work;
    this.kind =
        switch (work.estimator()) {
          case FLIPOUT -> ProductWork.Kind.FLIPOUT;
          case REPARAMETERIZED -> ProductWork.Kind.SAMPLED;
          case LOCAL_REPARAMETERIZED -> ProductWork.Kind.LOCAL;
        };
    this.inputs = work.inputs();
    this.x = torch.tensor(inputs.get("x"));
    this.y = torch.tensor(inputs.get("y"));
    this.klScale = torch.number(TrainingStepWork.KL_SCALE);
    this.suffixes = new String[work.layers()];
    for (int i = 0; i < work.layers(); i++) {
      suffixes[i] = Integer.toString(i);
      parameters.add(torch.transposed(inputs.get("mu" + i)));
      parameters.add(torch.transposed(inputs.get("rho" + i)));
      parameters.add((PtNDArray) torch.tensor(inputs.get("b" + i)).flatten());
    }
    for (PtNDArray parameter : parameters) {
      firstMoments.add(torch.zeros(parameter.getShape()));
      secondMoments.add(torch.zeros(parameter.getShape()));
    }
    this.leaves = new PtNDArray[parameters.size()];
    this.fresh = Draws.fresh(torch);
  }

  @Override
  public void run() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      backward(fresh, null);
      update();
    }
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = new LinkedHashMap<>();
    backward(Draws.given(torch, inputs, kind != ProductWork.Kind.LOCAL), results);
    for (int i = 0; i < work.layers(); i++) {
      results.put("dmu" + i, Torch.transposedNumbers(JniUtils.getGradient(leaves[3 * i])));
      results.put("drho" + i, Torch.transposedNumbers(JniUtils.getGradient(leaves[3 * i + 1])));
      results.put("db" + i, Torch.numbers(JniUtils.getGradient(leaves[3 * i + 2])));
    }
    return results;
  }

  /** Leaves the gradients with the leaves. */
  private void backward(Draws draws, Map<String, float[]> results) {
    JniUtils.setGradMode(true);
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = Torch.leaf(parameters.get(i));
    }
    PtNDArray h = x;
    PtNDArray kl = null;
    for (int i = 0; i < work.layers(); i++) {
      PtNDArray mu = leaves[3 * i];
      PtNDArray sigma = JniUtils.softPlus(leaves[3 * i + 1]);
      h = layers.apply(kind, h, mu, sigma, leaves[3 * i + 2], draws, suffixes[i]);
      if (i < work.layers() - 1) {
        h = JniUtils.relu(h);
      }
      PtNDArray own = layers.kl(mu, sigma);
      if (results != null) {
        results.put("kl" + i, Torch.numbers(own));
      }
      kl = kl == null ? own : JniUtils.add(kl, own);
    }
    PtNDArray nll = TorchFunctions.gaussianNll(torch, h, y);
    PtNDArray loss = JniUtils.add(nll, JniUtils.mul(kl, klScale));
    JniUtils.backward(loss, torch.one, false, false);
    if (results != null) {
      results.put("loss", Torch.numbers(nll));
    }
  }

  private void update() {
    steps++;
    double correction = Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
    float rate = (float) (LEARNING_RATE * correction);
    for (int i = 0; i < leaves.length; i++) {
      TorchFunctions.adam(
          parameters.get(i),
          JniUtils.getGradient(leaves[i]),
          firstMoments.get(i),
          secondMoments.get(i),
          LEARNING_RATE,
          rate,
          BETA1,
          BETA2,
          EPSILON);
    }
  }

  @Override
  public void close() {}
}
