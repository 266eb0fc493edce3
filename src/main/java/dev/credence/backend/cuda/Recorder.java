package dev.credence.backend.cuda;

import dev.credence.backend.FeedForward;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.driver.Product;
import dev.credence.backend.cuda.driver.Region;
import dev.credence.backend.cuda.driver.Work;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects the work of one program, and gives its operations scratch memory. */
final class Recorder {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 32;

  private final Driver driver;
  private final long state;
  private final Scratch scratch;
  private final Regions regions;
  private final Tiling tiling;
  private final List<Work> work = new ArrayList<>();
  private String origin = "";

  Recorder(Driver driver, Tuning tuning, Precision precision, long state, Scratch scratch) {
    this.driver = driver;
    this.state = state;
    this.scratch = scratch;
    this.regions = new Regions(state);
    this.tiling = new Tiling(tuning, precision, driver.device());
  }

  /** The launches that follow belong to these operations, which find all scratch memory free. */
  void begin(List<Op> group) {
    origin = group.stream().map(Recorder::describe).collect(Collectors.joining("; "));
    scratch.reset();
    FeedForward network = FeedForward.at(group, 0, 0);
    regions.begin(group, network == null ? List.of() : network.hidden());
  }

  /** The same for launches that touch tensors outside of any operation. */
  void begin(String newOrigin, List<Tensor> tensors) {
    origin = newOrigin;
    scratch.reset();
    regions.touch(tensors);
  }

  /** An operation with its operands, for error messages. */
  static String describe(Op op) {
    return op.name() + op.inputs().stream().map(t -> " " + t).collect(Collectors.joining(","));
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
            kernel,
            grid,
            arguments.bytes(),
            arguments.offsets(),
            arguments.sizes(),
            origin,
            regions.next()));
  }

  /** Adds a product that the library computes. */
  void multiply(Product product) {
    work.add(product);
  }

  /** The operation that is being recorded, for error messages. */
  String origin() {
    return origin;
  }

  /**
   * Whether the library computes a product with weights in memory of so many floating-point
   * operations.
   */
  boolean libraryServes(long flops) {
    return BlasRule.serves(driver, flops);
  }

  /** Device address of the words of the step state. */
  long state() {
    return state;
  }

  /** Device address of scratch memory, valid for the launches of this operation; unwritten. */
  long scratch(long elements) {
    long address = scratch.take(elements, origin);
    regions.add("scratch", address, elements, Region.Access.UNWRITTEN);
    return address;
  }

  /** Device address of scratch memory for numbers in float64. */
  long doubles(long count) {
    return scratch(count * Double.BYTES / Float.BYTES);
  }

  /**
   * Device address of integers that are zero before the first run and that no other launch sees.
   */
  long counters(long count) {
    long address = scratch.keep(count, origin);
    regions.add("counters", address, count, Region.Access.READ_WRITE);
    return address;
  }

  /** Chooses how products are cut. */
  Tiling tiling() {
    return tiling;
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
