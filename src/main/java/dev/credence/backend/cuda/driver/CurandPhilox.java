package dev.credence.backend.cuda.driver;

import dev.credence.noise.Philox4x32;
import jcuda.driver.CUstream;
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
public final class CurandPhilox implements AutoCloseable {
  private static final int SUBSEQUENCES = 1 << 16;

  private final JcudaDriver driver;
  private final curandGenerator generator = new curandGenerator();

  CurandPhilox(JcudaDriver driver, CUstream stream) {
    this.driver = driver;
    check(
        JCurand.curandCreateGenerator(generator, curandRngType.CURAND_RNG_PSEUDO_PHILOX4_32_10),
        "cuRAND");
    check(
        JCurand.curandSetGeneratorOrdering(generator, curandOrdering.CURAND_ORDERING_PSEUDO_LEGACY),
        "the ordering of cuRAND");
    check(JCurand.curandSetStream(generator, new cudaStream_t(stream)), "cuRAND on a stream");
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
        start(seed, first);
        check(
            JCurand.curandGenerate(generator, new DeviceAddress(address), count),
            count + " words of cuRAND");
        return driver.readWords(address, count);
      } finally {
        driver.free(address);
      }
    }
  }

  /**
   * Fills device memory with standard normals, in order with all other work.
   *
   * @param count even
   */
  public void normals(long seed, long address, long count) {
    if (count % 2 != 0) {
      throw new IllegalArgumentException(
          "cuRAND draws normals in pairs, and %d are wanted".formatted(count));
    }
    synchronized (driver) {
      driver.enter();
      start(seed, 0);
      check(
          JCurand.curandGenerateNormal(generator, new DeviceAddress(address), count, 0, 1),
          count + " normals of cuRAND");
    }
  }

  private void start(long seed, long first) {
    check(JCurand.curandSetPseudoRandomGeneratorSeed(generator, seed), "the seed of cuRAND");
    check(JCurand.curandSetGeneratorOffset(generator, first), "the offset of cuRAND");
  }

  private void check(int status, String what) {
    if (status != curandStatus.CURAND_STATUS_SUCCESS) {
      throw new DeviceException(
          "%s: %s [%s]".formatted(what, curandStatus.stringFor(status), driver.place()));
    }
  }

  @Override
  public void close() {
    synchronized (driver) {
      JCurand.curandDestroyGenerator(generator);
    }
  }
}
