package dev.credence.backend.vector;

import dev.credence.autodiff.Tape;
import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianNll;
import dev.credence.op.Noise;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Random;

/** A whole training step of a small Flipout network, 3-24-17-2. */
final class TrainingProgram implements AutoCloseable {
  private static final int[] WIDTHS = {3, 24, 17, 2};
  private static final ScaleParameterization SCALE = ScaleParameterization.SOFTPLUS;

  final Tensor parameters;
  final Tensor loss;
  private final Arena arena;
  private final StepState state = new StepState(5);
  private final Program program;

  TrainingProgram(Backend backend, int batch) {
    arena = backend.newArena();
    Random random = new Random(3);
    int total = 0;
    for (int i = 1; i < WIDTHS.length; i++) {
      total += (2 * WIDTHS[i - 1] + 1) * WIDTHS[i];
    }
    Shape block = Shape.of(1, total);
    parameters = arena.allocate("parameters", block, normals(random, total));
    Tensor gradients = arena.allocate("gradients", block);
    Tape tape = new Tape(arena);
    int rows = 5 * batch / 2;
    Tensor x = arena.allocate("x", Shape.of(rows, 3), normals(random, 3 * rows));
    Tensor y = arena.allocate("y", Shape.of(rows, 1), normals(random, rows));
    Tensor batchX = arena.allocate("batch x", Shape.of(batch, 3));
    Tensor batchY = arena.allocate("batch y", Shape.of(batch, 1));
    tape.record(new GatherRows(x, true, 1, batchX));
    tape.record(new GatherRows(y, true, 1, batchY));
    Tensor prior = arena.allocate("prior", Shape.of(1, 2), new float[] {0, 1});
    Tensor h = batchX;
    int at = 0;
    for (int i = 1; i < WIDTHS.length; i++) {
      Shape shape = Shape.of(WIDTHS[i - 1], WIDTHS[i]);
      int n = (int) shape.elements();
      Tensor mu = parameter(tape, gradients, "mu" + i, at, shape);
      Tensor rho = parameter(tape, gradients, "rho" + i, at + n, shape);
      Tensor b = parameter(tape, gradients, "b" + i, at + 2 * n, Shape.of(1, WIDTHS[i]));
      at += 2 * n + WIDTHS[i];
      Tensor z = tape.allocate("z" + i, Shape.of(batch, WIDTHS[i]));
      Noise eps = new Noise.Stream(10 * i);
      Noise in = new Noise.Stream(10 * i + 1);
      Noise out = new Noise.Stream(10 * i + 2);
      h = tape.record(new FlipoutMatMul(h, mu, rho, b, SCALE, eps, in, out, z));
      if (i < WIDTHS.length - 1) {
        Tensor a = tape.allocate("a" + i, z.shape());
        h = tape.record(new Activate(Activation.GELU, z, a));
      }
      Tensor kl = tape.allocate("kl" + i, Shape.SCALAR);
      tape.penalty(g -> new GaussianKl(mu, rho, SCALE, prior, kl, g.claim(mu), g.claim(rho)));
    }
    loss = arena.allocate("loss", Shape.SCALAR);
    Tensor last = h;
    tape.loss(
        g -> new GaussianNll(last, batchY, null, -9, 9, loss, null, g.claim(last).tensor(), 1));
    tape.backward();
    tape.record(new ClipGlobalNorm(gradients, 10, arena.allocate("norm", Shape.SCALAR)));
    Tensor m = arena.allocate("m", block);
    Tensor v = arena.allocate("v", block);
    tape.record(new Adam(parameters, gradients, m, v, 0.9f, 0.999f, 1e-8f, 0.01f));
    state.learningRate(0.01f);
    state.klScale(1e-3f);
    program = backend.compile(tape.ops(), state);
  }

  private Tensor parameter(Tape tape, Tensor gradients, String name, int at, Shape shape) {
    Tensor value = parameters.slice(name, at, shape);
    tape.parameter(value, gradients.slice("d " + name, at, shape));
    return value;
  }

  private static float[] normals(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = 0.3f * (float) random.nextGaussian();
    }
    return values;
  }

  void step() {
    program.run();
    state.step(state.step() + 1);
  }

  @Override
  public void close() {
    arena.close();
  }
}
