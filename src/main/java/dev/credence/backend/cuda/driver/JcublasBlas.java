package dev.credence.backend.cuda.driver;

import dev.credence.backend.cuda.driver.Product.Factor;
import jcuda.Pointer;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasPointerMode;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS on the stream of a driver, with a workspace of its own, so that its calls can be captured.
 * Computes in FP32 without any reduced precision ({@code CUBLAS_PEDANTIC_MATH}); with {@code
 * -Dcredence.cuda.precision=tf32} factors are rounded to TF32.
 *
 * <p>The driver's lock must be held and its context current.
 */
final class JcublasBlas implements Blas {
  // What NVIDIA recommends for Hopper; it is enough for all others.
  private static final long WORKSPACE = 32 << 20;

  private final JcudaDriver driver;
  private final cublasHandle handle = new cublasHandle();
  private final PinnedMemory scalars = new PinnedMemory(2 * Float.BYTES);
  private final long workspace;
  private final String description;

  JcublasBlas(JcudaDriver driver, CUstream stream) {
    this.driver = driver;
    // Pinned, and read by cuBLAS at the call: a Java array would be locked against the collector.
    scalars.bytes().putFloat(0, 0.0f).putFloat(Float.BYTES, 1.0f);
    boolean tf32 = Precision.chosen() == Precision.TF32;
    check(JCublas2.cublasCreate(handle), "cuBLAS");
    workspace = driver.allocate(WORKSPACE, "the workspace of cuBLAS");
    check(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "cuBLAS on a stream");
    check(
        JCublas2.cublasSetWorkspace(handle, new DeviceAddress(workspace), WORKSPACE),
        "the workspace of cuBLAS");
    check(
        JCublas2.cublasSetPointerMode(handle, cublasPointerMode.CUBLAS_POINTER_MODE_HOST),
        "scalars of cuBLAS");
    check(
        JCublas2.cublasSetMathMode(
            handle, tf32 ? cublasMath.CUBLAS_TF32_TENSOR_OP_MATH : cublasMath.CUBLAS_PEDANTIC_MATH),
        "the precision of cuBLAS");
    int[] version = new int[1];
    check(JCublas2.cublasGetVersion(handle, version), "the version of cuBLAS");
    description = "cuBLAS " + version[0] + (tf32 ? ", TF32" : ", FP32");
  }

  private void check(int status, String what) {
    if (status != cublasStatus.CUBLAS_STATUS_SUCCESS) {
      throw new DeviceException(
          "%s: %s [%s]".formatted(what, cublasStatus.stringFor(status), driver.place()));
    }
  }

  @Override
  public String description() {
    return description;
  }

  /**
   * cuBLAS keeps matrices by columns, so that it sees the transpose of each of ours: it computes
   * c^T = b^T a^T, and a factor that is transposed for us is so for it.
   */
  @Override
  public void enqueue(Product p) {
    int status =
        JCublas2.cublasSgemmStridedBatched(
            handle,
            operation(p.b()),
            operation(p.a()),
            p.columns(),
            p.rows(),
            p.inner(),
            scalar(true),
            new DeviceAddress(p.b().address()),
            p.b().transposed() ? p.inner() : p.columns(),
            p.b().stride(),
            new DeviceAddress(p.a().address()),
            p.a().transposed() ? p.rows() : p.inner(),
            p.a().stride(),
            scalar(p.accumulate()),
            new DeviceAddress(p.c().address()),
            p.columns(),
            p.c().stride(),
            p.batch());
    check(status, p.origin());
  }

  private static int operation(Factor factor) {
    return factor.transposed() ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }

  private Pointer scalar(boolean one) {
    return scalars.at(one ? Float.BYTES : 0);
  }

  @Override
  public void close() {
    JCublas2.cublasDestroy(handle);
    driver.free(workspace);
    scalars.close();
  }
}
