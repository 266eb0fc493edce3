package dev.credence.bench;

import dev.credence.backend.Program;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Times programs as a device wants them: many replays in a row, then a wait for the last. */
final class ReplayClock {
  private static final double SECONDS_IN_A_ROW = 0.02;
  private static final int MOST_IN_A_ROW = 2000;

  private final boolean small;
  private final int repetitions;

  /**
   * A clock.
   *
   * @param small one replay a repetition, and two of them: to see that everything runs
   * @param repetitions otherwise
   */
  ReplayClock(boolean small, int repetitions) {
    this.small = small;
    this.repetitions = small ? 2 : repetitions;
  }

  /** Seconds of one run, one value a repetition. */
  double[] seconds(Program program) {
    List<Op> ops = program.ops();
    Tensor last = ops.get(ops.size() - 1).outputs().get(0);
    return repeated(runs -> seconds(program, last, runs));
  }

  /** The same of a task that waits for its results itself. */
  double[] seconds(Task task) {
    return repeated(
        runs -> {
          long begin = System.nanoTime();
          for (int i = 0; i < runs; i++) {
            task.run();
          }
          return (System.nanoTime() - begin) * 1e-9 / runs;
        });
  }

  private double[] repeated(IntToDoubleFunction mean) {
    double once = mean.applyAsDouble(small ? 1 : 3);
    int runs = small ? 1 : (int) Math.max(1, Math.min(MOST_IN_A_ROW, SECONDS_IN_A_ROW / once));
    double[] seconds = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      seconds[i] = mean.applyAsDouble(runs);
    }
    return seconds;
  }

  /** Reading a number waits for the device. */
  private static double seconds(Program program, Tensor last, int runs) {
    last.item();
    long begin = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      program.run();
      program.state().step(program.state().step() + 1);
    }
    last.item();
    return (System.nanoTime() - begin) * 1e-9 / runs;
  }
}
