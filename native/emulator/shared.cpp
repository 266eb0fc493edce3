#include "shared.h"

#include <list>
#include <mutex>
#include <new>

namespace emulator {

static std::list<SharedArray> arrays;
static std::mutex arrays_mutex;

SharedArray* shared_array(const char* name, size_t count, size_t size, const char* file, int line) {
  std::lock_guard<std::mutex> lock(arrays_mutex);
  for (SharedArray& array : arrays) {
    if (array.line == line && array.name == name && array.file == file) {
      return &array;
    }
  }
  char* data = static_cast<char*>(aligned_alloc(128, (count * size + 127) / 128 * 128));
  auto* written = static_cast<unsigned char*>(calloc(count, 1));
  arrays.push_back(SharedArray{name, file, line, count, size, data, written});
  return &arrays.back();
}

void begin_shared(const Block&) {}

void end_shared() {
  for (SharedArray& array : arrays) {
    free(array.data);
    free(array.written);
  }
  arrays.clear();
}

void outside(const SharedArray* array, long long index) {
  fault("element %lld of shared memory %s[%zu] (%s:%d) does not exist", index, array->name,
        array->count, array->file, array->line);
}

void unwritten(const SharedArray* array, long long index) {
  fault("element %lld of shared memory %s (%s:%d) is read and nobody has written it", index,
        array->name, array->file, array->line);
}

void misaligned(const SharedArray* array, long long index, size_t bytes) {
  fault("%zu bytes at element %lld of shared memory %s (%s:%d) are not aligned", bytes, index,
        array->name, array->file, array->line);
}

}  // namespace emulator
