package dev.credence.bench;

import dev.credence.autodiff.Tape;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Adam;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianNll;
import dev.credence.op.Head;
import dev.credence.op.MatMul;
import dev.credence.op.Moments;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Temporaries;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Programs of whole networks, built from operations. */
final class Networks {
  private Networks() {}

  /** Layer widths of a network written as 20-128x4-2. */
  static int[] widths(String network) {
    String[] parts = network.split("-");
    String[] hidden = parts[1].split("x");
    int[] widths = new int[Integer.parseInt(hidden[1]) + 2];
    java.util.Arrays.fill(widths, Integer.parseInt(hidden[0]));
    widths[0] = Integer.parseInt(parts[0]);
    widths[widths.length - 1] = Integer.parseInt(parts[2]);
    return widths;
  }

  /** Multiply-adds of one row in one plain product per layer, times two. */
  static long flopsPerRow(int[] widths) {
    long flops = 0;
    for (int i = 1; i < widths.length; i++) {
      flops += 2L * widths[i - 1] * widths[i];
    }
    return flops;
  }

  private static float[] normals(Random random, long count, double centre, double spread) {
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (centre + spread * random.nextGaussian());
    }
    return values;
  }

  /** Gather, Flipout layers, heteroscedastic loss, KL, backward, Adam. */
  static List<Op> flipoutStep(Arena arena, int[] widths, int batch, Activation activation) {
    Random random = new Random(1);
    Tape tape = new Tape(arena);
    int layers = widths.length - 1;
    int total = 0;
    for (int i = 0; i < layers; i++) {
      total += 2 * widths[i] * widths[i + 1] + widths[i + 1];
    }
    Shape block = Shape.of(1, total);
    Tensor parameters = arena.allocate("parameters", block);
    Tensor gradients = arena.allocate("gradients", block);
    int n = 20 * batch;
    int inputs = widths[0];
    Tensor allX =
        arena.allocate("x", Shape.of(n, inputs), normals(random, (long) n * inputs, 0, 1));
    Tensor allY = arena.allocate("y", Shape.of(n, 1), normals(random, n, 0, 1));
    Tensor x = arena.allocate("x batch", Shape.of(batch, inputs));
    Tensor y = arena.allocate("y batch", Shape.of(batch, 1));
    tape.record(new GatherRows(allX, true, 1, x));
    tape.record(new GatherRows(allY, true, 1, y));
    Tensor prior = arena.allocate("prior", Shape.of(1, 2), new float[] {0, 1});
    Tensor h = x;
    int at = 0;
    for (int i = 0; i < layers; i++) {
      int k = widths[i];
      int o = widths[i + 1];
      Tensor mu = slice(tape, parameters, gradients, "mu" + i, at, Shape.of(k, o));
      at += k * o;
      Tensor rho = slice(tape, parameters, gradients, "rho" + i, at, Shape.of(k, o));
      at += k * o;
      Tensor b = slice(tape, parameters, gradients, "b" + i, at, Shape.of(1, o));
      at += o;
      mu.write(normals(random, (long) k * o, 0, 1 / Math.sqrt(k)));
      rho.write(normals(random, (long) k * o, -3, 0.1));
      int s = 10 * (i + 1);
      ScaleParameterization scale = ScaleParameterization.SOFTPLUS;
      Tensor z =
          tape.record(
              new FlipoutMatMul(
                  h,
                  mu,
                  rho,
                  b,
                  scale,
                  new Noise.Stream(s),
                  new Noise.Stream(s + 1),
                  new Noise.Stream(s + 2),
                  tape.allocate("z" + i, Shape.of(batch, o))));
      h =
          i == layers - 1
              ? z
              : tape.record(
                  new Activate(activation, z, tape.allocate("h" + i, Shape.of(batch, o))));
      Tensor kl = tape.allocate("kl" + i, Shape.SCALAR);
      tape.penalty(g -> new GaussianKl(mu, rho, scale, prior, kl, g.claim(mu), g.claim(rho)));
    }
    Tensor out = h;
    Tensor loss = tape.allocate("loss", Shape.SCALAR);
    tape.loss(g -> new GaussianNll(out, y, null, -10, 10, loss, null, g.claim(out).tensor(), 1f));
    tape.backward();
    Tensor m = arena.allocate("m", block);
    Tensor v = arena.allocate("v", block);
    tape.record(new Adam(parameters, gradients, m, v, 0.9f, 0.999f, 1e-8f, 0));
    return tape.ops();
  }

  private static Tensor slice(
      Tape tape, Tensor parameters, Tensor gradients, String name, int at, Shape shape) {
    Tensor value = parameters.slice(name, at, shape);
    tape.parameter(value, gradients.slice("d " + name, at, shape));
    return value;
  }

  /** Plain layers with one frozen weight sample per replica, then the moments over the samples. */
  static List<Op> prediction(
      Arena arena, int[] widths, int batch, int samples, Activation activation) {
    Random random = new Random(1);
    List<Op> ops = new ArrayList<>();
    int layers = widths.length - 1;
    Temporaries temporaries = new Temporaries(arena);
    Tensor h =
        arena.allocate(
            "x", Shape.of(batch, widths[0]), normals(random, (long) batch * widths[0], 0, 1));
    for (int i = 0; i < layers; i++) {
      int k = widths[i];
      int o = widths[i + 1];
      Shape shape = new Shape(samples, k, o);
      Tensor w =
          arena.allocate("w" + i, shape, normals(random, shape.elements(), 0, 1 / Math.sqrt(k)));
      Tensor b = arena.allocate("b" + i, new Shape(samples, 1, o));
      Shape rows = new Shape(samples, batch, o);
      if (i == layers - 1) {
        Tensor z = arena.allocate("z" + i, rows);
        ops.add(new MatMul(h, w, b, z));
        h = z;
      } else {
        Tensor z = temporaries.next("z" + i, rows);
        ops.add(new MatMul(h, w, b, z));
        h = temporaries.next("h" + i, rows);
        ops.add(new Activate(activation, z, h));
      }
    }
    Tensor predicted = arena.allocate("predicted", h.shape());
    ops.add(new PredictSample(new Head.Gaussian(-10, 10), h, predicted));
    Shape one = Shape.of(batch, h.shape().columns());
    ops.add(new Moments(predicted, arena.allocate("mean", one), arena.allocate("variance", one)));
    return ops;
  }
}
