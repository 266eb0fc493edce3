package dev.credence.backend;

import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A backend with one planted bug, in operations of one type. */
final class BrokenBackend implements Backend {
  /**
   * What is wrong.
   *
   * @param rebuild replaces the operation before it is compiled
   * @param state changes the state that the operation reads
   * @param after damages memory after the run
   */
  record Bug(String name, UnaryOperator<Op> rebuild, Consumer<StepState> state, After after) {
    static Bug rebuilt(String name, UnaryOperator<Op> rebuild) {
      return new Bug(name, rebuild, state -> {}, (op, before) -> {});
    }

    static Bug misread(String name, Consumer<StepState> state) {
      return new Bug(name, op -> op, state, (op, before) -> {});
    }

    static Bug damage(String name, After after) {
      return new Bug(name, op -> op, state -> {}, after);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Damage to the memory of an operation that has run. */
  interface After {
    void damage(Op op, Values before);
  }

  private final Backend sound;
  private final Bug bug;

  BrokenBackend(Backend sound, Bug bug) {
    this.sound = sound;
    this.bug = bug;
  }

  @Override
  public String name() {
    return sound.name();
  }

  @Override
  public String description() {
    return sound.description() + ", broken: " + bug.name();
  }

  @Override
  public Arena newArena() {
    return sound.newArena();
  }

  @Override
  public Program compile(List<Op> ops, StepState state) {
    Op op = ops.get(0);
    StepState misread = new StepState(state.seed());
    misread.step(state.step());
    misread.firstReplica(state.firstReplica());
    misread.learningRate(state.learningRate());
    misread.klScale(state.klScale());
    bug.state().accept(misread);
    Program program = sound.compile(List.of(bug.rebuild().apply(op)), misread);
    return new Program() {
      @Override
      public void run() {
        Values before = Values.of(op);
        program.run();
        bug.after().damage(op, before);
      }

      @Override
      public List<Op> ops() {
        return ops;
      }

      @Override
      public StepState state() {
        return state;
      }
    };
  }

  @Override
  public void close() {
    sound.close();
  }

  /** Storage index of a tensor's last element. */
  static long last(Tensor tensor) {
    int replicas = tensor.shape().replicas();
    return tensor.offset(replicas - 1) + tensor.shape().matrixElements() - 1;
  }
}
