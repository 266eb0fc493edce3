package dev.credence.bench.peers;

import static ai.djl.pytorch.jni.JniUtils.add;
import static ai.djl.pytorch.jni.JniUtils.linear;
import static ai.djl.pytorch.jni.JniUtils.log;
import static ai.djl.pytorch.jni.JniUtils.mul;
import static ai.djl.pytorch.jni.JniUtils.sqrt;
import static ai.djl.pytorch.jni.JniUtils.square;
import static ai.djl.pytorch.jni.JniUtils.sub;
import static ai.djl.pytorch.jni.JniUtils.sum;

import ai.djl.pytorch.engine.PtNDArray;
import dev.credence.op.LocalReparameterizedMatMul;

/** The layers as bayesian-torch writes them: noise of its own for each, one operation a line. */
final class BayesianTorch implements Layers {
  private final PtNDArray floor;
  private final PtNDArray half;
  private final PtNDArray priorMu;
  private final PtNDArray priorSigma;

  BayesianTorch(Torch torch) {
    floor = torch.number(LocalReparameterizedMatMul.VARIANCE_FLOOR);
    half = torch.half;
    priorMu = torch.number(0);
    priorSigma = torch.one;
  }

  @Override
  public PtNDArray flipout(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix) {
    PtNDArray delta = mul(sigma, draws.normals("eps" + suffix, mu.getShape()));
    PtNDArray outputs = linear(x, mu, b);
    PtNDArray signIn = draws.signs("signIn" + suffix, x.getShape());
    PtNDArray signOut = draws.signs("signOut" + suffix, outputs.getShape());
    PtNDArray perturbed = mul(linear(mul(x, signIn), delta, null), signOut);
    return add(outputs, perturbed);
  }

  @Override
  public PtNDArray sampled(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix) {
    PtNDArray weight = add(mu, mul(sigma, draws.normals("eps" + suffix, mu.getShape())));
    return linear(x, weight, b);
  }

  @Override
  public PtNDArray local(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix) {
    PtNDArray mean = linear(x, mu, b);
    PtNDArray variance = add(linear(square(x), square(sigma), null), floor);
    PtNDArray eps = draws.normals("eps" + suffix, mean.getShape());
    return add(mean, mul(sqrt(variance), eps));
  }

  /** log(s) - log(sigma) + (sigma^2 + (mu - m)^2) / (2 s^2) - 1/2, element by element. */
  @Override
  public PtNDArray kl(PtNDArray mu, PtNDArray sigma) {
    PtNDArray logs = sub(log(priorSigma), log(sigma));
    PtNDArray squares = add(square(sigma), square(sub(mu, priorMu)));
    return sum(sub(add(logs, mul(squares, half)), half));
  }
}
