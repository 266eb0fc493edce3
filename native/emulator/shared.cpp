#include "shared.h"

#include <sched.h>

#include "source.h"

// The lock that guards the table of arrays orders no memory of the kernel: a race detector must not
// see it, or it would miss the races that it hides.
#define INVISIBLE __attribute__((no_sanitize("thread")))

namespace emulator {

SharedMemory::SharedMemory()
    : data_(static_cast<char*>(aligned_alloc(128, BYTES))),
      written_(static_cast<unsigned char*>(calloc(BYTES, 1))) {}

SharedMemory::~SharedMemory() {
  free(data_);
  free(written_);
}

void SharedMemory::clear() {
  memset(written_, 0, used_);
  length_ = 0;
  used_ = 0;
}

INVISIBLE SharedArray* SharedMemory::find(const SharedDeclaration* declaration, size_t count,
                                          size_t size) {
  for (size_t i = 0; i < length_; i++) {
    if (arrays_[i].declaration == declaration) {
      return &arrays_[i];
    }
  }
  if (length_ == ARRAYS || used_ + count * size > BYTES) {
    return nullptr;
  }
  arrays_[length_] = SharedArray{declaration, count, data_ + used_, written_ + used_};
  used_ = (used_ + count * size + 127) / 128 * 128;
  return &arrays_[length_++];
}

INVISIBLE SharedArray* SharedMemory::array(const SharedDeclaration* declaration, size_t count,
                                           size_t size) {
  while (__atomic_exchange_n(&lock_, 1, __ATOMIC_ACQUIRE)) {
    sched_yield();
  }
  SharedArray* found = find(declaration, count, size);
  __atomic_store_n(&lock_, 0, __ATOMIC_RELEASE);
  if (!found) {
    fault("shared memory %s[%zu] (%s:%d) is more than the %zu bytes that a block has",
          declaration->name, count, declaration->file, declaration->line, BYTES);
  }
  return found;
}

void outside(const SharedArray* array, long long index) {
  const SharedDeclaration& d = *array->declaration;
  fault_at(__builtin_return_address(0), "element %lld of shared memory %s[%zu] does not exist",
           index, d.name, array->count);
}

void unwritten(const SharedArray* array, long long index) {
  const SharedDeclaration& d = *array->declaration;
  fault_at(__builtin_return_address(0),
           "element %lld of shared memory %s[%zu] is read and nobody has written it", index, d.name,
           array->count);
}

void misaligned(const SharedArray* array, long long index, size_t bytes) {
  const SharedDeclaration& d = *array->declaration;
  fault_at(__builtin_return_address(0),
           "%zu bytes at element %lld of shared memory %s[%zu] are not aligned", bytes, index,
           d.name, array->count);
}

}  // namespace emulator
