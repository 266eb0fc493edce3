package dev.credence.backend.scalar;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Adam;
import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.DifferentiableOp;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.GaussianPrior;
import dev.credence.op.GradientOp;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.LossOp;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.Moments;
import dev.credence.op.Op;
import dev.credence.op.OptimizerOp;
import dev.credence.op.PenaltyOp;
import dev.credence.op.PredictSample;
import dev.credence.op.Repulsion;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.SelectReplicas;
import dev.credence.op.Sgd;
import dev.credence.op.StudentTNll;

/** Which loop serves which operation. */
final class ScalarKernels {
  private ScalarKernels() {}

  static ScalarKernel of(Op op) {
    if (op instanceof DifferentiableOp forward) {
      return of(forward);
    }
    if (op instanceof GradientOp backward) {
      return of(backward);
    }
    if (op instanceof LossOp loss) {
      return of(loss);
    }
    if (op instanceof PenaltyOp penalty) {
      return of(penalty);
    }
    if (op instanceof OptimizerOp optimizer) {
      return of(optimizer);
    }
    if (op instanceof GatherRows o) {
      return new ScalarGatherRows(o);
    }
    if (op instanceof PredictSample o) {
      return new ScalarPredictSample(o);
    }
    if (op instanceof Moments o) {
      return new ScalarMoments(o);
    }
    throw missing(op);
  }

  private static ScalarKernel of(DifferentiableOp op) {
    if (op instanceof MatMul o) {
      return new ScalarMatMul(o);
    }
    if (op instanceof SampledMatMul o) {
      return new ScalarSampledMatMul(o);
    }
    if (op instanceof LocalReparameterizedMatMul o) {
      return new ScalarLocalReparameterizedMatMul(o);
    }
    if (op instanceof FlipoutMatMul o) {
      return new ScalarFlipoutMatMul(o);
    }
    if (op instanceof SampleGaussian o) {
      return new ScalarSampleGaussian(o);
    }
    if (op instanceof Activate o) {
      return new ScalarActivate(o);
    }
    if (op instanceof Dropout o) {
      return new ScalarDropout(o);
    }
    throw missing(op);
  }

  private static ScalarKernel of(GradientOp op) {
    if (op instanceof MatMulBackward o) {
      return new ScalarMatMulBackward(o);
    }
    if (op instanceof SampledMatMulBackward o) {
      return new ScalarSampledMatMulBackward(o);
    }
    if (op instanceof LocalReparameterizedMatMulBackward o) {
      return new ScalarLocalReparameterizedMatMulBackward(o);
    }
    if (op instanceof FlipoutMatMulBackward o) {
      return new ScalarFlipoutMatMulBackward(o);
    }
    if (op instanceof SampleGaussianBackward o) {
      return new ScalarSampleGaussianBackward(o);
    }
    if (op instanceof ActivateBackward o) {
      return new ScalarActivateBackward(o);
    }
    if (op instanceof DropoutBackward o) {
      return new ScalarDropoutBackward(o);
    }
    throw missing(op);
  }

  private static ScalarKernel of(LossOp op) {
    if (op instanceof GaussianNll o) {
      return new ScalarGaussianNll(o);
    }
    if (op instanceof MeanSquaredError o) {
      return new ScalarMeanSquaredError(o);
    }
    if (op instanceof GaussianMixtureNll o) {
      return new ScalarGaussianMixtureNll(o);
    }
    if (op instanceof StudentTNll o) {
      return new ScalarStudentTNll(o);
    }
    if (op instanceof BernoulliNll o) {
      return new ScalarBernoulliNll(o);
    }
    if (op instanceof CategoricalNll o) {
      return new ScalarCategoricalNll(o);
    }
    throw missing(op);
  }

  private static ScalarKernel of(PenaltyOp op) {
    if (op instanceof GaussianKl o) {
      return new ScalarGaussianKl(o);
    }
    if (op instanceof ScaleMixtureKl o) {
      return new ScalarScaleMixtureKl(o);
    }
    if (op instanceof GaussianPrior o) {
      return new ScalarGaussianPrior(o);
    }
    if (op instanceof Repulsion o) {
      return new ScalarRepulsion(o);
    }
    throw missing(op);
  }

  private static ScalarKernel of(OptimizerOp op) {
    if (op instanceof Adam o) {
      return new ScalarAdam(o);
    }
    if (op instanceof Sgd o) {
      return new ScalarSgd(o);
    }
    if (op instanceof ClipGlobalNorm o) {
      return new ScalarClipGlobalNorm(o);
    }
    if (op instanceof LangevinStep o) {
      return new ScalarLangevinStep(o);
    }
    if (op instanceof InnerProduct o) {
      return new ScalarInnerProduct(o);
    }
    if (op instanceof SelectReplicas o) {
      return new ScalarSelectReplicas(o);
    }
    throw missing(op);
  }

  /** Never thrown while every operation has its loop, which a test makes sure of. */
  private static AssertionError missing(Op op) {
    return new AssertionError(op.name() + " has no loop [" + ScalarBackend.NAME + "]");
  }
}
