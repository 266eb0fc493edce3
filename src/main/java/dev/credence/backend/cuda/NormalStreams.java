package dev.credence.backend.cuda;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/** Operations that draw standard normals from a stream, and what they are with given ones. */
final class NormalStreams {
  private NormalStreams() {}

  /** Numbers in place of those of a stream. */
  interface Source {
    /**
     * Normals of a stream.
     *
     * @param shape (R, rows, columns), one replica for each of the operation's result
     */
    Noise normals(int stream, Shape shape);
  }

  /** The operation with the source's normals; itself where it draws none. */
  static Op replaced(Op op, Source source) {
    if (op instanceof SampleGaussian o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), o.w().shape());
      return new SampleGaussian(o.mu(), o.rho(), o.scale(), eps, o.w());
    }
    if (op instanceof SampleGaussianBackward o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), o.dw().shape());
      return new SampleGaussianBackward(o.rho(), o.scale(), eps, o.dw(), o.dmu(), o.drho());
    }
    if (op instanceof SampledMatMul o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), weights(o.mu(), o.y()));
      return new SampledMatMul(o.x(), o.mu(), o.rho(), o.b(), o.scale(), eps, o.y());
    }
    if (op instanceof SampledMatMulBackward o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), weights(o.mu(), o.dy()));
      return new SampledMatMulBackward(
          o.x(), o.mu(), o.rho(), o.scale(), eps, o.dy(), o.dx(), o.dmu(), o.drho(), o.db());
    }
    if (op instanceof FlipoutMatMul o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), weights(o.mu(), o.y()));
      return new FlipoutMatMul(
          o.x(), o.mu(), o.rho(), o.b(), o.scale(), eps, o.signIn(), o.signOut(), o.y());
    }
    if (op instanceof FlipoutMatMulBackward o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), weights(o.mu(), o.dy()));
      return new FlipoutMatMulBackward(
          o.x(),
          o.mu(),
          o.rho(),
          o.scale(),
          eps,
          o.signIn(),
          o.signOut(),
          o.dy(),
          o.dx(),
          o.dmu(),
          o.drho(),
          o.db());
    }
    if (op instanceof LocalReparameterizedMatMul o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), o.y().shape());
      return new LocalReparameterizedMatMul(
          o.x(), o.mu(), o.rho(), o.b(), o.scale(), eps, o.variance(), o.y());
    }
    if (op instanceof LocalReparameterizedMatMulBackward o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), o.dy().shape());
      return new LocalReparameterizedMatMulBackward(
          o.x(),
          o.mu(),
          o.rho(),
          o.scale(),
          eps,
          o.variance(),
          o.dy(),
          o.dx(),
          o.dmu(),
          o.drho(),
          o.db());
    }
    if (op instanceof ScaleMixtureKl o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), weights(o.mu(), o.kl()));
      return new ScaleMixtureKl(
          o.mu(),
          o.rho(),
          o.scale(),
          o.pi(),
          o.sigma1(),
          o.sigma2(),
          eps,
          o.kl(),
          o.dmu(),
          o.drho());
    }
    if (op instanceof LangevinStep o && isDrawn(o.eps())) {
      Noise eps = source.normals(stream(o.eps()), o.x().shape());
      return new LangevinStep(o.x(), o.direction(), o.scale(), o.coefficients(), eps, o.out());
    }
    return op;
  }

  private static boolean isDrawn(Noise noise) {
    return noise instanceof Noise.Stream;
  }

  private static int stream(Noise noise) {
    return ((Noise.Stream) noise).id();
  }

  /** One matrix of weights for each replica of the result. */
  private static Shape weights(Tensor mu, Tensor result) {
    return new Shape(result.shape().replicas(), mu.shape().rows(), mu.shape().columns());
  }
}
