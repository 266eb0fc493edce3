package dev.credence.backend.cuda.driver;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * One GPU through JCuda's driver API. All work goes to one stream in the device's primary context,
 * under this object's lock; threads may share it.
 *
 * <p>After an error that the device does not survive, every call repeats the sentence of the first.
 * The device reports such errors late; {@code -Dcredence.cuda.diagnose=true} makes every run wait
 * for each of its operations, so that the sentence names the one at fault.
 */
public final class JcudaDriver implements Driver {
  private static final int QUERY_EVERY = 1024;

  private final Device device;
  private final CUdevice handle;
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final boolean diagnoses = Boolean.getBoolean("credence.cuda.diagnose");
  private final Set<Long> allocations = new HashSet<>();
  private final Set<GraphReplay> replays = Collections.newSetFromMap(new IdentityHashMap<>());
  private Images images;
  private Staging staging;
  private JcublasBlas blas;
  private CurandPhilox curand;
  private GraphReplay latest;
  private DeviceException lost;
  private boolean pending;
  private int yields;
  private boolean closed;

  /**
   * Opens a device.
   *
   * @param ordinal its number, from 0
   * @throws DeviceException where it is not there, or does not run this build's kernels
   */
  public static JcudaDriver open(int ordinal) {
    Gpus gpus = Gpus.get();
    String absence = gpus.absence(ordinal);
    if (absence != null) {
      throw new DeviceException(absence, gpus.cause());
    }
    return new JcudaDriver(gpus.devices().get(ordinal));
  }

  private JcudaDriver(Device device) {
    this.device = device;
    this.handle = Gpus.handle(device.ordinal());
    check(JCudaDriver.cuDevicePrimaryCtxRetain(context, handle), () -> "a context");
    try {
      check(JCudaDriver.cuCtxSetCurrent(context), () -> "a context");
      check(
          JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
          () -> "a stream");
      images = new Images(device);
      images.function(StateRing.NEXT); // fails now where no image runs here
      staging = new Staging(stream);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void check(int status, Supplier<String> what) {
    Status.check(status, () -> "%s on %s".formatted(what.get(), device.name()));
  }

  /** How error messages name the device. */
  String place() {
    return "cuda:" + device.ordinal();
  }

  @Override
  public Device device() {
    return device;
  }

  /** Before every use: the calling thread works on this device, which must still work. */
  void enter() {
    if (closed) {
      throw new IllegalStateException("%s is used after it was closed".formatted(place()));
    }
    if (lost != null) {
      throw new DeviceException(lost.getMessage(), lost);
    }
    int status = JCudaDriver.cuCtxSetCurrent(context);
    if (status != CUresult.CUDA_SUCCESS) { // no supplier: a run allocates nothing
      check(status, () -> "a context");
    }
  }

  @Override
  public synchronized long allocate(long bytes, String purpose) {
    enter();
    DeviceAddress.Allocated pointer = new DeviceAddress.Allocated();
    int status = JCudaDriver.cuMemAlloc(pointer, bytes);
    if (status == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      long[] free = new long[1];
      long[] total = new long[1];
      JCudaDriver.cuMemGetInfo(free, total);
      throw new DeviceException(
          "%s has no memory for %s: %,d bytes wanted, %,d of %,d free [%s]"
              .formatted(device.name(), purpose, bytes, free[0], total[0], place()));
    }
    alive(status, () -> "memory for " + purpose);
    long address = pointer.address();
    allocations.add(address);
    pending = true;
    alive(
        JCudaDriver.cuMemsetD8Async(pointer, (byte) 0, bytes, stream), () -> "zeros in " + purpose);
    return address;
  }

  @Override
  public synchronized void free(long address) {
    // Once closed, or lost, the device has taken everything back itself.
    if (closed || lost != null || !allocations.remove(address)) {
      return;
    }
    synchronize();
    JCudaDriver.cuMemFree(new DeviceAddress(address));
  }

  @Override
  public synchronized void write(long address, float[] source, int offset, int count) {
    enter();
    pending = true;
    alive(
        staging.write(address, source, offset, count),
        () -> "a copy of %,d numbers to the device".formatted(count));
  }

  @Override
  public synchronized void read(long address, float[] target, int offset, int count) {
    enter();
    alive(
        staging.read(address, target, offset, count),
        () -> "a copy of %,d numbers from the device".formatted(count));
    pending = false; // it came after all other work
  }

  @Override
  public synchronized Replay prepare(List<Work> work, long stateAddress) {
    enter();
    GraphReplay replay = new GraphReplay(this, stream, work, stateAddress);
    replays.add(replay);
    return replay;
  }

  CUfunction function(Kernel kernel) {
    return images.function(kernel);
  }

  @Override
  public synchronized Blas blas() {
    enter();
    if (blas == null && BlasLibrary.get().absence() == null) {
      blas = new JcublasBlas(this, stream);
    }
    return blas;
  }

  @Override
  public synchronized CurandPhilox normals() {
    enter();
    if (curand == null) {
      RandomLibrary library = RandomLibrary.get();
      if (library.absence() != null) {
        throw new DeviceException(library.absence(), library.cause());
      }
      curand = new CurandPhilox(this, stream);
    }
    return curand;
  }

  /** Integers from the device after all work given before. */
  int[] readWords(long address, int count) {
    float[] values = new float[count];
    read(address, values, 0, count);
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = Float.floatToRawIntBits(values[i]);
    }
    return words;
  }

  /** Whether every run waits for each of its operations. */
  boolean diagnoses() {
    return diagnoses;
  }

  /** A program has been given to the device. */
  void launched(GraphReplay replay) {
    latest = replay;
    launched();
  }

  /** Work has been given to the device. */
  void launched() {
    pending = true;
  }

  /** Passes a moment while the device is busy; throws where it has failed meanwhile. */
  void yieldTo(GraphReplay waiting) {
    if (++yields % QUERY_EVERY == 0) {
      int status = JCudaDriver.cuStreamQuery(stream);
      if (status != CUresult.CUDA_ERROR_NOT_READY) {
        alive(status, waiting::names);
      }
    }
    Thread.onSpinWait();
  }

  /** Forgets a program; false where there is nothing left to give back. */
  boolean leaves(GraphReplay replay) {
    if (closed || !replays.remove(replay)) {
      return false;
    }
    if (latest == replay) {
      latest = null;
    }
    if (lost == null) {
      synchronize();
    }
    return true;
  }

  @Override
  public synchronized void synchronize() {
    enter();
    if (pending) {
      alive(JCudaDriver.cuStreamSynchronize(stream), () -> "earlier work");
      pending = false;
    }
  }

  private void alive(int status, Supplier<String> what) {
    if (status != CUresult.CUDA_SUCCESS) {
      checkAlive(status, what);
      throw new DeviceException("%s: %s [%s]".formatted(what.get(), Status.text(status), place()));
    }
  }

  /**
   * After a call failed: goes on where only that call did, as the device still answers.
   *
   * @throws DeviceException where the device has failed for good, with what it ran
   */
  void checkAlive(int status, Supplier<String> what) {
    if (JCudaDriver.cuStreamSynchronize(stream) == CUresult.CUDA_SUCCESS) {
      return;
    }
    String ran = latest == null ? what.get() : latest.names();
    throw lost(
        new DeviceException(
            "%s failed: %s, last given %s; -Dcredence.cuda.diagnose=true names the operation [%s]"
                .formatted(device.name(), Status.text(status), ran, place())));
  }

  /** The device has failed for good. */
  DeviceException lost(DeviceException first) {
    if (lost == null) {
      lost = first;
    }
    return first;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    JCudaDriver.cuCtxSetCurrent(context);
    int status = JCudaDriver.cuStreamSynchronize(stream);
    if (status != CUresult.CUDA_SUCCESS && lost == null) {
      lost = new DeviceException("%s failed: %s".formatted(device.name(), Status.text(status)));
    }
    for (GraphReplay replay : List.copyOf(replays)) {
      replay.close();
    }
    if (blas != null) {
      blas.close();
    }
    if (curand != null) {
      curand.close();
    }
    for (long address : allocations) {
      JCudaDriver.cuMemFree(new DeviceAddress(address));
    }
    allocations.clear();
    if (staging != null) {
      staging.close();
    }
    if (images != null) {
      images.close();
    }
    JCudaDriver.cuStreamDestroy(stream);
    closed = true;
    JCudaDriver.cuCtxSetCurrent(new CUcontext());
    JCudaDriver.cuDevicePrimaryCtxRelease(handle);
  }
}
