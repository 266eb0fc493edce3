package dev.credence.autodiff;

import dev.credence.op.DifferentiableOp;
import dev.credence.op.Gradient;
import dev.credence.op.Gradients;
import dev.credence.op.LossOp;
import dev.credence.op.Op;
import dev.credence.op.PenaltyOp;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Temporaries;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Records one program: forward operations, losses, penalties, and their backward operations. */
public final class Tape implements Gradients {
  private final Arena arena;
  private final Temporaries temporaries;
  private final List<Op> ops = new ArrayList<>();
  private final List<DifferentiableOp> forward = new ArrayList<>();
  private final List<Function<Gradients, PenaltyOp>> penalties = new ArrayList<>();
  private final Map<Tensor, Tensor> gradients = new IdentityHashMap<>();
  private final Set<Tensor> needed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Tensor> written = Collections.newSetFromMap(new IdentityHashMap<>());

  /** A tape whose activations and gradients live in the given arena. */
  public Tape(Arena arena) {
    this.arena = arena;
    this.temporaries = new Temporaries(arena);
  }

  /** Declares a parameter and the buffer that its gradient goes to. */
  public void parameter(Tensor value, Tensor gradient) {
    gradients.put(value, gradient);
    needed.add(value);
  }

  /** A new activation tensor. */
  public Tensor allocate(String name, Shape shape) {
    return arena.allocate(name, shape);
  }

  /** A new activation tensor that only the next operation reads, of a pass without gradients. */
  public Tensor temporary(String name, Shape shape) {
    return temporaries.next(name, shape);
  }

  /** Records an operation that no gradient flows through. */
  public void record(Op op) {
    ops.add(op);
  }

  /** Records an operation of the forward pass; returns its result, the last of its outputs. */
  public Tensor record(DifferentiableOp op) {
    ops.add(op);
    Tensor result = op.outputs().get(op.outputs().size() - 1);
    if (op.inputs().stream().anyMatch(needed::contains)) {
      needed.add(result);
      forward.add(op);
    }
    return result;
  }

  /**
   * Records a loss, which writes the gradient of its prediction at once.
   *
   * @param loss makes the operation from a claim on the gradient of the prediction
   */
  public <T extends LossOp> T loss(Function<Gradients, T> loss) {
    T op = loss.apply(this);
    ops.add(op);
    return op;
  }

  /** Records a penalty on parameters; it runs after the backward pass and adds to its gradients. */
  public void penalty(Function<Gradients, PenaltyOp> penalty) {
    penalties.add(penalty);
  }

  /** Emits the backward operations of everything recorded, then the penalties. */
  public void backward() {
    for (int i = forward.size() - 1; i >= 0; i--) {
      DifferentiableOp op = forward.get(i);
      Tensor result = op.outputs().get(op.outputs().size() - 1);
      if (written.contains(result)) {
        ops.add(op.backward(this));
      }
    }
    forward.clear();
    for (Function<Gradients, PenaltyOp> penalty : penalties) {
      ops.add(penalty.apply(this));
    }
    penalties.clear();
  }

  /** Everything recorded so far, in running order. */
  public List<Op> ops() {
    return List.copyOf(ops);
  }

  @Override
  public Tensor of(Tensor result) {
    return gradients.computeIfAbsent(result, t -> arena.allocate("d " + t.name(), t.shape()));
  }

  @Override
  public Gradient claim(Tensor operand) {
    if (!needed.contains(operand)) {
      return null;
    }
    boolean first = written.add(operand);
    return new Gradient(of(operand), first ? Gradient.Mode.OVERWRITE : Gradient.Mode.ACCUMULATE);
  }
}
