package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Product;
import dev.credence.backend.cuda.driver.Work;
import dev.credence.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects the work of one program, and gives its operations scratch memory. */
final class Recorder {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 32;

  private final Driver driver;
  private final long state;
  private final Scratch scratch;
  private final List<Work> work = new ArrayList<>();
  private String origin = "";

  Recorder(Driver driver, long state, Scratch scratch) {
    this.driver = driver;
    this.state = state;
    this.scratch = scratch;
  }

  /** The launches that follow belong to this operation, which finds all scratch memory free. */
  void begin(Op op) {
    origin = op.name() + op.inputs().stream().map(t -> " " + t).collect(Collectors.joining(","));
    scratch.reset();
  }

  /** Adds a launch; the arguments must be those that the kernel declares. */
  void launch(Kernel kernel, Grid grid, Arguments arguments) {
    if (!arguments.letters().equals(kernel.parameters())) {
      throw new IllegalStateException(
          "%s is declared with %s and launched with %s"
              .formatted(kernel, kernel.parameters(), arguments.letters()));
    }
    work.add(
        new Launch(
            kernel, grid, arguments.bytes(), arguments.offsets(), arguments.sizes(), origin));
  }

  /** Adds a product that the library computes. */
  void multiply(Product product) {
    work.add(product);
  }

  /** The operation that is being recorded, for error messages. */
  String origin() {
    return origin;
  }

  /** Whether the library computes a plain product of so many floating-point operations. */
  boolean libraryServes(long flops) {
    return BlasRule.serves(driver, flops);
  }

  /** Device address of the words of the step state. */
  long state() {
    return state;
  }

  /** Device address of scratch memory, valid for the launches of this operation; unwritten. */
  long scratch(long elements) {
    return scratch.take(elements, origin);
  }

  int multiprocessors() {
    return driver.device().multiprocessors();
  }

  /**
   * A grid for kernels that walk over {@code elements} of each replica in grid-stride loops: no
   * more blocks than the device can hold at once.
   */
  Grid elementwise(long elements, int replicas, int threads) {
    long most = Math.max(1, (long) multiprocessors() * BLOCKS_PER_MULTIPROCESSOR / replicas);
    long blocks = Math.min((elements + threads - 1) / threads, most);
    return new Grid((int) blocks, Math.min(replicas, Grid.MAX_YZ), 1);
  }

  List<Work> work() {
    return work;
  }
}
