package dev.credence.backend.cuda.driver;

import dev.credence.noise.Philox4x32;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.jcurand.JCurand;
import jcuda.jcurand.curandGenerator;
import jcuda.jcurand.curandOrdering;
import jcuda.jcurand.curandRngType;
import jcuda.jcurand.curandStatus;
import jcuda.runtime.cudaStream_t;

/**
 * cuRAND's Philox4x32-10 on a GPU: an implementation of the same generator by others, against which
 * our words are checked, and a source of normals to compare ours with.
 *
 * <p>In the ordering {@code CURAND_ORDERING_PSEUDO_LEGACY}, the one that NVIDIA promises not to
 * change, the numbers come from 65536 subsequences in turn, four words of each at a time. Word n of
 * a seed is word n mod 4 of the block with
 *
 * <pre>
 *   key      k0 = seed bits 0..31             k1 = seed bits 32..63
 *   counter  c0 = n / 2^18, bits 0..31        c1 = n / 2^18, bits 32..63
 *            c2 = (n / 4) mod 65536           c3 = 0
 * </pre>
 *
 * <p>In our layout ({@code NoiseLayout}) c2 is the step and c3 the stream: the first four words of
 * block b of step s, replica 0, stream 0 are words 4 (65536 b + s) to 4 (65536 b + s) + 3 of
 * cuRAND. An offset counts words. Its normals are other numbers than ours: cuRAND has its own
 * Box-Muller.
 */
public final class CurandPhilox implements Normals {
  private static final int SUBSEQUENCES = 1 << 16;

  private final JcudaDriver driver;
  private final CUstream stream;
  private final curandGenerator generator = new curandGenerator();

  /** A generator on a driver's stream; the driver's lock must be held and its context current. */
  CurandPhilox(JcudaDriver driver, CUstream stream) {
    this.driver = driver;
    this.stream = stream;
    check(
        JCurand.curandCreateGenerator(generator, curandRngType.CURAND_RNG_PSEUDO_PHILOX4_32_10),
        "cuRAND");
    try {
      check(
          JCurand.curandSetGeneratorOrdering(
              generator, curandOrdering.CURAND_ORDERING_PSEUDO_LEGACY),
          "the ordering of cuRAND");
      check(JCurand.curandSetStream(generator, new cudaStream_t(stream)), "cuRAND on a stream");
    } catch (DeviceException e) {
      close();
      throw e;
    }
  }

  /** Word n of a seed by our own Philox. */
  public static int word(long seed, long n) {
    long block = n / (4L * SUBSEQUENCES);
    long half =
        Philox4x32.pair(
            (int) block,
            (int) (block >>> 32),
            (int) (n / 4 % SUBSEQUENCES),
            0,
            (int) seed,
            (int) (seed >>> 32),
            (int) (n >>> 1) & 1);
    return (int) (half >>> 32 * (n & 1));
  }

  /** Words {@code first} to {@code first + count - 1} of a seed by cuRAND. */
  public int[] words(long seed, long first, int count) {
    synchronized (driver) {
      long address = driver.allocate((long) count * Integer.BYTES, "words of cuRAND");
      try {
        driver.enter();
        int status = start(seed, first);
        if (status == curandStatus.CURAND_STATUS_SUCCESS) {
          status = JCurand.curandGenerate(generator, new DeviceAddress(address), count);
        }
        driver.launched();
        check(status, count + " words of cuRAND");
        return driver.readWords(address, count);
      } finally {
        driver.free(address);
      }
    }
  }

  @Override
  public Target into(long address, long count, String origin) {
    if (count % 2 != 0) {
      throw new IllegalArgumentException(
          "cuRAND draws normals in pairs, and %d are wanted".formatted(count));
    }
    return new Memory(address, count, origin);
  }

  /** Everything that a call needs is made before, so that a run allocates nothing. */
  private final class Memory implements Target {
    private final DeviceAddress address;
    private final long count;
    private final String origin;

    Memory(long address, long count, String origin) {
      this.address = new DeviceAddress(address);
      this.count = count;
      this.origin = origin;
    }

    @Override
    public void draw(long seed) {
      synchronized (driver) {
        driver.enter();
        if (driver.diagnoses()) {
          driver.synchronize(); // what failed before is not put down to this
        }
        int status = start(seed, 0);
        if (status == curandStatus.CURAND_STATUS_SUCCESS) {
          status = JCurand.curandGenerateNormal(generator, address, count, 0, 1);
        }
        driver.launched();
        if (status != curandStatus.CURAND_STATUS_SUCCESS) {
          int device = JCudaDriver.cuStreamSynchronize(stream);
          if (device != CUresult.CUDA_SUCCESS) {
            driver.checkAlive(device, () -> origin);
          }
          throw failure(curandStatus.stringFor(status));
        }
        if (driver.diagnoses()) {
          int device = JCudaDriver.cuStreamSynchronize(stream);
          if (device != CUresult.CUDA_SUCCESS) {
            throw driver.lost(failure(Status.text(device)));
          }
        }
      }
    }

    private DeviceException failure(String reason) {
      return new DeviceException(
          "%s: %s, in %d normals by cuRAND [%s]".formatted(origin, reason, count, driver.place()));
    }
  }

  private int start(long seed, long first) {
    int status = JCurand.curandSetPseudoRandomGeneratorSeed(generator, seed);
    return status == curandStatus.CURAND_STATUS_SUCCESS
        ? JCurand.curandSetGeneratorOffset(generator, first)
        : status;
  }

  private void check(int status, String what) {
    if (status != curandStatus.CURAND_STATUS_SUCCESS) {
      throw new DeviceException(
          "%s: %s [%s]".formatted(what, curandStatus.stringFor(status), driver.place()));
    }
  }

  /** Gives the generator back, after all its work. */
  void close() {
    JCurand.curandDestroyGenerator(generator);
  }
}
