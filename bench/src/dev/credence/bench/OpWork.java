package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.StepState;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Work that is a short list of operations on given tensors. */
interface OpWork extends Work {
  /** Records the operations. */
  void record(Recording recording);

  @Override
  default Task on(Backend backend) {
    Arena arena = backend.newArena();
    Recording recording = new Recording(arena, inputs());
    record(recording);
    StepState state = new StepState(Values.SEED);
    state.learningRate(1e-4f);
    state.klScale(1);
    return new ProgramTask(backend.compile(recording.ops, state), recording.results, arena::close);
  }

  @Override
  default Cost cost() {
    try (Backend backend = new ScalarBackend();
        Arena arena = backend.newArena()) {
      Recording recording = new Recording(arena, inputs());
      record(recording);
      return Cost.of(recording.ops);
    }
  }

  /** Tensors and operations of one piece of work on one backend. */
  final class Recording {
    private final Arena arena;
    private final Map<String, Values> inputs;
    private final List<Op> ops = new ArrayList<>();
    private final Map<String, Tensor> results = new LinkedHashMap<>();

    private Recording(Arena arena, Map<String, Values> inputs) {
      this.arena = arena;
      this.inputs = inputs;
    }

    /** A tensor that holds one of the inputs. */
    Tensor input(String name) {
      Values values = inputs.get(name);
      return arena.allocate(name, values.shape(), values.numbers());
    }

    /** A tensor for something in between. */
    Tensor scratch(String name, Shape shape) {
      return arena.allocate(name, shape);
    }

    /** A tensor that the check compares. */
    Tensor result(String name, Shape shape) {
      Tensor tensor = arena.allocate(name, shape);
      results.put(name, tensor);
      return tensor;
    }

    /** Makes an input, which the operations change, one of the results too. */
    Tensor changed(String name) {
      Tensor tensor = input(name);
      results.put(name, tensor);
      return tensor;
    }

    void add(Op op) {
      ops.add(op);
    }
  }
}
