package dev.credence.backend.vector;

import dev.credence.backend.StepState;
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
import dev.credence.op.Gradient;
import dev.credence.op.GradientOp;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.LossOp;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.Moments;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.op.Sgd;
import dev.credence.op.StudentTNll;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns operations into stages. */
final class Compiler {
  private final StepState state;
  private final List<Stage> stages = new ArrayList<>();
  private final Map<RowOrderStage.Order, RowOrderStage> orders = new HashMap<>();
  private Scratch scratch;

  Compiler(StepState state) {
    this.state = state;
  }

  /** A job that runs the operations in order. */
  Job compile(List<Op> ops, int threads) {
    scratch = new Scratch(threads);
    List<String> names = new ArrayList<>();
    for (Op op : ops) {
      add(op);
      while (names.size() < stages.size()) {
        names.add(op.name());
      }
    }
    return new Job(stages.toArray(new Stage[0]), names.toArray(new String[0]), scratch.allocate());
  }

  private void add(Op op) {
    if (op instanceof DifferentiableOp o) {
      addForward(o);
    } else if (op instanceof GradientOp o) {
      addBackward(o);
    } else if (op instanceof LossOp o) {
      loss(o).addTo(stages);
    } else if (op instanceof GaussianKl o) {
      GaussianKlStage.addTo(stages, o, state, scratch);
    } else if (op instanceof ScaleMixtureKl o) {
      ScaleMixtureKlStage.addTo(stages, o, state, scratch);
    } else if (op instanceof Adam o) {
      stages.add(new AdamStage(o, state));
    } else if (op instanceof Sgd o) {
      stages.add(new SgdStage(o, state));
    } else if (op instanceof ClipGlobalNorm o) {
      ClipStage.addTo(stages, o);
    } else if (op instanceof GatherRows o) {
      stages.add(new GatherStage(o, order(o)));
    } else if (op instanceof PredictSample o) {
      stages.add(PredictStage.of(o, scratch));
    } else if (op instanceof Moments o) {
      stages.add(new MomentsStage(o, state, scratch));
    } else {
      throw missing(op);
    }
  }

  private RowOrderStage order(GatherRows op) {
    return orders.computeIfAbsent(
        RowOrderStage.Order.of(op),
        order -> {
          RowOrderStage stage = new RowOrderStage(order, state, scratch);
          stages.add(stage);
          return stage;
        });
  }

  private static AssertionError missing(Op op) {
    return new AssertionError("operation without a kernel: " + op.name() + " [vector]");
  }

  private void addForward(DifferentiableOp op) {
    if (op instanceof MatMul o) {
      PanelStage panels = panels(o.w(), false);
      stages.add(ProductStage.forward(o.x(), panels, o.b(), o.y(), scratch));
    } else if (op instanceof SampledMatMul o) {
      PanelStage panels =
          sampled(o.mu(), o.mu(), o.rho(), o.scale(), o.eps(), o.y().shape(), false, null);
      stages.add(ProductStage.forward(o.x(), panels, o.b(), o.y(), scratch));
    } else if (op instanceof LocalReparameterizedMatMul o) {
      PanelStage mean = panels(o.mu(), false);
      PanelStage spread = spread(o.rho(), o.scale(), false, null);
      NormalSource eps = new NormalSource(o.eps(), o.y().shape().replicas(), state);
      stages.add(new LocalStage(o, mean, spread, eps, scratch));
    } else if (op instanceof FlipoutMatMul o) {
      PanelStage mean = panels(o.mu(), false);
      PanelStage perturbation =
          sampled(null, o.mu(), o.rho(), o.scale(), o.eps(), o.y().shape(), false, null);
      stages.add(
          FlipoutStage.forward(
              o,
              mean,
              perturbation,
              signs(o.signIn(), o.y(), o.x()),
              signs(o.signOut(), o.y(), o.y()),
              scratch));
    } else if (op instanceof SampleGaussian o) {
      stages.add(new SampleGaussianStage(o, state, scratch));
    } else if (op instanceof Activate o) {
      stages.add(new ActivateStage(o, scratch));
    } else if (op instanceof Dropout o) {
      stages.add(DropoutStage.forward(o, state, scratch));
    } else {
      throw missing(op);
    }
  }

  private void addBackward(GradientOp op) {
    if (op instanceof MatMulBackward o) {
      addBackward(o);
    } else if (op instanceof SampledMatMulBackward o) {
      addBackward(o);
    } else if (op instanceof LocalReparameterizedMatMulBackward o) {
      addBackward(o);
    } else if (op instanceof FlipoutMatMulBackward o) {
      addBackward(o);
    } else if (op instanceof SampleGaussianBackward o) {
      if (o.dmu() != null || o.drho() != null) {
        stages.add(new SampleGaussianBackwardStage(o, state, scratch));
      }
    } else if (op instanceof ActivateBackward o) {
      if (o.dx() != null) {
        stages.add(new ActivateBackwardStage(o, scratch));
      }
    } else if (op instanceof DropoutBackward o) {
      if (o.dx() != null) {
        stages.add(DropoutStage.backward(o, state, scratch));
      }
    } else {
      throw missing(op);
    }
  }

  private void addBackward(MatMulBackward o) {
    if (o.dx() != null) {
      stages.add(ProductStage.backward(o.dy(), panels(o.w(), true), o.dx(), scratch));
    }
    weightGradient(o.x(), o.dy(), o.dw(), null).addTo(stages);
    ColumnSums.addTo(stages, o.dy(), o.db(), scratch);
  }

  private void addBackward(SampledMatMulBackward o) {
    Shape shape = o.dy().shape();
    Buffer factor = factor(o.drho(), o.mu(), shape.replicas());
    if (o.dx() != null || factor != null) {
      PanelStage panels = sampled(o.mu(), o.mu(), o.rho(), o.scale(), o.eps(), shape, true, factor);
      if (o.dx() != null) {
        stages.add(ProductStage.backward(o.dy(), panels, o.dx(), scratch));
      }
    }
    weightGradient(o.x(), o.dy(), o.dmu(), o.drho()).factor(factor, shape.replicas()).addTo(stages);
    ColumnSums.addTo(stages, o.dy(), o.db(), scratch);
  }

  private void addBackward(LocalReparameterizedMatMulBackward o) {
    Shape shape = o.dy().shape();
    int own = o.rho().shape().replicas();
    Buffer dv = null;
    if (o.dx() != null || o.drho() != null) {
      dv = scratch.shared(4, shape.elements());
      NormalSource eps = new NormalSource(o.eps(), shape.replicas(), state);
      stages.add(new VarianceGradientStage(o, eps, dv, scratch));
    }
    Buffer factor = factor(o.drho(), o.mu(), own);
    if (o.dx() != null || factor != null) {
      PanelStage spread = spread(o.rho(), o.scale(), true, factor);
      if (o.dx() != null) {
        PanelStage mean = panels(o.mu(), true);
        stages.add(new LocalBackwardStage(o, mean, spread, dv, scratch));
      }
    }
    WeightGradient gradient = weightGradient(o.x(), o.dy(), o.dmu(), o.drho()).factor(factor, own);
    if (o.drho() != null) {
      gradient.squared(dv);
    }
    gradient.addTo(stages);
    ColumnSums.addTo(stages, o.dy(), o.db(), scratch);
  }

  private void addBackward(FlipoutMatMulBackward o) {
    Shape shape = o.dy().shape();
    SignSource signIn = signs(o.signIn(), o.dy(), o.x());
    SignSource signOut = signs(o.signOut(), o.dy(), o.dy());
    Buffer factor = factor(o.drho(), o.mu(), shape.replicas());
    if (o.dx() != null || factor != null) {
      PanelStage perturbation =
          sampled(null, o.mu(), o.rho(), o.scale(), o.eps(), shape, true, factor);
      if (o.dx() != null) {
        PanelStage mean = panels(o.mu(), true);
        stages.add(FlipoutStage.backward(o, mean, perturbation, signIn, signOut, scratch));
      }
    }
    WeightGradient gradient =
        weightGradient(o.x(), o.dy(), o.dmu(), o.drho()).factor(factor, shape.replicas());
    if (o.drho() != null) {
      gradient.flipped(signIn, signOut);
    }
    gradient.addTo(stages);
    ColumnSums.addTo(stages, o.dy(), o.db(), scratch);
  }

  private LossStage loss(LossOp op) {
    if (op instanceof GaussianNll o) {
      return new GaussianNllStage(o, scratch);
    }
    if (op instanceof MeanSquaredError o) {
      return new MeanSquaredErrorStage(o, scratch);
    }
    if (op instanceof GaussianMixtureNll o) {
      return ExampleLosses.mixture(o, scratch);
    }
    if (op instanceof StudentTNll o) {
      return ExampleLosses.studentT(o, scratch);
    }
    if (op instanceof BernoulliNll o) {
      return ExampleLosses.bernoulli(o, scratch);
    }
    if (op instanceof CategoricalNll o) {
      return ExampleLosses.categorical(o, scratch);
    }
    throw missing(op);
  }

  private PanelStage added(Weights weights, Tensor like, boolean transposed) {
    Shape shape = like.shape();
    PanelStage stage = new PanelStage(weights, shape.rows(), shape.columns(), transposed, scratch);
    stages.add(stage);
    return stage;
  }

  private PanelStage panels(Tensor w, boolean transposed) {
    return added(GaussianWeights.plain(View.of(w), w.shape().replicas()), w, transposed);
  }

  /** Panels of sigma eps, plus mu unless that is null. */
  private PanelStage sampled(
      Tensor mu,
      Tensor like,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps,
      Shape result,
      boolean transposed,
      Buffer factor) {
    int replicas = result.replicas();
    Weights weights =
        GaussianWeights.sampled(
            View.ofNullable(mu, replicas),
            View.of(rho, replicas),
            scale,
            new NormalSource(eps, replicas, state),
            replicas,
            factor,
            Math.toIntExact(like.shape().matrixElements()));
    return added(weights, like, transposed);
  }

  private PanelStage spread(
      Tensor rho, ScaleParameterization scale, boolean transposed, Buffer factor) {
    Weights weights =
        GaussianWeights.variance(
            View.of(rho),
            scale,
            rho.shape().replicas(),
            factor,
            Math.toIntExact(rho.shape().matrixElements()));
    return added(weights, rho, transposed);
  }

  private Buffer factor(Gradient drho, Tensor like, int replicas) {
    return drho == null ? null : scratch.shared(5, replicas * like.shape().matrixElements());
  }

  private SignSource signs(Noise noise, Tensor result, Tensor signed) {
    return new SignSource(noise, result.shape().replicas(), signed.shape().columns(), state);
  }

  private WeightGradient weightGradient(Tensor x, Tensor dy, Gradient dmu, Gradient drho) {
    int replicas = dy.shape().replicas();
    return new WeightGradient(
        dy.shape(), x.shape().columns(), View.of(x, replicas), View.of(dy), dmu, drho, scratch);
  }
}
