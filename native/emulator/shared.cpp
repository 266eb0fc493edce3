#include "shared.h"

#include <sched.h>

#include "source.h"

// The lock that guards the table of arrays orders no memory of the kernel: a race detector must not
// see it, or it would miss the races that it hides.
#define INVISIBLE __attribute__((no_sanitize("thread")))

namespace emulator {

SharedMemory::SharedMemory()
    : data_(static_cast<char*>(aligned_alloc(128, BYTES + LAUNCHED_BYTES))),
      written_(static_cast<unsigned char*>(calloc(BYTES + LAUNCHED_BYTES, 1))) {}

SharedMemory::~SharedMemory() {
  free(data_);
  free(written_);
}

void SharedMemory::clear(size_t launched) {
  memset(written_, 0, used_);
  memset(written_ + BYTES, 0, launched_);
  length_ = 0;
  used_ = 0;
  launched_ = launched;
  taken_ = 0;
  unfenced_ = 0;
}

INVISIBLE void SharedMemory::lock() {
  while (__atomic_exchange_n(&lock_, 1, __ATOMIC_ACQUIRE)) {
    sched_yield();
  }
}

INVISIBLE void SharedMemory::unlock() { __atomic_store_n(&lock_, 0, __ATOMIC_RELEASE); }

INVISIBLE SharedArray* SharedMemory::find(const SharedDeclaration* declaration) const {
  for (size_t i = 0; i < length_; i++) {
    if (arrays_[i].declaration == declaration) {
      return const_cast<SharedArray*>(&arrays_[i]);
    }
  }
  return nullptr;
}

INVISIBLE SharedArray* SharedMemory::add(const SharedDeclaration* declaration, size_t count,
                                         size_t size) {
  if (length_ == ARRAYS || used_ + count * size > BYTES) {
    return nullptr;
  }
  arrays_[length_] = SharedArray{declaration, count, data_ + used_, written_ + used_, false};
  used_ = (used_ + count * size + 127) / 128 * 128;
  return &arrays_[length_++];
}

INVISIBLE SharedArray* SharedMemory::add_launched(const SharedDeclaration* declaration,
                                                  size_t first, size_t count) {
  if (length_ == ARRAYS || (first + count) * sizeof(float) > launched_) {
    return nullptr;
  }
  taken_ = std::max(taken_, (first + count) * sizeof(float));
  size_t at = BYTES + first * sizeof(float);
  arrays_[length_] = SharedArray{declaration, count, data_ + at, written_ + at, true};
  return &arrays_[length_++];
}

INVISIBLE SharedArray* SharedMemory::array(const SharedDeclaration* declaration, size_t count,
                                           size_t size) {
  lock();
  SharedArray* found = find(declaration);
  if (!found) found = add(declaration, count, size);
  unlock();
  if (!found) {
    fault("shared memory %s[%zu] (%s:%d) is more than the %zu bytes that a block has",
          declaration->name, count, declaration->file, declaration->line, BYTES);
  }
  return found;
}

INVISIBLE SharedArray* SharedMemory::launched(const SharedDeclaration* declaration, size_t first,
                                              size_t count) {
  lock();
  SharedArray* found = find(declaration);
  if (!found) found = add_launched(declaration, first, count);
  unlock();
  if (!found) {
    fault("shared memory %s[%zu] (%s:%d), from byte %zu on, is more than the %zu bytes that the launch brings",
          declaration->name, count, declaration->file, declaration->line, first * sizeof(float),
          launched_);
  }
  return found;
}

void unfenced_product() {
  fault_at(__builtin_return_address(0),
           "tensor cores read shared memory that was written without publish_products()");
}

INVISIBLE void unfence() { self().fenced = false; }

void fence_products() { self().fenced = true; }

void arrive() {
  Thread& thread = self();
  if (thread.unfenced_at_barrier == thread.fenced) {
    thread.unfenced_at_barrier = !thread.fenced;
    thread.block->shared->count_unfenced(thread.fenced ? -1 : 1);
  }
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
