package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Noise;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;

/** {@code kernels/sample_gaussian.cu}. */
final class SampleGaussianLaunches {
  static final Kernel FORWARD = new Kernel("sample_gaussian", "sample_gaussian", 256, "MMiNMp");
  static final Kernel BACKWARD =
      new Kernel("sample_gaussian", "sample_gaussian_backward", 256, "MiNMMMp");

  private SampleGaussianLaunches() {}

  static void record(SampleGaussian op, Recorder recorder) {
    sample(op.mu(), op.rho(), op.scale(), op.eps(), DeviceMatrix.of(op.w()), recorder);
  }

  static void record(SampleGaussianBackward op, Recorder recorder) {
    if (op.dmu() == null && op.drho() == null) {
      return;
    }
    recorder.launch(
        BACKWARD,
        blocksOfNoise(DeviceMatrix.of(op.rho()), recorder),
        new Arguments()
            .matrix(op.rho())
            .integer(op.scale().ordinal())
            .noise(op.eps())
            .matrix(op.dw())
            .gradient(op.dmu())
            .gradient(op.drho())
            .pointer(recorder.state()));
  }

  /** w = mu + sigma eps; without mu the perturbation alone. */
  static void sample(
      Tensor mu,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps,
      DeviceMatrix w,
      Recorder recorder) {
    recorder.launch(
        FORWARD,
        blocksOfNoise(w, recorder),
        new Arguments()
            .matrix(mu)
            .matrix(rho)
            .integer(scale.ordinal())
            .noise(eps)
            .matrix(w)
            .pointer(recorder.state()));
  }

  /** One sample of the weights for each of the result's replicas, in scratch memory. */
  static DeviceMatrix sampled(
      Tensor mu,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps,
      int replicas,
      Recorder recorder) {
    DeviceMatrix w =
        DeviceMatrix.scratch(recorder, replicas, rho.shape().rows(), rho.shape().columns());
    sample(mu, rho, scale, eps, w, recorder);
    return w;
  }

  /** A thread for each block of noise of a matrix. */
  static Grid blocksOfNoise(DeviceMatrix m, Recorder recorder) {
    long blocks = Tiling.ceilDiv((long) m.rows() * m.columns(), 64) * 16;
    return recorder.elementwise(blocks, m.replicas(), FORWARD.threads());
  }
}
