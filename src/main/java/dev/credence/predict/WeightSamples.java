package dev.credence.predict;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.FrozenNetwork;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** The sampled weights of one block: constants that all sessions of a predictor share. */
final class WeightSamples implements AutoCloseable {
  private final FittedNetwork fitted;
  private final SamplePlan plan;
  private final Arena arena;
  private final ParameterBlock parameters;
  private final Map<String, Tensor> samples = new HashMap<>();
  private final StepState state;
  private final Program sampling;
  private int loaded = -1;

  WeightSamples(FittedNetwork fitted, SamplePlan plan, Backend backend) {
    this.fitted = fitted;
    this.plan = plan;
    this.arena = backend.newArena();
    this.parameters =
        new ParameterBlock("", fitted.network().layout(), plan.membersPerBlock(), arena);
    this.state = new StepState(fitted.seed());
    Tape tape = new Tape(arena);
    Tensor x = tape.allocate("x", Shape.of(1, fitted.network().inputs()));
    FrozenNetwork frozen =
        FrozenNetwork.record(fitted.network(), tape, parameters, x, plan.block(), samples);
    this.sampling = backend.compile(frozen.sampling(), state);
    load(plan.first());
  }

  /** Draws the block that begins with this sample, unless it is already there. */
  void load(int first) {
    if (loaded == first) {
      return;
    }
    if (loaded < 0 || plan.member(loaded) != plan.member(first)) {
      int size = fitted.network().layout().size();
      float[] values = new float[size * plan.membersPerBlock()];
      System.arraycopy(fitted.parameters(), plan.member(first) * size, values, 0, values.length);
      parameters.all().write(values);
    }
    state.firstReplica(first);
    sampling.run();
    loaded = first;
  }

  /** Records the network for the rows in x with these weights. */
  FrozenNetwork record(Tape tape, Tensor x) {
    return FrozenNetwork.record(fitted.network(), tape, parameters, x, plan.block(), samples);
  }

  ParameterBlock parameters() {
    return parameters;
  }

  @Override
  public void close() {
    arena.close();
  }
}
