package dev.credence.backend.cuda;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.driver.Replay;
import dev.credence.noise.NoiseLayout;
import dev.credence.noise.Signs;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * The noise of {@code dev.credence.noise}, made on the device and written to tensors on it ({@code
 * kernels/noise.cu}): for checks of a device and for comparison with other generators. Replica
 * {@code r} of a tensor gets the noise of replica {@code firstReplica + r} of the state. Raw words
 * and row numbers are the bits of the floats.
 */
public final class DeviceNoise implements AutoCloseable {
  static final Kernel WORDS = new Kernel("noise", "noise_words_fill", 256, "Mpil");
  static final Kernel NORMALS = new Kernel("noise", "noise_normals", 256, "Mpil");
  static final Kernel UNIFORMS = new Kernel("noise", "noise_uniforms", 256, "Mpil");
  static final Kernel SIGNS = new Kernel("noise", "noise_signs", 256, "Mpil");
  static final Kernel ORDER = new Kernel("noise", "noise_order", 256, "Mpii");
  static final Kernel TRANSFORM = new Kernel("noise", "noise_transform", 256, "MMMMM");

  private final Driver driver;
  private final long stateAddress;

  /** Noise on a driver's device, which stays open. */
  public DeviceNoise(Driver driver) {
    this.driver = driver;
    this.stateAddress =
        driver.allocate((long) StepState.WORDS * Integer.BYTES, "the state of noise");
  }

  /** Raw words: element {@code first + i} of the stream goes to element {@code i} of a replica. */
  public void words(StepState state, int stream, long first, Tensor to) {
    fill(WORDS, state, stream, first, to);
  }

  /** Standard normals, placed as {@link #words}. */
  public void normals(StepState state, int stream, long first, Tensor to) {
    fill(NORMALS, state, stream, first, to);
  }

  /** Uniforms, placed as {@link #words}. */
  public void uniforms(StepState state, int stream, long first, Tensor to) {
    fill(UNIFORMS, state, stream, first, to);
  }

  /** Signs +1 and -1: row {@code firstRow + i} of the stream goes to row {@code i} of a replica. */
  public void signs(StepState state, int stream, long firstRow, Tensor to) {
    Shape shape = to.shape();
    int wordsPerRow = Signs.wordsPerRow(shape.columns());
    long count = (long) shape.rows() * wordsPerRow;
    check(state, Math.multiplyExact(firstRow, wordsPerRow), count, shape);
    run(SIGNS, state, count, to, arguments(to).integer(stream).longInteger(firstRow));
  }

  /** Rows of an epoch's pseudo-random order of as many rows as {@code to} (R, 1, n) has columns. */
  public void order(StepState state, int stream, int epoch, Tensor to) {
    Arguments arguments = arguments(to).integer(stream).integer(epoch);
    run(ORDER, state, to.shape().columns(), to, arguments);
  }

  /**
   * What the transforms make of given words: all tensors (1, rows, columns) of one shape and
   * contiguous.
   */
  public void transform(Tensor words, Tensor radius, Tensor cosine, Tensor sine, Tensor uniform) {
    Arguments arguments =
        new Arguments().matrix(words).matrix(radius).matrix(cosine).matrix(sine).matrix(uniform);
    long blocks = (words.shape().matrixElements() + TRANSFORM.threads() - 1) / TRANSFORM.threads();
    Recorder recorder = recorder(TRANSFORM, words, radius, cosine, sine, uniform);
    recorder.launch(TRANSFORM, new Grid(Math.toIntExact(blocks), 1, 1), arguments);
    run(recorder, new StepState(0));
  }

  @Override
  public void close() {
    driver.free(stateAddress);
  }

  private Arguments arguments(Tensor to) {
    return new Arguments().matrix(to).pointer(stateAddress);
  }

  private void fill(Kernel kernel, StepState state, int stream, long first, Tensor to) {
    long elements = to.shape().matrixElements();
    check(state, first, elements, to.shape());
    long blocks = ((first + elements - 1) / 64 - first / 64 + 1) * NoiseLayout.GROUP_BLOCKS;
    run(kernel, state, blocks, to, arguments(to).integer(stream).longInteger(first));
  }

  private static void check(StepState state, long first, long count, Shape shape) {
    NoiseLayout.check(state.firstReplica(), first, count);
    NoiseLayout.check(state.firstReplica() + shape.replicas() - 1, first, count);
  }

  private void run(Kernel kernel, StepState state, long threads, Tensor to, Arguments arguments) {
    Recorder recorder = recorder(kernel, to);
    Grid grid = recorder.elementwise(threads, to.shape().replicas(), kernel.threads());
    recorder.launch(kernel, grid, arguments);
    run(recorder, state);
  }

  private Recorder recorder(Kernel kernel, Tensor... tensors) {
    Recorder recorder =
        new Recorder(driver, Tuning.DEFAULT, Precision.FP32, stateAddress, new Scratch(driver));
    recorder.begin(kernel.name() + " " + tensors[0], List.of(tensors));
    return recorder;
  }

  private void run(Recorder recorder, StepState state) {
    try (Replay replay = driver.prepare(recorder.work(), stateAddress)) {
      replay.run(state);
      driver.synchronize();
    }
  }
}
