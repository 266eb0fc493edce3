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
  return reinterpret_cast<jlong>(emulator::allocate((size_t)bytes));
}

JNIEXPORT void JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_free(JNIEnv*, jclass,
                                                                                  jlong address) {
  emulator::release(reinterpret_cast<char*>(address));
}

JNIEXPORT void JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_write(
    JNIEnv* env, jclass, jlong address, jfloatArray source, jint offset, jint count) {
  env->GetFloatArrayRegion(source, offset, count, reinterpret_cast<jfloat*>(address));
  emulator::written_by_host(reinterpret_cast<char*>(address), (size_t)count * sizeof(jfloat));
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

// One line a kernel: name, threads, bytes of each parameter.
JNIEXPORT jstring JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_kernels(
    JNIEnv* env, jclass) {
  std::string text;
  for (const emulator::Kernel* kernel : emulator::all_kernels()) {
    text += kernel->name + " " + std::to_string(kernel->threads);
    for (size_t size : kernel->parameters) text += " " + std::to_string(size);
    text += "\n";
  }
  return env->NewStringUTF(text.c_str());
}

// Address, stride, replicas, bytes of a replica, and access of each region.
static std::vector<emulator::Region> regions_of(JNIEnv* env, jlongArray array) {
  constexpr size_t FIELDS = 5;
  auto count = (size_t)env->GetArrayLength(array);
  std::vector<jlong> numbers(count);
  env->GetLongArrayRegion(array, 0, (jsize)count, numbers.data());
  std::vector<emulator::Region> regions;
  for (size_t i = 0; i < count; i += FIELDS) {
    regions.push_back({reinterpret_cast<char*>(numbers[i]), numbers[i + 1], (int)numbers[i + 2],
                       numbers[i + 3], (emulator::Access)numbers[i + 4]});
  }
  return regions;
}

// Returns null, or what was wrong. The arguments lie in a direct buffer.
JNIEXPORT jstring JNICALL Java_dev_credence_backend_cuda_emulator_EmulatedDevice_launch(
    JNIEnv* env, jclass, jlong kernel, jint x, jint y, jint z, jint threads, jint shared_bytes,
    jobject arguments, jintArray offsets, jintArray bytes, jlongArray regions) {
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
                     {(unsigned)x, (unsigned)y, (unsigned)z}, (unsigned)threads,
                     (unsigned)shared_bytes, table.data(), sizes, regions_of(env, regions));
    return nullptr;
  } catch (const emulator::Fault& fault) {
    return env->NewStringUTF(fault.what());
  }
}

}  // extern "C"
