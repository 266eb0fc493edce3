package dev.credence.backend.cuda.driver;

import dev.credence.backend.cuda.driver.Product.Factor;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUstream;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasPointerMode;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;

/**
 * cuBLAS on the stream of a driver, with a workspace of its own, so that its calls can be captured.
 * What lies in memory is FP32; cuBLAS rounds factors itself where a product wants less.
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
    check(JCublas2.cublasCreate(handle), "cuBLAS");
    workspace = driver.allocate(WORKSPACE, "the workspace of cuBLAS");
    check(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)), "cuBLAS on a stream");
    check(
        JCublas2.cublasSetWorkspace(handle, new DeviceAddress(workspace), WORKSPACE),
        "the workspace of cuBLAS");
    check(
        JCublas2.cublasSetPointerMode(handle, cublasPointerMode.CUBLAS_POINTER_MODE_HOST),
        "scalars of cuBLAS");
    int[] version = new int[1];
    check(JCublas2.cublasGetVersion(handle, version), "the version of cuBLAS");
    description = "cuBLAS " + version[0];
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
    // The method without _new passes a cudaDataType on, as cuBLAS 10 had it.
    int status =
        JCublas2.cublasGemmStridedBatchedEx_new(
            handle,
            operation(p.b()),
            operation(p.a()),
            p.columns(),
            p.rows(),
            p.inner(),
            scalar(true),
            new DeviceAddress(p.b().address()),
            cudaDataType.CUDA_R_32F,
            p.b().transposed() ? p.inner() : p.columns(),
            p.b().stride(),
            new DeviceAddress(p.a().address()),
            cudaDataType.CUDA_R_32F,
            p.a().transposed() ? p.rows() : p.inner(),
            p.a().stride(),
            scalar(p.accumulate()),
            new DeviceAddress(p.c().address()),
            cudaDataType.CUDA_R_32F,
            p.columns(),
            p.c().stride(),
            p.batch(),
            computeType(p.precision()),
            cublasGemmAlgo.CUBLAS_GEMM_DEFAULT);
    check(status, p.origin());
  }

  private static int computeType(Precision precision) {
    return switch (precision) {
      case FP32 -> cublasComputeType.CUBLAS_COMPUTE_32F;
      case TF32 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32;
      case BF16 -> cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF;
    };
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
