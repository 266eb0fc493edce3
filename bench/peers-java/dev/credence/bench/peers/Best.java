package dev.credence.bench.peers;

import static ai.djl.pytorch.jni.JniUtils.add;
import static ai.djl.pytorch.jni.JniUtils.addi;
import static ai.djl.pytorch.jni.JniUtils.linear;
import static ai.djl.pytorch.jni.JniUtils.log;
import static ai.djl.pytorch.jni.JniUtils.mul;
import static ai.djl.pytorch.jni.JniUtils.muli;
import static ai.djl.pytorch.jni.JniUtils.sqrt;
import static ai.djl.pytorch.jni.JniUtils.square;
import static ai.djl.pytorch.jni.JniUtils.sub;
import static ai.djl.pytorch.jni.JniUtils.sum;

import ai.djl.pytorch.engine.PtNDArray;
import dev.credence.op.LocalReparameterizedMatMul;

/** The layers in the best form that we can write: in place where autograd lets us. */
final class Best implements Layers {
  private final Torch torch;
  private final PtNDArray floor;

  Best(Torch torch) {
    this.torch = torch;
    floor = torch.number(LocalReparameterizedMatMul.VARIANCE_FLOOR);
  }

  @Override
  public PtNDArray flipout(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix) {
    PtNDArray delta = mul(sigma, draws.normals("eps" + suffix, mu.getShape()));
    PtNDArray y = linear(x, mu, b);
    PtNDArray signed = mul(x, draws.signs("signIn" + suffix, x.getShape()));
    PtNDArray perturbation = linear(signed, delta, null);
    muli(perturbation, draws.signs("signOut" + suffix, y.getShape()));
    addi(y, perturbation);
    return y;
  }

  @Override
  public PtNDArray sampled(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix) {
    PtNDArray weight = mul(sigma, draws.normals("eps" + suffix, mu.getShape()));
    addi(weight, mu);
    return linear(x, weight, b);
  }

  @Override
  public PtNDArray local(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix) {
    PtNDArray y = linear(x, mu, b);
    PtNDArray variance = linear(square(x), square(sigma), null);
    addi(variance, floor);
    addi(y, mul(sqrt(variance), draws.normals("eps" + suffix, y.getShape())));
    return y;
  }

  /** Sums of squares and logarithms, constants at the end. */
  @Override
  public PtNDArray kl(PtNDArray mu, PtNDArray sigma) {
    PtNDArray squares = mul(add(sum(square(mu)), sum(square(sigma))), torch.half);
    PtNDArray kl = sub(squares, sum(log(sigma)));
    PtNDArray constant = torch.number(0.5f * mu.size());
    return sub(kl, constant);
  }
}
