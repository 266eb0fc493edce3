package dev.credence.backend.cuda;

import dev.credence.backend.FeedForward;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.backend.cuda.driver.Replay;
import dev.credence.op.Op;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.function.Predicate;

/** Launches in order, replayed with one call. */
final class DeviceProgram implements Program {
  private static final Cleaner CLEANER = Cleaner.create();

  private final List<Op> ops;
  private final StepState state;
  private final Resources resources;

  DeviceProgram(
      Driver driver,
      Tuning tuning,
      Precision precision,
      NoiseSource noise,
      List<Op> ops,
      StepState state) {
    this.ops = List.copyOf(ops);
    this.state = state;
    this.resources = new Resources(driver, tuning, precision, noise, this.ops);
    CLEANER.register(this, resources);
  }

  @Override
  public void run() {
    resources.normals.draw(state);
    resources.replay.run(state);
  }

  @Override
  public List<Op> ops() {
    return ops;
  }

  @Override
  public StepState state() {
    return state;
  }

  /** What is given back once nobody can run the program any more. */
  private static final class Resources implements Runnable {
    private final Driver driver;
    private final long stateAddress;
    private final Scratch scratch;
    private final LibraryNormals normals;
    private final Replay replay;

    Resources(Driver driver, Tuning tuning, Precision precision, NoiseSource noise, List<Op> ops) {
      this.driver = driver;
      this.stateAddress = driver.allocate((long) StepState.WORDS * Integer.BYTES, "the step state");
      this.scratch = new Scratch(driver);
      this.normals = new LibraryNormals(driver);
      try {
        Recorder recorder = new Recorder(driver, tuning, precision, stateAddress, scratch);
        List<Op> served = noise == NoiseSource.CURAND ? normals.serve(ops) : ops;
        Predicate<FeedForward> together =
            network ->
                FeedForwardLaunches.serves(network, recorder.tiling())
                    && network.layers().stream()
                        .noneMatch(layer -> recorder.libraryServes(layer.product().flops()));
        for (List<Op> group : Fusion.groups(served, together)) {
          recorder.begin(group);
          Compiler.record(group, recorder);
        }
        this.replay = driver.prepare(recorder.work(), stateAddress);
      } catch (RuntimeException e) {
        release();
        throw e;
      }
    }

    @Override
    public void run() {
      replay.close();
      release();
    }

    private void release() {
      normals.close();
      scratch.close();
      driver.free(stateAddress);
    }
  }
}
