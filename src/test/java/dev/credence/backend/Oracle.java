package dev.credence.backend;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.LossOp;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Moments;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.op.Repulsion;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.op.SelectReplicas;
import dev.credence.op.Sgd;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What every operation has to give, in float64 from the formulas of its record and of methods.md,
 * with the error a float32 backend may make. Shares no arithmetic with the backends.
 */
final class Oracle {
  /** One element of a result. */
  interface Element {
    Num at(int r, int row, int column);
  }

  final Values values;
  final Draws draws;
  final StepState state;
  private final double roundoff;
  private final Map<Tensor, Num[]> results = new IdentityHashMap<>();
  private final Map<Double, Sigma> sigmas = new HashMap<>();

  private Oracle(Values values, StepState state, double roundoff) {
    this.values = values;
    this.roundoff = roundoff;
    this.draws = new Draws(values, state);
    this.state = state;
  }

  /**
   * Every output of the operation, replica after replica, for the given contents of its tensors.
   */
  static Map<Tensor, Num[]> expect(Op op, Values before, StepState state) {
    return expect(op, before, state, 0);
  }

  /**
   * The same on a backend that rounds the factors of matrix products with a relative error of up to
   * {@code roundoff}.
   */
  static Map<Tensor, Num[]> expect(Op op, Values before, StepState state, double roundoff) {
    Oracle oracle = new Oracle(before, state, roundoff);
    oracle.dispatch(op);
    return oracle.results;
  }

  private void dispatch(Op op) {
    if (op instanceof MatMul o) {
      new ProductOracle(this).matMul(o);
    } else if (op instanceof SampledMatMul o) {
      new ProductOracle(this).sampled(o);
    } else if (op instanceof LocalReparameterizedMatMul o) {
      new ProductOracle(this).local(o);
    } else if (op instanceof FlipoutMatMul o) {
      new ProductOracle(this).flipout(o);
    } else if (op instanceof MatMulBackward o) {
      new ProductGradientOracle(this).matMul(o);
    } else if (op instanceof SampledMatMulBackward o) {
      new ProductGradientOracle(this).sampled(o);
    } else if (op instanceof LocalReparameterizedMatMulBackward o) {
      new ProductGradientOracle(this).local(o);
    } else if (op instanceof FlipoutMatMulBackward o) {
      new ProductGradientOracle(this).flipout(o);
    } else if (op instanceof SampleGaussian o) {
      new ElementwiseOracle(this).sample(o);
    } else if (op instanceof SampleGaussianBackward o) {
      new ElementwiseOracle(this).sampleBackward(o);
    } else if (op instanceof Activate o) {
      new ElementwiseOracle(this).activate(o);
    } else if (op instanceof ActivateBackward o) {
      new ElementwiseOracle(this).activateBackward(o);
    } else if (op instanceof Dropout o) {
      new ElementwiseOracle(this).dropout(o);
    } else if (op instanceof DropoutBackward o) {
      new ElementwiseOracle(this).dropoutBackward(o);
    } else if (op instanceof LossOp o) {
      new LossOracle(this, o).expect();
    } else if (op instanceof GaussianKl o) {
      new PenaltyOracle(this).gaussian(o);
    } else if (op instanceof ScaleMixtureKl o) {
      new PenaltyOracle(this).scaleMixture(o);
    } else if (op instanceof GaussianPrior o) {
      new PenaltyOracle(this).prior(o);
    } else if (op instanceof Repulsion o) {
      new RepulsionOracle(this, o).expect();
    } else if (op instanceof Adam o) {
      new OptimizerOracle(this).adam(o);
    } else if (op instanceof Sgd o) {
      new OptimizerOracle(this).sgd(o);
    } else if (op instanceof ClipGlobalNorm o) {
      new OptimizerOracle(this).clip(o);
    } else if (op instanceof GaussianPrior o) {
      new PenaltyOracle(this).prior(o);
    } else if (op instanceof LangevinStep o) {
      new SamplerOracle(this).step(o);
    } else if (op instanceof InnerProduct o) {
      new SamplerOracle(this).product(o);
    } else if (op instanceof SelectReplicas o) {
      new SamplerOracle(this).select(o);
    } else if (op instanceof GatherRows o) {
      new DataOracle(this).gather(o);
    } else if (op instanceof Moments o) {
      new DataOracle(this).moments(o);
    } else if (op instanceof PredictSample o) {
      new PredictOracle(this, o).expect();
    } else {
      throw new AssertionError("no oracle for " + op.name());
    }
  }

  /** The standard deviation that replica {@code r} sees at [k, n]. */
  Sigma sigma(ScaleParameterization scale, Tensor rho, int r, int of, int k, int n) {
    return sigmas.computeIfAbsent(values.at(rho, r, of, k, n), x -> Sigma.of(scale, x));
  }

  /** The error of one rounded factor. */
  Num rounded(Num factor) {
    return factor.blurred(roundoff * Math.abs(factor.value()));
  }

  /** The error of two rounded factors, where either their product or one of them is given. */
  Num roundedTwice(Num product) {
    return product.blurred(roundedTwice(product.value()));
  }

  double roundedTwice(double product) {
    return 2 * roundoff * Math.abs(product);
  }

  /** Sets every element of a result. */
  void result(Tensor tensor, Element element) {
    if (tensor == null) {
      return;
    }
    Shape shape = tensor.shape();
    Num[] all = new Num[Math.toIntExact(shape.elements())];
    int i = 0;
    for (int r = 0; r < shape.replicas(); r++) {
      for (int row = 0; row < shape.rows(); row++) {
        for (int column = 0; column < shape.columns(); column++) {
          all[i++] = element.at(r, row, column);
        }
      }
    }
    results.put(tensor, all);
  }

  /**
   * Sets a gradient: the sum of {@code element} over the group of result replicas that share it.
   */
  void gradient(Gradient gradient, int of, Element element) {
    if (gradient == null) {
      return;
    }
    Tensor tensor = gradient.tensor();
    int group = of / tensor.shape().replicas();
    result(
        tensor,
        (q, row, column) -> {
          Num sum = Num.sum(group, i -> element.at(q * group + i, row, column));
          return gradient.accumulates()
              ? sum.plus(values.num(tensor, q, tensor.shape().replicas(), row, column))
              : sum;
        });
  }
}
