package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.op.Activate;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.Noise;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/** {@code kernels/flipout.cu}. */
final class FlipoutLaunches {
  private static final String NOISE = "MNMNMNp";

  static final Map<Precision, Map<Tile, Kernel>> FORWARD =
      ProductLaunches.kernels("flipout", 2, "flipout_matmul", "MMMMi" + NOISE + "MMi");
  static final Map<Tile, Kernel> FORWARD_DRAWN =
      ProductLaunches.drawingKernels("flipout", 2, "flipout_matmul_drawn", "MMMMi" + NOISE + "MMi");
  static final Map<Precision, Map<Tile, Kernel>> INPUT_GRADIENT =
      ProductLaunches.kernels("flipout", 2, "flipout_matmul_input_gradient", "MMMi" + NOISE + "M");
  static final Kernel INPUT_GRADIENT_DRAWN =
      new Kernel(
          "flipout",
          "flipout_matmul_input_gradient_drawn",
          Tile.DEEP_THREADS,
          "MMMi" + NOISE + "M");
  static final Map<Precision, Map<Tile, Kernel>> WEIGHT_GRADIENT =
      ProductLaunches.kernels(
          "flipout", 2, "flipout_matmul_weight_gradient", "MMi" + NOISE + "MMM");
  static final Kernel DRAW = new Kernel("flipout", "flipout_noise", 256, "Mi" + NOISE + "ii");

  private FlipoutLaunches() {}

  /** Where an operation's kernels find its noise; matrices are absent where kernels draw it. */
  private record Draws(
      Noise eps,
      DeviceMatrix perturbation,
      Noise signIn,
      DeviceMatrix wordsIn,
      Noise signOut,
      DeviceMatrix wordsOut) {
    boolean inside() {
      return !wordsIn.isPresent();
    }

    Arguments add(Arguments arguments, Recorder recorder) {
      return arguments
          .matrix(perturbation)
          .noise(eps)
          .matrix(wordsIn)
          .noise(signIn)
          .matrix(wordsOut)
          .noise(signOut)
          .pointer(recorder.state());
    }
  }

  /** {@code then} is an activation of the result; null where there is none. */
  static void record(FlipoutMatMul op, Activate then, Recorder recorder) {
    Shape shape = op.y().shape();
    Draws draws =
        draw(
            op.x(),
            op.rho(),
            op.scale(),
            op.eps(),
            op.signIn(),
            op.signOut(),
            shape,
            true,
            recorder);
    DeviceMatrix y = DeviceMatrix.of(op.y());
    Tile tile = ProductLaunches.tile(2, y, recorder);
    Kernel kernel;
    if (draws.inside()) {
      tile = ProductLaunches.drawing(tile);
      kernel = FORWARD_DRAWN.get(tile);
    } else {
      kernel = ProductLaunches.kernel(FORWARD, tile, recorder);
    }
    Arguments arguments =
        new Arguments()
            .matrix(op.x())
            .matrix(op.mu())
            .matrix(op.rho())
            .matrix(op.b())
            .integer(op.scale().ordinal());
    recorder.launch(
        kernel,
        ProductLaunches.grid(tile, 2, y),
        ProductLaunches.add(then, draws.add(arguments, recorder).matrix(y)));
  }

  static void record(FlipoutMatMulBackward op, Recorder recorder) {
    Draws draws = null;
    if (op.dx() != null || op.drho() != null) {
      draws =
          draw(
              op.x(),
              op.rho(),
              op.scale(),
              op.eps(),
              op.signIn(),
              op.signOut(),
              op.dy().shape(),
              op.dx() != null,
              recorder);
    }
    if (op.dx() != null) {
      inputGradient(op, draws, recorder);
    }
    Draws signs = draws;
    new WeightGradient(op.x(), op.dy(), op.dmu(), op.drho(), op.db(), recorder)
        .perturbations(
            WEIGHT_GRADIENT,
            splits ->
                signs.add(new Arguments().matrix(op.x()).matrix(op.dy()).integer(splits), recorder),
            op.rho(),
            op.scale(),
            op.eps());
  }

  private static void inputGradient(FlipoutMatMulBackward op, Draws draws, Recorder recorder) {
    DeviceMatrix dx = DeviceMatrix.of(op.dx());
    Arguments arguments =
        new Arguments()
            .matrix(op.dy())
            .matrix(op.mu())
            .matrix(op.rho())
            .integer(op.scale().ordinal());
    draws.add(arguments, recorder).matrix(dx);
    if (draws.inside()) {
      recorder.launch(INPUT_GRADIENT_DRAWN, SampledLaunches.deepGrid(dx), arguments);
    } else {
      Tile tile = ProductLaunches.tile(2, dx, recorder);
      Kernel kernel = ProductLaunches.kernel(INPUT_GRADIENT, tile, recorder);
      recorder.launch(kernel, ProductLaunches.grid(tile, 2, dx), arguments);
    }
  }

  /**
   * Draws all noise into scratch memory, or leaves it to the products where they have few rows.
   * Given numbers always take the way through memory.
   *
   * @param shape of the result, (replicas, rows, outputs)
   * @param perturbed whether the perturbation is needed, or only the signs
   */
  private static Draws draw(
      Tensor x,
      Tensor rho,
      ScaleParameterization scale,
      Noise eps,
      Noise signIn,
      Noise signOut,
      Shape shape,
      boolean perturbed,
      Recorder recorder) {
    boolean drawn =
        eps instanceof Noise.Stream
            && signIn instanceof Noise.Stream
            && signOut instanceof Noise.Stream;
    if (drawn && recorder.tiling().drawsInside(shape.rows())) {
      return new Draws(
          eps, DeviceMatrix.ABSENT, signIn, DeviceMatrix.ABSENT, signOut, DeviceMatrix.ABSENT);
    }
    int replicas = shape.replicas();
    int inputs = x.shape().columns();
    int outputs = shape.columns();
    Draws draws =
        new Draws(
            eps,
            perturbed
                ? DeviceMatrix.scratch(recorder, replicas, inputs, outputs)
                : DeviceMatrix.ABSENT,
            signIn,
            words(shape, inputs, recorder),
            signOut,
            words(shape, outputs, recorder));
    long blocks = blocks(draws.perturbation()) + blocks(draws.wordsIn()) + blocks(draws.wordsOut());
    Arguments arguments = new Arguments().matrix(rho).integer(scale.ordinal());
    recorder.launch(
        DRAW,
        recorder.elementwise(blocks, replicas, DRAW.threads()),
        draws.add(arguments, recorder).integer(inputs).integer(outputs));
    return draws;
  }

  /** Signs of (replicas, rows, columns), 32 to a word. */
  private static DeviceMatrix words(Shape shape, int columns, Recorder recorder) {
    int words = (int) Tiling.ceilDiv(columns, Integer.SIZE);
    return DeviceMatrix.scratch(recorder, shape.replicas(), shape.rows(), words);
  }

  /** Blocks of noise. */
  private static long blocks(DeviceMatrix m) {
    return Tiling.ceilDiv((long) m.rows() * m.columns(), 64) * 16;
  }
}
