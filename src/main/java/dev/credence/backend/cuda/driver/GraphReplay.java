package dev.credence.backend.cuda.driver;

import dev.credence.backend.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * A program as one CUDA graph: the copy of the step state, then all work in order. A run is one
 * call of the driver. In diagnosis the work is given to the device piece by piece instead, and
 * waited for, so that an error names its operation.
 */
final class GraphReplay implements Replay {
  private static final int NAMED = 3;

  private final JcudaDriver driver;
  private final CUstream stream;
  private final List<Work> work;
  private final PinnedMemory memory;
  private final long taken;
  private final StateRing ring;
  private final ArgumentTables arguments;
  private final CUgraphExec graph = new CUgraphExec();
  private boolean closed;

  /** Captures the work; the driver's lock must be held and its context current. */
  GraphReplay(JcudaDriver driver, CUstream stream, List<Work> program, long stateAddress) {
    this.driver = driver;
    this.stream = stream;
    this.taken = driver.allocate(Integer.BYTES, "the count of runs");
    List<Work> all = new ArrayList<>();
    // Stands for the launch that copies the state, which has the same size wherever its memory is.
    memory = new PinnedMemory(StateRing.BYTES + ArgumentTables.bytes(program) + 128);
    ring = new StateRing(memory);
    all.add(ring.launch(taken, stateAddress));
    all.addAll(program);
    work = List.copyOf(all);
    arguments = new ArgumentTables(work, memory, StateRing.BYTES);
    try {
      capture();
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  private void capture() {
    // All modules are loaded before the capture, which forbids calls that wait for the device.
    for (Work piece : work) {
      if (piece instanceof Launch launch) {
        driver.function(launch.kernel());
      }
    }
    Status.check(
        JCudaDriver.cuStreamBeginCapture(
            stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
        () -> "a capture");
    CUgraph captured = new CUgraph();
    DeviceException refused = null;
    for (int i = 0; i < work.size() && refused == null; i++) {
      refused = give(i);
    }
    int status = JCudaDriver.cuStreamEndCapture(stream, captured);
    try {
      if (refused != null) {
        throw refused;
      }
      Status.check(status, () -> "a graph of " + names());
      Status.check(
          JCudaDriver.cuGraphInstantiate(graph, captured, 0), () -> "a graph of " + names());
    } finally {
      if (status == CUresult.CUDA_SUCCESS) {
        JCudaDriver.cuGraphDestroy(captured);
      }
    }
  }

  /** Gives one piece of work to the stream; returns what went wrong, or null. */
  private DeviceException give(int index) {
    Work piece = work.get(index);
    if (piece instanceof Product product) {
      try {
        driver.blas().enqueue(product);
        return null;
      } catch (DeviceException e) {
        return e;
      }
    }
    Launch launch = (Launch) piece;
    int status =
        JCudaDriver.cuLaunchKernel(
            driver.function(launch.kernel()),
            launch.grid().x(),
            launch.grid().y(),
            launch.grid().z(),
            launch.kernel().threads(),
            1,
            1,
            launch.kernel().sharedBytes(),
            stream,
            arguments.of(index),
            null);
    return status == CUresult.CUDA_SUCCESS ? null : failure(piece, status);
  }

  private DeviceException failure(Work piece, int status) {
    String kernel =
        piece instanceof Launch launch
            ? "%s, grid (%d, %d, %d) of %d threads"
                .formatted(
                    launch.kernel(),
                    launch.grid().x(),
                    launch.grid().y(),
                    launch.grid().z(),
                    launch.kernel().threads())
            : "matrix product by " + driver.blas().description();
    return new DeviceException(
        "%s: %s, in %s [%s]"
            .formatted(piece.origin(), Status.text(status), kernel, driver.place()));
  }

  @Override
  public void run(StepState state) {
    synchronized (driver) {
      driver.enter();
      if (driver.diagnoses()) {
        pieceByPiece(state);
        return;
      }
      while (!ring.free()) {
        driver.yieldTo(this);
      }
      ring.put(state);
      int status = JCudaDriver.cuGraphLaunch(graph, stream);
      if (status != CUresult.CUDA_SUCCESS) {
        refused(state, status);
      }
      ring.launched();
      driver.launched(this);
    }
  }

  /** After a launch that the driver refused: names the operation where the device still works. */
  private void refused(StepState state, int status) {
    driver.checkAlive(status, this::names);
    pieceByPiece(state);
    throw new DeviceException(
        "the driver refuses a graph of %s, and runs its operations one by one: %s [%s]"
            .formatted(names(), Status.text(status), driver.place()));
  }

  private void pieceByPiece(StepState state) {
    driver.synchronize();
    ring.put(state);
    for (int i = 0; i < work.size(); i++) {
      DeviceException refused = give(i);
      if (refused != null) {
        throw refused;
      }
      int status = JCudaDriver.cuStreamSynchronize(stream);
      if (status != CUresult.CUDA_SUCCESS) {
        throw driver.lost(failure(work.get(i), status));
      }
      if (i == 0) {
        ring.launched();
      }
    }
  }

  /** The operations, for error messages. */
  String names() {
    List<String> origins = work.stream().skip(1).map(Work::origin).distinct().toList();
    String first = origins.stream().limit(NAMED).collect(Collectors.joining("; "));
    return origins.size() > NAMED
        ? "%s and %d more operations".formatted(first, origins.size() - NAMED)
        : first;
  }

  @Override
  public void close() {
    synchronized (driver) {
      if (!closed && driver.leaves(this)) {
        JCudaDriver.cuGraphExecDestroy(graph);
        release();
      }
      closed = true;
    }
  }

  private void release() {
    driver.free(taken);
    memory.close();
  }
}
