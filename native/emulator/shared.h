// Shared memory that knows which of its elements have been written.
#pragma once

#include <algorithm>
#include <cstddef>

#include "block.h"

namespace emulator {

/** A declaration of shared memory. */
struct SharedDeclaration {
  const char* name;
  const char* file;
  int line;
};

/** One __shared__ array of the running block. */
struct SharedArray {
  const SharedDeclaration* declaration;
  size_t count;
  char* data;
  unsigned char* written;  // one flag an element
  bool launched;           // whether the launch brings it: what tensor cores read asynchronously
};

/** All shared memory of one block. */
class SharedMemory {
 public:
  SharedMemory();
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  /** Forgets everything for the next block, which has so many bytes from its launch. */
  void clear(size_t launched);

  /** The array that a declaration stands for, made by the first thread that meets it. */
  SharedArray* array(const SharedDeclaration* declaration, size_t count, size_t size);

  /** The same for `count` floats of what the launch brings, from float `first` on. */
  SharedArray* launched(const SharedDeclaration* declaration, size_t first, size_t count);

  /** Bytes that the launch brings, and how many of them the block has taken. */
  size_t launched_bytes() const { return launched_; }
  size_t taken_bytes() const { return taken_; }

  /** One thread more, or one less, came to the last barrier without a fence behind its writes. */
  void count_unfenced(int change) { __atomic_fetch_add(&unfenced_, change, __ATOMIC_RELAXED); }
  int unfenced() const { return __atomic_load_n(&unfenced_, __ATOMIC_RELAXED); }

 private:
  static constexpr size_t BYTES = 48 * 1024;           // what a block may declare
  static constexpr size_t LAUNCHED_BYTES = 227 * 1024;  // what a launch may bring
  static constexpr size_t ARRAYS = 64;

  SharedArray* find(const SharedDeclaration* declaration) const;
  SharedArray* add(const SharedDeclaration* declaration, size_t count, size_t size);
  SharedArray* add_launched(const SharedDeclaration* declaration, size_t first, size_t count);
  void lock();
  void unlock();

  SharedArray arrays_[ARRAYS];
  size_t length_ = 0;    // of arrays_
  size_t used_ = 0;      // of data_
  size_t launched_ = 0;  // bytes behind the first BYTES of data_
  size_t taken_ = 0;     // of these, to the end of the last array
  int lock_ = 0;
  int unfenced_ = 0;
  char* data_;
  unsigned char* written_;
};

[[noreturn]] void outside(const SharedArray* array, long long index);
[[noreturn]] void unwritten(const SharedArray* array, long long index);
[[noreturn]] void misaligned(const SharedArray* array, long long index, size_t bytes);
[[noreturn]] void unfenced_product();

/** Has written what tensor cores read: it needs a fence. */
void unfence();

/** Makes what this thread has written visible to tensor cores. */
void fence_products();

/** Before a barrier: remembers whether a fence is missing. */
void arrive();

// Faults name the line that called: these are parts of the kernel's lines.
#define IN_KERNEL inline __attribute__((always_inline))

/** An element of shared memory: a read of one that nobody has written ends the launch. */
template <class T>
class SharedElement {
 public:
  IN_KERNEL SharedElement(SharedArray* array, long long index) : array_(array), index_(index) {
    if (index < 0 || index >= (long long)array->count) {
      outside(array, index);
    }
  }
  IN_KERNEL operator T() const {
    if (!array_->written[index_]) {
      unwritten(array_, index_);
    }
    return at();
  }
  IN_KERNEL SharedElement& operator=(T value) {
    at() = value;
    array_->written[index_] = 1;
    if (array_->launched) {
      unfence();
    }
    return *this;
  }
  IN_KERNEL SharedElement& operator=(const SharedElement& other) { return *this = (T)other; }
  IN_KERNEL SharedElement& operator+=(T value) { return *this = (T)*this + value; }

 private:
  T& at() const { return reinterpret_cast<T*>(array_->data)[index_]; }
  SharedArray* array_;
  long long index_;
};

/** A pointer into a shared array. */
template <class T>
class SharedPointer {
 public:
  SharedPointer(SharedArray* array, long long offset) : array_(array), offset_(offset) {}
  IN_KERNEL SharedElement<T> operator[](long long index) const { return {array_, offset_ + index}; }
  IN_KERNEL SharedElement<T> operator*() const { return {array_, offset_}; }
  SharedPointer operator+(long long n) const { return {array_, offset_ + n}; }

  // Several consecutive elements at once, where the machine could do it.
  template <class V>
  IN_KERNEL V load() const {
    check_aligned(sizeof(V));
    V result;
    T* into = reinterpret_cast<T*>(&result);
    for (size_t i = 0; i < sizeof(V) / sizeof(T); i++) {
      into[i] = (*this)[(long long)i];
    }
    return result;
  }
  template <class V>
  IN_KERNEL void store(const V& value) const {
    check_aligned(sizeof(V));
    const T* from = reinterpret_cast<const T*>(&value);
    for (size_t i = 0; i < sizeof(V) / sizeof(T); i++) {
      (*this)[(long long)i] = from[i];
    }
  }
  long long offset() const { return offset_; }

 private:
  void check_aligned(size_t bytes) const {
    if (offset_ * (long long)sizeof(T) % (long long)bytes != 0) {
      misaligned(array_, offset_, bytes);
    }
  }
  SharedArray* array_;
  long long offset_;
};

template <class T>
SharedPointer<T> shared(const SharedDeclaration* declaration, size_t count) {
  return {self().block->shared->array(declaration, count, sizeof(T)), 0};
}

inline SharedPointer<float> launched_shared(const SharedDeclaration* declaration, size_t first,
                                            size_t count) {
  return {self().block->shared->launched(declaration, first, count), 0};
}

}  // namespace emulator
