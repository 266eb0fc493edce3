package dev.credence.bench.peers;

import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.Pass;
import dev.credence.bench.ProductWork;
import dev.credence.bench.Task;
import dev.credence.bench.Values;
import java.util.LinkedHashMap;
import java.util.Map;

/** One product and, by autograd, its gradients. */
final class TorchProduct implements Task {
  private final Torch torch;
  private final Layers layers;
  private final ProductWork work;
  private final Map<String, Values> inputs;
  private final boolean plain;
  private final PtNDArray x;
  private final PtNDArray mu;
  private final PtNDArray rho;
  private final PtNDArray b;
  private final PtNDArray dy;
  private final Draws fresh;

  TorchProduct(Torch torch, Layers layers, ProductWork work) {
    this.torch = torch;
    this.layers = layers;
    this.work = work;
    this.inputs = work.inputs();
    this.plain = work.kind() == ProductWork.Kind.PLAIN;
    this.x = torch.tensor(inputs.get("x"));
    this.mu = plain ? torch.tensor(inputs.get("mu")) : torch.transposed(inputs.get("mu"));
    this.rho = plain ? null : torch.transposed(inputs.get("rho"));
    this.b = plain ? null : (PtNDArray) torch.tensor(inputs.get("b")).flatten();
    this.dy = work.pass() == Pass.FORWARD ? null : torch.tensor(inputs.get("dy"));
    this.fresh = Draws.fresh(torch);
  }

  @Override
  public void run() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      pass(fresh, null);
    }
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = new LinkedHashMap<>();
    pass(Draws.given(torch, inputs, work.kind() != ProductWork.Kind.LOCAL), results);
    return results;
  }

  private void pass(Draws draws, Map<String, float[]> results) {
    boolean backward = dy != null;
    JniUtils.setGradMode(backward);
    PtNDArray x = backward ? Torch.leaf(this.x) : this.x;
    PtNDArray mu = backward ? Torch.leaf(this.mu) : this.mu;
    PtNDArray rho = backward && !plain ? Torch.leaf(this.rho) : this.rho;
    PtNDArray b = backward && !plain ? Torch.leaf(this.b) : this.b;
    PtNDArray y =
        plain
            ? JniUtils.matmul(x, mu)
            : layers.apply(work.kind(), x, mu, JniUtils.softPlus(rho), b, draws, "");
    if (backward) {
      JniUtils.backward(y, dy, false, false);
    }
    if (results == null) {
      return;
    }
    results.put("y", Torch.numbers(y));
    if (backward) {
      results.put("dx", Torch.numbers(JniUtils.getGradient(x)));
      PtNDArray dmu = JniUtils.getGradient(mu);
      results.put("dmu", plain ? Torch.numbers(dmu) : Torch.transposedNumbers(dmu));
      if (!plain) {
        results.put("drho", Torch.transposedNumbers(JniUtils.getGradient(rho)));
        results.put("db", Torch.numbers(JniUtils.getGradient(b)));
      }
    }
  }

  @Override
  public void close() {}
}
