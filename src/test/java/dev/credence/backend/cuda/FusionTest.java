package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.Gradient;
import dev.credence.op.MatMul;
import dev.credence.op.Op;
import dev.credence.op.ScaleParameterization;
import dev.credence.op.Sgd;
import dev.credence.tensor.Arena;
import dev.credence.tensor.HeapAllocator;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shared launches leave the bits of single ones, and dependent operations keep to themselves. */
class FusionTest {
  private static final ScaleParameterization SOFTPLUS = ScaleParameterization.SOFTPLUS;
  private static final ScaleParameterization LOG_VARIANCE = ScaleParameterization.LOG_VARIANCE;

  /** What stands around the products in a training step. */
  private static final class Step implements AutoCloseable {
    /** Parameters of each layer without a divergence. */
    private static final int PLAIN = 8;

    private static final int[][] LAYERS = {{4, 5}, {40, 61}, {1, 4}, {64, 64}};

    final Arena arena;
    final List<Tensor> tensors = new ArrayList<>();
    final List<Op> ops = new ArrayList<>();
    private final int members;
    private final SplittableRandom random = new SplittableRandom(1);

    /** {@code offset} moves all parameters out of alignment. */
    Step(Arena arena, int members, int offset, float maxNorm, boolean adam) {
      this.arena = arena;
      this.members = members;
      gather(4);
      gather(1);
      int size = offset;
      for (int[] layer : LAYERS) {
        size += 2 * layer[0] * layer[1] + PLAIN;
      }
      Tensor parameters = tensor("parameters", 1, size);
      Tensor gradients = tensor("gradients", 1, size);
      int at = offset;
      for (int[] layer : LAYERS) {
        Shape shape = new Shape(members, layer[0], layer[1]);
        int next = at + (int) shape.matrixElements();
        Gradient dmu = new Gradient(gradients.slice("d mu", at, shape), Gradient.Mode.ACCUMULATE);
        Gradient drho =
            new Gradient(gradients.slice("d rho", next, shape), Gradient.Mode.OVERWRITE);
        ops.add(
            new GaussianKl(
                parameters.slice("mu", at, shape),
                parameters.slice("rho", next, shape),
                SOFTPLUS,
                prior(),
                tensor("kl", 1, 1),
                dmu,
                drho));
        at = next + (int) shape.matrixElements() + PLAIN;
      }
      if (maxNorm > 0) {
        ops.add(new ClipGlobalNorm(gradients, maxNorm, tensor("norm", 1, 1)));
      }
      Tensor m = tensor("m", 1, size);
      if (adam) {
        Tensor v = arena.allocate("v", gradients.shape());
        tensors.add(v);
        ops.add(new Adam(parameters, gradients, m, v, 0.9f, 0.999f, 1e-8f, 0.01f));
      } else {
        ops.add(new Sgd(parameters, gradients, m, 0.9f, 0.01f));
      }
    }

    private void gather(int columns) {
      Tensor out = arena.allocate("batch", new Shape(members, 40, columns));
      tensors.add(out);
      ops.add(new GatherRows(tensor("data", 33, columns), true, 9, out));
    }

    private Tensor prior() {
      Tensor prior = tensor("prior", 1, 2);
      float[] values = new float[2 * members];
      for (int i = 0; i < members; i++) {
        values[2 * i] = 0.1f * i;
        values[2 * i + 1] = 0.5f + i;
      }
      prior.write(values);
      return prior;
    }

    Tensor tensor(String name, int rows, int columns) {
      Shape shape = new Shape(members, rows, columns);
      float[] values = new float[(int) shape.elements()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      Tensor tensor = arena.allocate(name, shape, values);
      tensors.add(tensor);
      return tensor;
    }

    List<Integer> bits() {
      List<Integer> bits = new ArrayList<>();
      for (Tensor tensor : tensors) {
        for (float value : tensor.toArray()) {
          bits.add(Float.floatToRawIntBits(value));
        }
      }
      return bits;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 2.5, true",
    "3, 0, 2.5, true",
    "2, 3, 2.5, true",
    "1, 0, 1e9, true",
    "1, 0, 0, true",
    "3, 0, 0, true",
    "2, 3, 0, true",
    "2, 0, 2.5, false",
    "2, 1, 1e9, false"
  })
  void leavesTheBitsOfSingleOperations(int members, int offset, float maxNorm, boolean adam) {
    try (Backend backend = new CudaBackend(TestDevice.driver());
        Step fused = new Step(backend.newArena(), members, offset, maxNorm, adam);
        Step single = new Step(backend.newArena(), members, offset, maxNorm, adam)) {
      assertThat(sizes(fused.ops)).isEqualTo(maxNorm > 0 ? List.of(2, 4, 2) : List.of(2, 5));
      compareSteps(backend, fused, single);
    }
  }

  private static void compareSteps(Backend backend, Step fused, Step single) {
    StepState state = new StepState(3);
    state.learningRate(0.1f);
    state.klScale(0.7f);
    Program program = backend.compile(fused.ops, state);
    List<Program> programs =
        single.ops.stream().map(op -> backend.compile(List.of(op), state)).toList();
    for (int step = 0; step < 3; step++) {
      state.step(step);
      program.run();
      programs.forEach(Program::run);
      assertThat(fused.bits().equals(single.bits())).isTrue();
    }
  }

  @Test
  void dependentOperationsKeepToThemselves() {
    try (Step step = new Step(new Arena(new HeapAllocator("heap")), 1, 0, 1, true)) {
      Tensor mu = step.tensor("mu", 3, 4);
      Tensor rho = step.tensor("rho", 3, 4);
      Tensor prior = step.tensor("prior", 1, 2);
      Tensor kl = step.tensor("kl", 1, 1);
      Tensor other = step.tensor("kl", 1, 1);
      Gradient dmu = new Gradient(step.tensor("dmu", 3, 4), Gradient.Mode.ACCUMULATE);
      Gradient free = new Gradient(step.tensor("free", 3, 4), Gradient.Mode.OVERWRITE);
      Gradient onRho = new Gradient(rho, Gradient.Mode.OVERWRITE);
      GaussianKl first = new GaussianKl(mu, rho, SOFTPLUS, prior, kl, dmu, null);
      together(first, new GaussianKl(mu, rho, SOFTPLUS, prior, other, free, null));
      // The same gradient buffer, the same value, a gradient that is an operand, another sigma.
      apart(first, new GaussianKl(mu, rho, SOFTPLUS, prior, other, dmu, null));
      apart(first, new GaussianKl(mu, rho, SOFTPLUS, prior, kl, free, null));
      apart(first, new GaussianKl(mu, rho, SOFTPLUS, prior, other, free, onRho));
      apart(first, new GaussianKl(mu, rho, LOG_VARIANCE, prior, other, free, null));

      Tensor p = step.tensor("p", 1, 64);
      Tensor g = step.tensor("g", 1, 64);
      Tensor m = step.tensor("m", 1, 64);
      Tensor v = step.tensor("v", 1, 64);
      Tensor norm = step.tensor("norm", 1, 1);
      ClipGlobalNorm clip = new ClipGlobalNorm(g, 1, norm);
      together(clip, adam(p, g, m, v));
      together(clip, new Sgd(p, g, m, 0, 0));
      // Other gradients, gradients that are updated, a norm that is updated, somebody between.
      apart(clip, adam(p, v, m, g));
      apart(clip, adam(p, g, g, v));
      apart(clip, new Sgd(g, g, m, 0, 0));
      apart(new ClipGlobalNorm(g, 1, p.slice("norm", 7, Shape.SCALAR)), adam(p, g, m, v));
      apart(new ClipGlobalNorm(g.slice("part", 0, Shape.of(1, 63)), 1, norm), adam(p, g, m, v));
      apart(clip, first, adam(p, g, m, v));
      apart(clip, clip, first);

      Tensor data = step.tensor("data", 9, 4);
      Tensor batch = step.tensor("batch", 9, 4);
      Tensor others = step.tensor("others", 9, 4);
      GatherRows gather = new GatherRows(data, true, 9, batch);
      together(gather, new GatherRows(data, true, 9, others));
      // Another stream, an order that is none, rows of rows, the same rows twice, fewer of them.
      apart(gather, new GatherRows(data, true, 8, others));
      apart(gather, new GatherRows(data, false, 9, others));
      apart(gather, new GatherRows(batch, true, 9, others));
      apart(gather, new GatherRows(data, true, 9, batch));
      apart(gather, new GatherRows(data, true, 9, others.slice("few", 0, Shape.of(8, 4))));
    }
  }

  /** A divergence and the update of its parameters, and all ways not to belong together. */
  @Test
  void updatesOnlyWhatBelongsToTheParameters() {
    try (Step step = new Step(new Arena(new HeapAllocator("heap")), 1, 0, 1, true)) {
      Tensor p = step.tensor("p", 1, 64);
      Tensor g = step.tensor("g", 1, 64);
      Tensor m = step.tensor("m", 1, 64);
      Tensor v = step.tensor("v", 1, 64);
      Tensor prior = step.tensor("prior", 1, 2);
      Tensor kl = step.tensor("kl", 1, 1);
      Tensor mu = slice(p, 0);
      Tensor rho = slice(p, 12);
      Gradient dmu = gradient(g, 0);
      Gradient drho = gradient(g, 12);
      Adam adam = adam(p, g, m, v);
      together(new GaussianKl(mu, rho, SOFTPLUS, prior, kl, dmu, drho), adam);
      // Two layers, another layer in their place, more than one launch takes.
      GaussianKl first = new GaussianKl(mu, rho, SOFTPLUS, prior, kl, dmu, drho);
      Tensor otherKl = step.tensor("kl", 1, 1);
      GaussianKl second =
          new GaussianKl(
              slice(p, 52),
              slice(p, 40),
              SOFTPLUS,
              prior,
              otherKl,
              gradient(g, 52),
              gradient(g, 40));
      together(first, second, adam);
      assertThat(sizes(List.of(first, second, adam, adam))).containsExactly(3, 1);
      // Without a gradient, gradients of other slices, weights from elsewhere.
      apart(new GaussianKl(mu, rho, SOFTPLUS, prior, kl, dmu, null), adam);
      apart(new GaussianKl(mu, rho, SOFTPLUS, prior, kl, drho, dmu), adam);
      apart(new GaussianKl(mu, rho, SOFTPLUS, prior, kl, dmu, gradient(g, 24)), adam);
      apart(new GaussianKl(slice(v, 0), rho, SOFTPLUS, prior, kl, dmu, drho), adam);
      apart(new GaussianKl(mu, rho, SOFTPLUS, prior, kl, dmu, gradient(m, 12)), adam);
      // A prior that is updated, a value within the moments, an update of other parameters.
      Tensor inside = p.slice("prior", 62, Shape.of(1, 2));
      apart(new GaussianKl(mu, rho, SOFTPLUS, inside, kl, dmu, drho), adam);
      Tensor within = m.slice("kl", 62, Shape.SCALAR);
      apart(new GaussianKl(mu, rho, SOFTPLUS, prior, within, dmu, drho), adam);
      apart(first, adam(step.tensor("q", 1, 64), g, m, v));
      apart(first, adam(p, g, g, v));
      apart(first, new Sgd(p, g, m, 0, 0));
    }
  }

  @Test
  void activatesTheResultOfAProduct() {
    try (Step step = new Step(new Arena(new HeapAllocator("heap")), 1, 0, 1, true)) {
      Tensor x = step.tensor("x", 8, 8);
      Tensor w = step.tensor("w", 8, 8);
      Tensor y = step.tensor("y", 8, 8);
      Tensor a = step.tensor("a", 8, 8);
      MatMul product = new MatMul(x, w, null, y);
      together(product, new Activate(Activation.TANH, y, a));
      // Of something else, in place of the result or of an operand, twice.
      apart(product, new Activate(Activation.TANH, x, a));
      apart(product, new Activate(Activation.TANH, y, y));
      apart(product, new Activate(Activation.TANH, y, x));
      Activate activate = new Activate(Activation.TANH, y, a);
      assertThat(sizes(List.of(product, activate, activate))).containsExactly(2, 1);
      apart(activate, product);
    }
  }

  private static Tensor slice(Tensor of, int start) {
    return of.slice("slice", start, Shape.of(3, 4));
  }

  private static Gradient gradient(Tensor of, int start) {
    return new Gradient(slice(of, start), Gradient.Mode.ACCUMULATE);
  }

  @Test
  void aLaunchTakesSoManyOperations() {
    try (Step step = new Step(new Arena(new HeapAllocator("heap")), 1, 0, 1, true)) {
      Tensor mu = step.tensor("mu", 3, 4);
      Tensor prior = step.tensor("prior", 1, 2);
      List<Op> ops = new ArrayList<>();
      for (int i = 0; i < 35; i++) {
        Tensor kl = step.tensor("kl", 1, 1);
        ops.add(new GaussianKl(mu, mu, SOFTPLUS, prior, kl, null, null));
      }
      assertThat(sizes(ops)).containsExactly(16, 16, 3);
    }
  }

  private static Adam adam(Tensor p, Tensor g, Tensor m, Tensor v) {
    return new Adam(p, g, m, v, 0.9f, 0.999f, 1e-8f, 0);
  }

  private static void together(Op... ops) {
    assertThat(sizes(List.of(ops))).containsExactly(ops.length);
  }

  private static void apart(Op... ops) {
    assertThat(sizes(List.of(ops))).containsOnly(1).hasSize(ops.length);
  }

  private static List<Integer> sizes(List<Op> ops) {
    return Fusion.groups(ops, layers -> false).stream().map(List::size).toList();
  }
}
