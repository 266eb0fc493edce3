package dev.credence.backend.cuda;

import com.sun.management.ThreadMXBean;
import dev.credence.backend.Availability;
import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.CurandPhilox;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Replay;
import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Started in a Java of its own over the stand-in of NVIDIA's driver: does what its argument names
 * and prints one line for each thing that the test looks at.
 */
public final class StandInProbe {
  private StandInProbe() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "states" -> states();
      case "copies" -> copies();
      case "memory" -> memory();
      case "faults" -> faults(Integer.parseInt(arguments[1]));
      case "select" -> select(arguments);
      case "threads" -> threads();
      case "garbage" -> garbage();
      case "words" -> words();
      case "draws" -> draws();
      case "tests" -> {
        tests(CurandTest.class);
        tests(CurandNormalsTest.class);
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }

  /**
   * Many queued runs, each with a state of its own: the program adds the state's words, seen as
   * floats, to a sum, which is wrong if any state is lost or comes twice.
   */
  private static void states() {
    int runs = 5000;
    try (Driver driver = JcudaDriver.open(0)) {
      long words = driver.allocate(StepState.WORDS * Float.BYTES, "words");
      long ones = driver.allocate(StepState.WORDS * Float.BYTES, "ones");
      long sums = driver.allocate(StepState.WORDS * Float.BYTES, "sums");
      float[] one = new float[StepState.WORDS];
      Arrays.fill(one, 1);
      driver.write(ones, one, 0, one.length);
      // dx += dy relu'(x)
      Arguments add =
          new Arguments()
              .matrix(ones, 1, 1, StepState.WORDS)
              .matrix(words, 1, 1, StepState.WORDS)
              .matrix(sums, 1, 1, StepState.WORDS)
              .integer(Activation.RELU.ordinal());
      add.bytes().putInt(2 * 32 + 28, 1);
      Launch launch =
          new Launch(
              ActivateLaunches.BACKWARD,
              new Grid(1, 1, 1),
              add.bytes(),
              add.offsets(),
              add.sizes(),
              "sum");
      StepState state = new StepState(0);
      try (Replay replay = driver.prepare(List.of(launch), words)) {
        for (int run = 1; run <= runs; run++) {
          state.learningRate(run % 100);
          state.klScale(1);
          replay.run(state);
        }
        float[] sum = new float[StepState.WORDS];
        driver.read(sums, sum, 0, sum.length);
        say("rates %s of %d", sum[StepState.LEARNING_RATE], runs / 100 * 4950);
        say("scales %s of %d", sum[StepState.KL_SCALE], runs);
        say("allocated %d", allocated(() -> replay.run(state)));
      }
    }
  }

  /** Bytes on the heap that 20 runs take, the least of 50 rounds: compiled once they are warm. */
  static long allocated(Runnable run) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 20; i++) {
        run.run();
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    return least;
  }

  /** Arrays around and beyond the chunks that copies are made of. */
  private static void copies() {
    try (Driver driver = JcudaDriver.open(0)) {
      for (int count : new int[] {1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 * (1 << 20) + 7}) {
        float[] values = new float[count + 3];
        SplittableRandom random = new SplittableRandom(count);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextDouble();
        }
        long address = driver.allocate((long) count * Float.BYTES, "copies");
        float[] zeros = new float[count];
        driver.read(address, zeros, 0, count);
        float[] changed = values.clone();
        driver.write(address, changed, 3, count);
        Arrays.fill(changed, Float.NaN);
        float[] back = new float[count + 2];
        driver.read(address, back, 2, count);
        say(
            "%d zeroed %b same %b",
            count,
            Arrays.equals(zeros, new float[count]),
            Arrays.equals(values, 3, 3 + count, back, 2, 2 + count));
        driver.free(address);
      }
    }
  }

  /** Words of cuRAND that differ from ours, near the beginning and beyond 32 bits of blocks. */
  private static void words() {
    try (JcudaDriver driver = JcudaDriver.open(0)) {
      CurandPhilox curand = driver.normals();
      long seed = 0x0123_4567_89ab_cdefL;
      for (long first : new long[] {0, 4 * 65536 - 8, (1L << 50) + 12}) {
        int[] words = curand.words(seed, first, 1000);
        int wrong = 0;
        for (int i = 0; i < words.length; i++) {
          wrong += words[i] == CurandPhilox.word(seed, first + i) ? 0 : 1;
        }
        say("from %d wrong %d", first, wrong);
      }
      refused(() -> curand.into(0, 3, "odd"));
    }
  }

  /** What a test class for GPUs says of the stand-in. */
  private static void tests(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        try {
          method.invoke(constructor.newInstance());
          say("%s passes", method.getName());
        } catch (InvocationTargetException e) {
          say("%s: %s", method.getName(), e.getCause());
        }
      }
    }
  }

  /** Runs a program of two operations that draw normals four times and reads its results. */
  private static void draws() {
    try (Backend backend = Backends.select(Backends.CUDA);
        Arena arena = backend.newArena()) {
      List<Op> ops = new ArrayList<>();
      for (int rows = 1; rows <= 2; rows++) {
        ops.add(
            new SampleGaussian(
                arena.allocate("mu", Shape.of(rows, 3)),
                arena.allocate("rho", Shape.of(rows, 3)),
                ScaleParameterization.SOFTPLUS,
                new Noise.Stream(rows),
                arena.allocate("w", Shape.of(rows, 3))));
      }
      Callable<?> work =
          () -> {
            Program program = backend.compile(ops, new StepState(1));
            for (int run = 0; run < 4; run++) {
              program.run();
            }
            ops.get(1).outputs().get(0).toArray();
            return "normals";
          };
      refused(work);
      refused(work);
    }
  }

  private static void memory() {
    try (Backend backend = Backends.select(Backends.CUDA);
        Arena arena = backend.newArena()) {
      refused(() -> arena.allocate("weights", Shape.of(4096, 4096)));
      Tensor small = arena.allocate("small", Shape.of(1, 2), new float[] {1, 2});
      say("%s", Arrays.toString(small.toArray()));
    }
  }

  /** Runs a program of two operations some times and reads its result after each. */
  private static void faults(int runs) {
    try (Backend backend = Backends.select(Backends.CUDA);
        Arena arena = backend.newArena()) {
      Tensor x = arena.allocate("x", Shape.of(2, 3), new float[6]);
      Tensor y = arena.allocate("y", Shape.of(2, 3));
      Tensor z = arena.allocate("z", Shape.of(2, 3));
      refused(
          () -> {
            Program program =
                backend.compile(
                    List.of(
                        new Activate(Activation.TANH, x, y), new Activate(Activation.GELU, y, z)),
                    new StepState(1));
            for (int run = 0; run < runs; run++) {
              program.run();
              if (run % 2 == 1) {
                z.toArray();
              }
            }
            return "done";
          });
      refused(() -> Arrays.toString(z.toArray()));
    }
  }

  private static void refused(Callable<?> work) {
    try {
      say("done: %s", work.call());
    } catch (DeviceException e) {
      say("refused: %s", e.getMessage());
    } catch (Exception e) {
      say("wrong: %s", e);
    }
  }

  private static void select(String[] arguments) {
    for (String name : List.of(arguments).subList(1, arguments.length)) {
      try (Backend backend = Backends.select(name)) {
        say("%s: %s: %s", name, backend.name(), backend.description());
      } catch (RuntimeException e) {
        say("%s: %s", name, e.getMessage());
      }
    }
    for (Availability.Part part : Backends.parts()) {
      say("%s %s: %s", part.name(), part.present() ? "present" : "missing", part.text());
    }
  }

  /** Two threads on each of two devices, each with tensors and a program of its own. */
  private static void threads() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (Backend first = Backends.select("cuda:0");
        Backend second = Backends.select("cuda:1")) {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Backend backend = i % 2 == 0 ? first : second;
        float own = i;
        wrong.add(pool.submit(() -> wrong(backend, own)));
      }
      for (Future<Integer> future : wrong) {
        say("wrong %d", future.get());
      }
    } finally {
      pool.shutdown();
    }
  }

  private static int wrong(Backend backend, float own) {
    int wrong = 0;
    for (int round = 0; round < 20; round++) {
      try (Arena arena = backend.newArena()) {
        Tensor x = arena.allocate("x", Shape.of(7, 11));
        Tensor y = arena.allocate("y", Shape.of(7, 11));
        Op op = new Activate(Activation.RELU, x, y);
        Program program = backend.compile(List.of(op), new StepState(1));
        float[] values = new float[77];
        for (int i = 0; i < 20; i++) {
          Arrays.fill(values, 100 * own + i);
          x.write(values);
          program.run();
          if (!Arrays.equals(values, y.toArray())) {
            wrong++;
          }
        }
      }
    }
    return wrong;
  }

  /** Programs that nobody holds any more are given back by the collector, also after the end. */
  private static void garbage() throws Exception {
    Backend backend = Backends.select(Backends.CUDA);
    try (Arena arena = backend.newArena()) {
      Tensor x = arena.allocate("x", Shape.of(2, 3));
      Tensor y = arena.allocate("y", Shape.of(2, 3));
      for (int i = 0; i < 50; i++) {
        backend.compile(List.of(new Activate(Activation.RELU, x, y)), new StepState(1)).run();
        if (i % 10 == 0) {
          System.gc();
          Thread.sleep(5);
        }
      }
    }
    backend.close();
    System.gc();
    Thread.sleep(50);
    backend.close();
    say("closed");
  }
}
