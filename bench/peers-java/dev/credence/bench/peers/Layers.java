package dev.credence.bench.peers;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.credence.bench.ProductWork;

/**
 * Bayesian layers for autograd. Weights are (out, in). Both forms take softplus(rho) from torch,
 * which is faster than the log1p(exp(rho)) of bayesian-torch.
 */
interface Layers {
  /** x mu^T + ((x o signIn) (sigma eps)^T) o signOut + b. */
  PtNDArray flipout(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix);

  /** x (mu + sigma eps)^T + b. */
  PtNDArray sampled(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix);

  /** x mu^T + b + sqrt(x^2 (sigma^2)^T + floor) eps. */
  PtNDArray local(
      PtNDArray x, PtNDArray mu, PtNDArray sigma, PtNDArray b, Draws draws, String suffix);

  /** KL divergence of N(mu, sigma^2) from the standard normal. */
  PtNDArray kl(PtNDArray mu, PtNDArray sigma);

  /** One of the three, with the noise of the layer whose number is the suffix. */
  default PtNDArray apply(
      ProductWork.Kind kind,
      PtNDArray x,
      PtNDArray mu,
      PtNDArray sigma,
      PtNDArray b,
      Draws draws,
      String suffix) {
    return switch (kind) {
      case PLAIN -> JniUtils.linear(x, mu, b);
      case SAMPLED -> sampled(x, mu, sigma, b, draws, suffix);
      case LOCAL -> local(x, mu, sigma, b, draws, suffix);
      case FLIPOUT -> flipout(x, mu, sigma, b, draws, suffix);
    };
  }
}
