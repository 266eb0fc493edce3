package dev.credence.backend.cuda.emulator;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Blas;
import dev.credence.backend.cuda.driver.Device;
import dev.credence.backend.cuda.driver.DeviceException;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Replay;
import dev.credence.backend.cuda.driver.Work;
import java.util.List;

/** The kernels under g++ on this machine's processor, with checks that no GPU makes. */
public final class EmulatedDriver implements Driver {
  private static final Device DEVICE = new Device("emulated device", 0, 9, 0, 2, 1L << 32, 0);

  /** Why there is no emulated device here; null where there is one. */
  public static String absence() {
    return EmulatedDevice.absence();
  }

  @Override
  public Device device() {
    return DEVICE;
  }

  @Override
  public long allocate(long bytes, String purpose) {
    long address = EmulatedDevice.allocate(bytes);
    if (address == 0) {
      throw new DeviceException(
          "the emulated device has no %d bytes left for %s".formatted(bytes, purpose));
    }
    return address;
  }

  @Override
  public synchronized void free(long address) {
    EmulatedDevice.free(address);
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
  public Replay prepare(List<Work> work, long stateAddress) {
    List<Launch> launches = work.stream().map(Launch.class::cast).toList();
    long[] kernels = new long[launches.size()];
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = EmulatedDevice.kernel(launches.get(i).kernel().name());
      if (kernels[i] == 0) {
        throw new DeviceException("there is no kernel " + launches.get(i).kernel());
      }
    }
    return new Replay() {
      @Override
      public void run(StepState state) {
        synchronized (EmulatedDriver.this) {
          for (int w = 0; w < StepState.WORDS; w++) {
            EmulatedDevice.writeWord(stateAddress + (long) w * Integer.BYTES, state.word(w));
          }
          for (int i = 0; i < kernels.length; i++) {
            launch(kernels[i], launches.get(i));
          }
        }
      }

      @Override
      public void close() {}
    };
  }

  private static void launch(long kernel, Launch launch) {
    String fault =
        EmulatedDevice.launch(
            kernel,
            launch.grid().x(),
            launch.grid().y(),
            launch.grid().z(),
            launch.kernel().threads(),
            launch.arguments(),
            launch.offsets(),
            launch.sizes());
    if (fault != null) {
      throw new DeviceException(fault + " [" + launch.origin() + "]");
    }
  }

  @Override
  public Blas blas() {
    return null;
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {}
}
