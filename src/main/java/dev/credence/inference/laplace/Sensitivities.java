package dev.credence.inference.laplace;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.layer.Network;
import dev.credence.layer.Pass;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Op;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the outputs of single examples respond to the weights: a forward program, and a backward
 * program that takes C directions in the space of outputs, one replica each, to every dense layer.
 * The derivative of direction c of example b by weight (k, n) of a layer is a_bk g_cbn, with a the
 * layer's inputs and g the gradients of its outputs.
 */
final class Sensitivities implements AutoCloseable {
  /**
   * One dense layer.
   *
   * @param place its weights
   * @param input inputs a (1, B, K)
   * @param gradient gradients g of the layer's outputs (C, B, N)
   */
  record Slope(WeightLayer place, Tensor input, Tensor gradient) {}

  private final int rows;
  private final int inputs;
  private final int columns;
  private final Arena arena;
  private final Tensor x;
  private final Tensor outputs;
  private final Tensor directions;
  private final Program forward;
  private final Program backward;
  private final List<Slope> slopes;
  private final float[] chunk;
  private int count;

  /**
   * Prepares a network with fixed weights.
   *
   * @param parameters as in the network's layout
   * @param rows examples B of one chunk
   */
  Sensitivities(Network network, float[] parameters, int rows, Backend backend) {
    this.rows = rows;
    this.inputs = network.inputs();
    this.columns = network.likelihood().outputs(network.targets());
    this.arena = backend.newArena();
    ParameterBlock block = new ParameterBlock("", network.layout(), 1, arena);
    block.all().write(parameters);
    Tape tape = new Tape(arena);
    x = tape.allocate("x", Shape.of(rows, inputs));
    // Only what flows on from a layer is wanted, not its weight gradients: the input is what
    // everything is differentiated by.
    tape.parameter(x, tape.allocate("dx", x.shape()));
    outputs = network.record(new Pass(tape, block, null, Pass.Mode.MEAN, columns), x);
    int recorded = tape.ops().size();
    directions = tape.claim(outputs).tensor();
    tape.backward();
    List<Op> forwardOps = tape.ops().subList(0, recorded);
    List<Op> backwardOps = tape.ops().subList(recorded, tape.ops().size());
    slopes = slopes(network, block, backwardOps);
    StepState state = new StepState(0);
    forward = backend.compile(forwardOps, state);
    List<Op> needed = backwardOps.stream().filter(op -> !yieldsOnlyInput(op)).toList();
    backward = needed.isEmpty() ? null : backend.compile(needed, state);
    chunk = new float[rows * inputs];
  }

  private boolean yieldsOnlyInput(Op op) {
    return op instanceof MatMulBackward product && product.x() == x;
  }

  private static List<Slope> slopes(Network network, ParameterBlock block, List<Op> backwardOps) {
    List<Slope> slopes = new ArrayList<>();
    for (WeightLayer place : WeightLayer.of(network)) {
      Tensor weights = block.get(WeightLayer.weightName(place.index()));
      for (Op op : backwardOps) {
        if (op instanceof MatMulBackward product && product.w() == weights) {
          slopes.add(new Slope(place, product.x().replica(0), product.dy()));
        }
      }
    }
    return List.copyOf(slopes);
  }

  /** Examples B of one chunk. */
  int rows() {
    return rows;
  }

  /** Outputs of the network, and directions, C. */
  int columns() {
    return columns;
  }

  /** All dense layers in order. */
  List<Slope> slopes() {
    return slopes;
  }

  /** Examples of the current chunk that are data; the others have directions of zero. */
  int count() {
    return count;
  }

  /**
   * Runs the network forward.
   *
   * @param data rows (n, K), of which {@code howMany} from row {@code first} on are the chunk
   * @param values receives the outputs (B, C)
   */
  void forward(float[] data, int first, int howMany, float[] values) {
    count = howMany;
    System.arraycopy(data, first * inputs, chunk, 0, count * inputs);
    Arrays.fill(chunk, count * inputs, chunk.length, 0);
    x.write(chunk);
    forward.run();
    outputs.replica(0).read(values);
  }

  /** Sends directions (C, B, C) in the space of outputs backward, to {@link #slopes}. */
  void backward(float[] values) {
    directions.write(values);
    if (backward != null) {
      backward.run();
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
