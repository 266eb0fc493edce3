package dev.credence.backend.cuda.emulator;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Blas;
import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Normals;
import dev.credence.backend.cuda.driver.Region;
import dev.credence.backend.cuda.driver.Replay;
import dev.credence.backend.cuda.driver.Work;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The kernels under g++ on this machine's processor, with checks that no GPU makes: of every access
 * to memory, every barrier and every launch.
 *
 * <p>{@code -Dcredence.emulator.record=FILE} writes all launches with the memory they work on to a
 * file that {@code native/replay} runs under the sanitizers.
 */
public final class EmulatedDriver implements Driver {
  /** What the emulated device says of itself. */
  public static final Device DEVICE = new Device("emulated device", 0, 9, 0, 2, 1L << 32, 0, true);

  private static final LaunchTrace TRACE = openTrace();

  /** Rounds of garbage collection, 10 ms each, in which programs may give their memory back. */
  private static final int PATIENCE = 100;

  private final Set<String> launched = new HashSet<>();
  private final Map<Long, Long> held = new HashMap<>(); // bytes by address

  /**
   * The emulated device.
   *
   * @throws DeviceException where there is none
   */
  public EmulatedDriver() {
    if (absence() != null) {
      throw new DeviceException(absence());
    }
  }

  private static LaunchTrace openTrace() {
    String file = System.getProperty("credence.emulator.record", "");
    return file.isEmpty() ? null : new LaunchTrace(Path.of(file));
  }

  /** Why there is no emulated device here; null where there is one. */
  public static String absence() {
    return EmulatedDevice.absence();
  }

  /** One line for each kernel: name, threads, bytes of each parameter. */
  public static List<String> kernels() {
    return EmulatedDevice.kernels().lines().toList();
  }

  /** Names of the kernels that programs on this driver launch. */
  public synchronized Set<String> launched() {
    return Set.copyOf(launched);
  }

  @Override
  public Device device() {
    return DEVICE;
  }

  @Override
  public synchronized long allocate(long bytes, String purpose) {
    long address = EmulatedDevice.allocate(bytes);
    if (address == 0) {
      throw new DeviceException(
          "the emulated device has no %d bytes left for %s".formatted(bytes, purpose));
    }
    held.put(address, bytes);
    return address;
  }

  @Override
  public synchronized void free(long address) {
    EmulatedDevice.free(address);
    held.remove(address);
  }

  @Override
  public synchronized void write(long address, float[] source, int offset, int count) {
    EmulatedDevice.write(address, source, offset, count);
  }

  @Override
  public synchronized void read(long address, float[] target, int offset, int count) {
    EmulatedDevice.read(address, target, offset, count);
  }

  @Override
  public synchronized Replay prepare(List<Work> work, long stateAddress) {
    List<Launch> launches = work.stream().map(Launch.class::cast).toList();
    launches.forEach(launch -> launched.add(launch.kernel().name()));
    List<Prepared> prepared = launches.stream().map(Prepared::new).toList();
    return new Replay() {
      @Override
      public void run(StepState state) {
        synchronized (EmulatedDriver.this) {
          for (int w = 0; w < StepState.WORDS; w++) {
            EmulatedDevice.writeWord(stateAddress + (long) w * Integer.BYTES, state.word(w));
          }
          for (int i = 0; i < prepared.size(); i++) {
            prepared.get(i).run();
          }
        }
      }

      @Override
      public void close() {}
    };
  }

  /** A launch with what the native side needs of it. */
  private static final class Prepared {
    private final Launch launch;
    private final long kernel;
    private final long[] regions;

    Prepared(Launch launch) {
      this.launch = launch;
      this.kernel = EmulatedDevice.kernel(launch.kernel().name());
      if (kernel == 0) {
        throw new DeviceException("there is no kernel " + launch.kernel());
      }
      this.regions =
          launch.regions().stream()
              .flatMapToLong(
                  r ->
                      LongStream.of(
                          r.address(),
                          r.stride() * Float.BYTES,
                          r.replicas(),
                          r.elements() * Float.BYTES,
                          r.access().ordinal()))
              .toArray();
    }

    void run() {
      if (TRACE != null) {
        TRACE.before(launch);
      }
      String fault =
          EmulatedDevice.launch(
              kernel,
              launch.grid().x(),
              launch.grid().y(),
              launch.grid().z(),
              launch.kernel().threads(),
              launch.kernel().sharedBytes(),
              launch.arguments(),
              launch.offsets(),
              launch.sizes(),
              regions);
      if (fault != null) {
        throw new DeviceException("%s [%s; %s]".formatted(fault, launch.origin(), names()));
      }
      if (TRACE != null) {
        TRACE.after(launch);
      }
    }

    private String names() {
      List<Region> all = launch.regions();
      return IntStream.range(0, all.size())
          .mapToObj(i -> "region " + i + " is " + all.get(i).name())
          .collect(Collectors.joining(", "));
    }
  }

  @Override
  public Blas blas() {
    return null;
  }

  @Override
  public Normals normals() {
    throw new DeviceException("the emulated device has no cuRAND");
  }

  @Override
  public void synchronize() {}

  /**
   * @throws DeviceException where memory has not been given back; programs give theirs when nobody
   *     can reach them any more
   */
  @Override
  public void close() {
    for (int round = 0; round < PATIENCE && !unreleased().isEmpty(); round++) {
      System.gc();
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    if (!unreleased().isEmpty()) {
      throw new DeviceException(unreleased());
    }
  }

  private synchronized String unreleased() {
    long bytes = held.values().stream().mapToLong(b -> b).sum();
    return held.isEmpty()
        ? ""
        : "%d allocations of %d bytes of device memory have not been given back"
            .formatted(held.size(), bytes);
  }
}
