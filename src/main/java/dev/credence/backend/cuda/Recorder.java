package dev.credence.backend.cuda;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Region;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects the launches of one program, and gives its operations scratch memory. */
final class Recorder {
  private static final int BLOCKS_PER_MULTIPROCESSOR = 32;

  private final Driver driver;
  private final long state;
  private final Scratch scratch;
  private final List<Launch> launches = new ArrayList<>();
  private final List<Region> regions = new ArrayList<>(); // of the operation, scratch last
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
    regions.clear();
    regions.add(region("step state", state, StepState.WORDS, Region.Access.READ));
    Set<Tensor> written = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor tensor : op.outputs()) {
      if (written.add(tensor)) {
        regions.add(region(tensor, Region.Access.READ_WRITE));
      }
    }
    for (Tensor tensor : op.inputs()) {
      if (!written.contains(tensor)) {
        regions.add(region(tensor, Region.Access.READ));
      }
    }
  }

  private static Region region(Tensor tensor, Region.Access access) {
    return new Region(
        tensor.toString(),
        DeviceStorage.address(tensor),
        tensor.replicaStride(),
        tensor.shape().replicas(),
        tensor.shape().matrixElements(),
        access);
  }

  private static Region region(String name, long address, long elements, Region.Access access) {
    return new Region(name, address, elements, 1, elements, access);
  }

  /** Adds a launch; the arguments must be those that the kernel declares. */
  void launch(Kernel kernel, Grid grid, Arguments arguments) {
    if (!arguments.letters().equals(kernel.parameters())) {
      throw new IllegalStateException(
          "%s is declared with %s and launched with %s"
              .formatted(kernel, kernel.parameters(), arguments.letters()));
    }
    launches.add(
        new Launch(
            kernel,
            grid,
            arguments.bytes(),
            arguments.offsets(),
            arguments.sizes(),
            origin,
            List.copyOf(regions)));
    // What this launch left in scratch memory, the next one of the operation may read.
    regions.replaceAll(
        r ->
            r.access() == Region.Access.UNWRITTEN
                ? region(r.name(), r.address(), r.elements(), Region.Access.READ_WRITE)
                : r);
  }

  /** Device address of the words of the step state. */
  long state() {
    return state;
  }

  /** Device address of scratch memory, valid for the launches of this operation; unwritten. */
  long scratch(long elements) {
    long address = scratch.take(elements);
    regions.add(region("scratch", address, elements, Region.Access.UNWRITTEN));
    return address;
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

  List<Launch> launches() {
    return launches;
  }
}
