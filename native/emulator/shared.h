// Shared memory that knows which of its elements have been written.
#pragma once

#include <cstddef>

#include "block.h"

namespace emulator {

/** One __shared__ array of the running block. */
struct SharedArray {
  const char* name;
  const char* file;
  int line;
  size_t count;
  size_t size;             // of an element, in bytes
  char* data;
  unsigned char* written;  // one flag an element
};

/** The array that this declaration stands for, made by the first thread that meets it. */
SharedArray* shared_array(const char* name, size_t count, size_t size, const char* file, int line);

[[noreturn]] void outside(const SharedArray* array, long long index);
[[noreturn]] void unwritten(const SharedArray* array, long long index);
[[noreturn]] void misaligned(const SharedArray* array, long long index, size_t bytes);

/** An element of shared memory: a read of one that nobody has written ends the launch. */
template <class T>
class SharedElement {
 public:
  SharedElement(SharedArray* array, long long index) : array_(array), index_(index) {
    if (index < 0 || index >= (long long)array->count) {
      outside(array, index);
    }
  }
  operator T() const {
    if (!array_->written[index_]) {
      unwritten(array_, index_);
    }
    return at();
  }
  SharedElement& operator=(T value) {
    at() = value;
    array_->written[index_] = 1;
    return *this;
  }
  SharedElement& operator=(const SharedElement& other) { return *this = (T)other; }
  SharedElement& operator+=(T value) { return *this = (T)*this + value; }

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
  SharedElement<T> operator[](long long index) const { return {array_, offset_ + index}; }
  SharedElement<T> operator*() const { return {array_, offset_}; }
  SharedPointer operator+(long long n) const { return {array_, offset_ + n}; }

  // Several consecutive elements at once, where the machine could do it.
  template <class V>
  V load() const {
    check_aligned(sizeof(V));
    V result;
    T* into = reinterpret_cast<T*>(&result);
    for (size_t i = 0; i < sizeof(V) / sizeof(T); i++) {
      into[i] = (*this)[(long long)i];
    }
    return result;
  }
  template <class V>
  void store(const V& value) const {
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
SharedPointer<T> shared(const char* name, size_t count, const char* file, int line) {
  return {shared_array(name, count, sizeof(T), file, line), 0};
}

}  // namespace emulator
