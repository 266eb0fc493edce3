package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.LossOp;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.StudentTNll;
import org.apache.commons.numbers.gamma.LogGamma;

/** {@code kernels/loss.cu} and the likelihoods beside it. */
final class LossLaunches {
  private static final int THREADS = LossPlan.THREADS;

  /** What every likelihood is declared with: {@code LossOperands}. */
  private static final String OPERANDS = "MMMMMMf";

  static final Kernel GAUSSIAN = likelihood("gaussian_nll", "iiff");
  static final Kernel STUDENT_T = likelihood("student_t_nll", "iiffff");
  static final Kernel BERNOULLI = likelihood("bernoulli_nll", "ii");
  static final Kernel MEAN_SQUARED_ERROR = likelihood("mean_squared_error", "iiMM");
  static final Kernel SCALE_GRADIENT =
      new Kernel("mean_squared_error", "mean_squared_error_scale", THREADS, "MM");
  static final Kernel GAUSSIAN_MIXTURE = likelihood("gaussian_mixture_nll", "iiff");
  static final Kernel CATEGORICAL = likelihood("categorical_nll", "i");

  private LossLaunches() {}

  private static Kernel likelihood(String name, String more) {
    return new Kernel(name, name, THREADS, OPERANDS + more);
  }

  static void record(LossOp op, Recorder recorder) {
    if (op instanceof GaussianNll o) {
      LossPlan plan = LossPlan.byTarget(o, recorder);
      plan.launch(
          GAUSSIAN, plan.operandsAndLayout().real(o.minLogVariance()).real(o.maxLogVariance()));
    } else if (op instanceof StudentTNll o) {
      LossPlan plan = LossPlan.byTarget(o, recorder);
      plan.launch(
          STUDENT_T,
          plan.operandsAndLayout()
              .real(o.degreesOfFreedom())
              .real((float) logNormalisation(o.degreesOfFreedom()))
              .real(o.minLogVariance())
              .real(o.maxLogVariance()));
    } else if (op instanceof BernoulliNll o) {
      LossPlan plan = LossPlan.byTarget(o, recorder);
      plan.launch(BERNOULLI, plan.operandsAndLayout());
    } else if (op instanceof MeanSquaredError o) {
      recordMeanSquaredError(o, recorder);
    } else if (op instanceof GaussianMixtureNll o) {
      LossPlan plan = LossPlan.byRow(o, Lanes.of(o.components()), recorder);
      plan.launch(
          GAUSSIAN_MIXTURE,
          plan.operands()
              .integer(o.components())
              .integer(plan.lanes())
              .real(o.minLogVariance())
              .real(o.maxLogVariance()));
    } else if (op instanceof CategoricalNll o) {
      LossPlan plan = LossPlan.byRow(o, Lanes.of(o.prediction().shape().columns()), recorder);
      plan.launch(CATEGORICAL, plan.operands().integer(plan.lanes()));
    } else {
      throw new UnsupportedOperationException("no kernel for " + op.name());
    }
  }

  private static void recordMeanSquaredError(MeanSquaredError op, Recorder recorder) {
    LossPlan plan = LossPlan.byTarget(op, recorder);
    Arguments arguments = plan.operandsAndLayout().matrix(op.logVariance());
    if (op.logVarianceGradient() == null) {
      plan.launch(MEAN_SQUARED_ERROR, arguments.matrix(DeviceMatrix.ABSENT));
      return;
    }
    int replicas = op.prediction().shape().replicas();
    int targets = op.target().shape().columns();
    long shares = recorder.scratch((long) replicas * plan.blocks() * targets);
    plan.launch(MEAN_SQUARED_ERROR, arguments.matrix(shares, replicas, plan.blocks(), targets));
    int groups = op.logVariance().shape().replicas();
    recorder.launch(
        SCALE_GRADIENT,
        new Grid(targets, Math.min(groups, Grid.MAX_YZ), 1),
        new Arguments()
            .matrix(shares, replicas, plan.blocks(), targets)
            .gradient(op.logVarianceGradient()));
  }

  /** log Gamma(nu / 2) - log Gamma((nu + 1) / 2) + log(nu pi) / 2. */
  private static double logNormalisation(double nu) {
    return LogGamma.value(nu / 2) - LogGamma.value((nu + 1) / 2) + Math.log(nu * Math.PI) / 2;
  }
}
