// A stand-in for NVIDIA's libcublas.so.13, for tests of the forwarder and of what calls it: the few
// functions that dev.credence.backend.cuda.driver uses, in plain loops on the stand-in device.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>

extern "C" int standin_give(void* stream, const std::function<void()>* work);

namespace {

enum {
  SUCCESS = 0,
  NOT_INITIALIZED = 1,
  INVALID_VALUE = 7,
  EXECUTION_FAILED = 13,
  NOT_SUPPORTED = 15
};

// cudaDataType and cublasComputeType_t.
enum { FP32 = 0, COMPUTE_FP32 = 68, COMPUTE_BF16 = 75, COMPUTE_TF32 = 77 };

/** Rounded to nearest; ties go where it is quickest. */
float rounded(float value, int compute) {
  if (compute == COMPUTE_FP32 || !std::isfinite(value)) return value;
  int dropped = compute == COMPUTE_BF16 ? 16 : 13;
  uint32_t bits;
  memcpy(&bits, &value, 4);
  bits = (bits + (1u << (dropped - 1))) & ~((1u << dropped) - 1);
  memcpy(&value, &bits, 4);
  return value;
}

struct Handle {
  void* stream = nullptr;
  void* workspace = nullptr;
};

}  // namespace

extern "C" {

int cublasCreate_v2(Handle** handle) {
  *handle = new Handle;
  return SUCCESS;
}

int cublasDestroy_v2(Handle* handle) {
  delete handle;
  return SUCCESS;
}

int cublasGetVersion_v2(Handle*, int* version) {
  *version = 130000;
  return SUCCESS;
}

int cublasSetStream_v2(Handle* handle, void* stream) {
  handle->stream = stream;
  return SUCCESS;
}

int cublasSetWorkspace_v2(Handle* handle, void* workspace, size_t) {
  handle->workspace = workspace;
  return SUCCESS;
}

int cublasSetPointerMode_v2(Handle*, int mode) { return mode == 0 ? SUCCESS : INVALID_VALUE; }

/** c = alpha op(a) op(b) + beta c, all by columns and in FP32, of rounded factors. */
int cublasGemmStridedBatchedEx(Handle* handle, int ta, int tb, int m, int n, int k,
                               const float* alpha, const float* a, int type_a, int lda,
                               long long stride_a, const float* b, int type_b, int ldb,
                               long long stride_b, const float* beta, float* c, int type_c, int ldc,
                               long long stride_c, int batch, int compute, int) {
  if (!handle) return NOT_INITIALIZED;
  if (type_a != FP32 || type_b != FP32 || type_c != FP32) return NOT_SUPPORTED;
  if (compute != COMPUTE_FP32 && compute != COMPUTE_TF32 && compute != COMPUTE_BF16) {
    return NOT_SUPPORTED;
  }
  bool fits = lda >= (ta ? k : m) && ldb >= (tb ? n : k) && ldc >= m;
  if (!handle->workspace || !fits || m < 1 || n < 1 || k < 1 || batch < 1) return INVALID_VALUE;
  float scale = *alpha, keep = *beta;
  std::function<void()> work = [=] {
    for (int r = 0; r < batch; r++) {
      const float* ar = a + r * stride_a;
      const float* br = b + r * stride_b;
      float* cr = c + r * stride_c;
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
          float sum = 0;
          for (int l = 0; l < k; l++) {
            float left = ta ? ar[l + (long long)i * lda] : ar[i + (long long)l * lda];
            float right = tb ? br[j + (long long)l * ldb] : br[l + (long long)j * ldb];
            sum += rounded(left, compute) * rounded(right, compute);
          }
          float* at = cr + i + (long long)j * ldc;
          *at = scale * sum + (keep == 0 ? 0 : keep * *at);
        }
      }
    }
  };
  return standin_give(handle->stream, &work) == 0 ? SUCCESS : EXECUTION_FAILED;
}

}  // extern "C"
