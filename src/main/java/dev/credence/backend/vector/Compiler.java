package dev.credence.backend.vector;

import dev.credence.backend.FeedForward;
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
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
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
import dev.credence.op.Noise;
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
  private final Map<RowOrderStage.Order, RowOrderStage> orders = new HashMap<>();
  private final Plan plan;
  private final Scratch scratch;

  private Compiler(StepState state, Scratch scratch) {
    this.state = state;
    this.scratch = scratch;
    this.plan = new Plan(scratch.workers());
  }

  /** A job that does what the operations do in order. */
  static Job compile(List<Op> ops, StepState state, int threads) {
    Compiler compiler = new Compiler(state, new Scratch(threads));
    for (int i = 0; i < ops.size(); ) {
      compiler.plan.begin(ops.get(i).name());
      FeedForward network = FeedForward.at(ops, i, Lanes.TILE);
      if (network == null) {
        compiler.add(ops.get(i++));
      } else {
        compiler.add(network);
        i += network.operations();
      }
    }
    return new Job(compiler.plan.stages(), compiler.scratch.allocate());
  }

  private void add(FeedForward network) {
    List<WeightTileStage> weights = new ArrayList<>();
    Uses uses = Uses.reading(network.x());
    for (FeedForward.Layer layer : network.layers()) {
      WeightTileStage tiles = new WeightTileStage(layer.product().w(), scratch);
      plan.add(tiles, Uses.reading(layer.product().w()).writing(tiles));
      weights.add(tiles);
      uses.readingAnywhere(layer.product().b(), tiles);
      if (layer.dropout() != null) {
        uses.readingAnywhere(layer.dropout().mask());
      }
    }
    plan.add(new FeedForwardStage(network, weights, state, scratch), uses.writing(network.y()));
  }

  private void add(Op op) {
    if (op instanceof DifferentiableOp o) {
      addForward(o);
    } else if (op instanceof GradientOp o) {
      addBackward(o);
    } else if (op instanceof LossOp o) {
      loss(o).addTo(plan);
    } else if (op instanceof GaussianKl o) {
      GaussianKlStage.addTo(plan, o, state, scratch);
    } else if (op instanceof ScaleMixtureKl o) {
      ScaleMixtureKlStage.addTo(plan, o, state, scratch);
    } else if (op instanceof GaussianPrior o) {
      GaussianPriorStage.addTo(plan, o, state, scratch);
    } else if (op instanceof Repulsion o) {
      RepulsionStages.addTo(plan, o, state, scratch);
    } else if (op instanceof InnerProduct o) {
      InnerProductStage.addTo(plan, o);
    } else if (op instanceof ClipGlobalNorm o) {
      ClipStage.addTo(plan, o);
    } else if (op instanceof GatherRows o) {
      RowOrderStage order = order(o);
      plan.add(
          new GatherStage(o, order),
          Uses.reading(order).readingAnywhere(o.source()).writing(o.out()));
    } else {
      plan.add(single(op), Uses.reading(op.inputs().toArray()).writing(op.outputs().toArray()));
    }
  }

  /** Operations of one stage that reads the inputs and writes the outputs. */
  private Stage single(Op op) {
    if (op instanceof Adam o) {
      return new AdamStage(o, state);
    }
    if (op instanceof Sgd o) {
      return new SgdStage(o, state);
    }
    if (op instanceof LangevinStep o) {
      return new LangevinStage(o, state, scratch);
    }
    if (op instanceof SelectReplicas o) {
      return new SelectStage(o);
    }
    if (op instanceof PredictSample o) {
      return PredictStage.of(o, scratch);
    }
    if (op instanceof Moments o) {
      return new MomentsStage(o, state, scratch);
    }
    if (op instanceof SampleGaussian o) {
      return new SampleGaussianStage(o, state, scratch);
    }
    if (op instanceof Activate o) {
      return new ActivateStage(o, scratch);
    }
    if (op instanceof Dropout o) {
      return DropoutStage.forward(o, state, scratch);
    }
    if (op instanceof SampleGaussianBackward o) {
      return new SampleGaussianBackwardStage(o, state, scratch);
    }
    if (op instanceof ActivateBackward o) {
      return new ActivateBackwardStage(o, scratch);
    }
    if (op instanceof DropoutBackward o) {
      return DropoutStage.backward(o, state, scratch);
    }
    throw new AssertionError("operation without a kernel: " + op.name() + " [vector]");
  }

  private RowOrderStage order(GatherRows op) {
    return orders.computeIfAbsent(
        RowOrderStage.Order.of(op),
        order -> {
          RowOrderStage stage = new RowOrderStage(order, state, scratch);
          plan.add(stage, Uses.reading().writing(stage));
          return stage;
        });
  }

  private void addForward(DifferentiableOp op) {
    if (op instanceof MatMul o && NarrowStage.suits(o)) {
      plan.add(
          new NarrowStage(o, scratch),
          Uses.reading(o.x()).readingAnywhere(o.w(), o.b()).writing(o.y()));
    } else if (op instanceof MatMul o && o.y().shape().rows() <= FewRowsStage.MOST_ROWS) {
      plan.add(
          new FewRowsStage(o), Uses.reading(o.x()).readingAnywhere(o.w(), o.b()).writing(o.y()));
    } else if (op instanceof MatMul o) {
      PanelStage panels = panels(o.w(), false);
      plan.add(
          ProductStage.forward(o.x(), panels, o.b(), o.y(), scratch),
          Uses.reading(o.x(), panels).readingAnywhere(o.b()).writing(o.y()));
    } else if (op instanceof SampledMatMul o) {
      PanelStage panels = sampled(o.mu(), o.rho(), o.scale(), o.eps(), o.y(), false, true, null);
      plan.add(
          ProductStage.forward(o.x(), panels, o.b(), o.y(), scratch),
          Uses.reading(o.x(), panels).readingAnywhere(o.b()).writing(o.y()));
    } else if (op instanceof LocalReparameterizedMatMul o) {
      PanelStage mean = panels(o.mu(), false);
      PanelStage spread = spread(o.rho(), o.scale(), false, null);
      NormalSource eps = new NormalSource(o.eps(), o.y().shape().replicas(), state);
      plan.add(
          new LocalStage(o, mean, spread, eps, scratch),
          Uses.reading(o.x(), mean, spread, o.eps())
              .readingAnywhere(o.b())
              .writing(o.variance(), o.y()));
    } else if (op instanceof FlipoutMatMul o) {
      PanelStage mean = panels(o.mu(), false);
      PanelStage perturbation =
          sampled(o.mu(), o.rho(), o.scale(), o.eps(), o.y(), false, false, null);
      SignSource signIn = signs(o.signIn(), o.y(), o.x());
      SignSource signOut = signs(o.signOut(), o.y(), o.y());
      plan.add(
          FlipoutStage.forward(o, mean, perturbation, signIn, signOut, scratch),
          Uses.reading(o.x(), mean, perturbation, o.signIn(), o.signOut())
              .readingAnywhere(o.b())
              .writing(o.y()));
    } else {
      plan.add(single(op), Uses.reading(op.inputs().toArray()).writing(op.outputs().toArray()));
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
    } else if (!op.outputs().isEmpty()) {
      plan.add(single(op), Uses.reading(op.inputs().toArray()).writing(op.outputs().toArray()));
    }
  }

  private void addBackward(MatMulBackward o) {
    if (o.dx() != null) {
      PanelStage panels = panels(o.w(), true);
      plan.add(
          ProductStage.backward(o.dy(), panels, o.dx(), scratch),
          Uses.reading(o.dy(), panels).writing(o.dx()));
    }
    if (NarrowWeightGradient.suits(o)) {
      NarrowWeightGradient.addTo(plan, o, scratch);
    } else {
      new WeightGradient(o.x(), o.dy(), o.dw(), null, scratch).addTo(plan);
    }
    ColumnSums.addTo(plan, o.dy(), o.db(), scratch);
  }

  private void addBackward(SampledMatMulBackward o) {
    int replicas = o.dy().shape().replicas();
    Buffer factor = factor(o.drho(), o.mu(), replicas);
    PanelStage panels = null;
    if (o.dx() != null || factor != null) {
      panels = sampled(o.mu(), o.rho(), o.scale(), o.eps(), o.dy(), true, true, factor);
    }
    if (o.dx() != null) {
      plan.add(
          ProductStage.backward(o.dy(), panels, o.dx(), scratch),
          Uses.reading(o.dy(), panels).writing(o.dx()));
    }
    new WeightGradient(o.x(), o.dy(), o.dmu(), o.drho(), scratch)
        .factor(factor, panels, replicas)
        .addTo(plan);
    ColumnSums.addTo(plan, o.dy(), o.db(), scratch);
  }

  private void addBackward(LocalReparameterizedMatMulBackward o) {
    int replicas = o.dy().shape().replicas();
    int own = o.rho().shape().replicas();
    Buffer dv = null;
    if (o.dx() != null || o.drho() != null) {
      dv = scratch.buffer(o.dy().shape().elements());
      NormalSource eps = new NormalSource(o.eps(), replicas, state);
      plan.add(
          new VarianceGradientStage(o, eps, dv, scratch),
          Uses.reading(o.dy(), o.variance(), o.eps()).writing(dv));
    }
    Buffer factor = factor(o.drho(), o.mu(), own);
    PanelStage spread = null;
    if (o.dx() != null || factor != null) {
      spread = spread(o.rho(), o.scale(), true, factor);
    }
    if (o.dx() != null) {
      PanelStage mean = panels(o.mu(), true);
      plan.add(
          new LocalBackwardStage(o, mean, spread, dv, scratch),
          Uses.reading(o.dy(), o.x(), mean, spread, dv).writing(o.dx()));
    }
    WeightGradient gradient =
        new WeightGradient(o.x(), o.dy(), o.dmu(), o.drho(), scratch).factor(factor, spread, own);
    if (o.drho() != null) {
      gradient.squared(dv);
    }
    gradient.addTo(plan);
    ColumnSums.addTo(plan, o.dy(), o.db(), scratch);
  }

  private void addBackward(FlipoutMatMulBackward o) {
    int replicas = o.dy().shape().replicas();
    SignSource signIn = signs(o.signIn(), o.dy(), o.x());
    SignSource signOut = signs(o.signOut(), o.dy(), o.dy());
    Buffer factor = factor(o.drho(), o.mu(), replicas);
    PanelStage perturbation = null;
    if (o.dx() != null || factor != null) {
      perturbation = sampled(o.mu(), o.rho(), o.scale(), o.eps(), o.dy(), true, false, factor);
    }
    if (o.dx() != null) {
      PanelStage mean = panels(o.mu(), true);
      plan.add(
          FlipoutStage.backward(o, mean, perturbation, signIn, signOut, scratch),
          Uses.reading(o.dy(), mean, perturbation, o.signIn(), o.signOut()).writing(o.dx()));
    }
    WeightGradient gradient =
        new WeightGradient(o.x(), o.dy(), o.dmu(), o.drho(), scratch)
            .factor(factor, perturbation, replicas);
    if (o.drho() != null) {
      gradient.flipped(signIn, signOut);
    }
    gradient.addTo(plan);
    ColumnSums.addTo(plan, o.dy(), o.db(), scratch);
  }

  private LossStage loss(LossOp op) {
    if (op instanceof GaussianNll o) {
      return new GaussianNllStage(o, scratch);
    }
    if (op instanceof MeanSquaredError o) {
      return new MeanSquaredErrorStage(o, scratch);
    }
    if (op instanceof GaussianMixtureNll o) {
      return new GaussianMixtureNllStage(o, scratch);
    }
    if (op instanceof StudentTNll o) {
      return new StudentTNllStage(o, scratch);
    }
    if (op instanceof BernoulliNll o) {
      return new BernoulliNllStage(o, scratch);
    }
    if (op instanceof CategoricalNll o) {
      return new CategoricalNllStage(o, scratch);
    }
    throw new AssertionError("loss without a kernel: " + op.name() + " [vector]");
  }

  private PanelStage added(Weights weights, Shape shape, boolean transposed, Uses reads) {
    PanelStage stage = new PanelStage(weights, shape.rows(), shape.columns(), transposed, scratch);
    plan.add(stage, reads.writing(stage));
    return stage;
  }

  private PanelStage panels(Tensor w, boolean transposed) {
    Weights weights = GaussianWeights.plain(View.of(w), w.shape().replicas());
    return added(weights, w.shape(), transposed, Uses.reading(w));
  }

  /** Panels of sigma eps for each replica of the result, plus mu if wanted. */
  private PanelStage sampled(
      Tensor mu,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps,
      Tensor result,
      boolean transposed,
      boolean withMean,
      Buffer factor) {
    int replicas = result.shape().replicas();
    Weights weights =
        GaussianWeights.sampled(
            withMean ? View.of(mu, replicas) : null,
            View.of(rho, replicas),
            scale,
            new NormalSource(eps, replicas, state),
            replicas,
            factor,
            Math.toIntExact(mu.shape().matrixElements()));
    return added(weights, mu.shape(), transposed, Uses.reading(mu, rho, eps));
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
    return added(weights, rho.shape(), transposed, Uses.reading(rho));
  }

  private Buffer factor(Gradient drho, Tensor like, int replicas) {
    return drho == null ? null : scratch.buffer(replicas * like.shape().matrixElements());
  }

  private SignSource signs(Noise noise, Tensor result, Tensor signed) {
    return new SignSource(noise, result.shape().replicas(), signed.shape().columns(), state);
  }
}
