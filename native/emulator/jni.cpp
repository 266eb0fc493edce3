// What dev.credence.backend.cuda.emulator.EmulatedDevice calls.
#include <jni.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "launch.h"

extern "C" {

JNIEXPORT jlong JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_allocate(
    JNIEnv*, jclass, jlong bytes) {
  return reinterpret_cast<jlong>(calloc(1, (size_t)bytes));
}

JNIEXPORT void JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_free(JNIEnv*, jclass,
                                                                                  jlong address) {
  free(reinterpret_cast<void*>(address));
}

JNIEXPORT void JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_write(
    JNIEnv* env, jclass, jlong address, jfloatArray source, jint offset, jint count) {
  env->GetFloatArrayRegion(source, offset, count, reinterpret_cast<jfloat*>(address));
}

JNIEXPORT void JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_read(
    JNIEnv* env, jclass, jlong address, jfloatArray target, jint offset, jint count) {
  env->SetFloatArrayRegion(target, offset, count, reinterpret_cast<jfloat*>(address));
}

JNIEXPORT void JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_writeWord(
    JNIEnv*, jclass, jlong address, jint word) {
  *reinterpret_cast<jint*>(address) = word;
}

JNIEXPORT jlong JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_kernel(
    JNIEnv* env, jclass, jstring name) {
  const char* text = env->GetStringUTFChars(name, nullptr);
  const emulator::Kernel* kernel = emulator::find_kernel(text);
  env->ReleaseStringUTFChars(name, text);
  return reinterpret_cast<jlong>(kernel);
}

// Returns null, or what was wrong. The arguments lie in a direct buffer.
JNIEXPORT jstring JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_launch(
    JNIEnv* env, jclass, jlong kernel, jint x, jint y, jint z, jint threads, jobject arguments,
    jintArray offsets, jintArray bytes) {
  auto count = (size_t)env->GetArrayLength(offsets);
  std::vector<jint> at(count), size(count);
  env->GetIntArrayRegion(offsets, 0, (jsize)count, at.data());
  env->GetIntArrayRegion(bytes, 0, (jsize)count, size.data());
  auto* base = static_cast<char*>(env->GetDirectBufferAddress(arguments));
  std::vector<void*> table;
  for (jint offset : at) {
    table.push_back(base + offset);
  }
  std::vector<size_t> sizes(size.begin(), size.end());
  try {
    emulator::launch(*reinterpret_cast<const emulator::Kernel*>(kernel),
                     {(unsigned)x, (unsigned)y, (unsigned)z}, (unsigned)threads, table.data(),
                     sizes);
    return nullptr;
  } catch (const emulator::Fault& fault) {
    return env->NewStringUTF(fault.what());
  }
}

}  // extern "C"
