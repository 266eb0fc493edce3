// Products by a warpgroup for g++. They are computed when the thread waits for them, as late as a GPU
// may, so that sums that are read or operands that are overwritten too early show.
#pragma once

#include "device.h"

namespace emulator {

/** Ends the launch where a product reads what a thread wrote without a fence behind it. */
IN_KERNEL void check_fences() {
  if (self().block->shared->unfenced() != 0) {
    unfenced_product();
  }
}

/** One thread's sums: columns 8 j + 2 t and the next, rows g and g + 8 of its warp's 16. */
template <class Bricks>
void warpgroup_sums(float* upper, float* lower, int columns, Bricks a, Bricks b, bool pairs) {
  int lane = self().lane();
  int row = (int)(self().number / 32 % 4) * 16 + lane / 4;
  for (int line = 0; line < 8; line++) {
    auto word = [line](const Bricks& bricks, int i) {
      return __float_as_uint(bricks.first[line / 4 * bricks.step + i * 4 + line % 4]);
    };
    unsigned above = word(a, row);
    unsigned below = word(a, row + 8);
    for (int j = 0; j < columns / 8; j++) {
      for (int n = 0; n < 2; n++) {
        unsigned right = word(b, 8 * j + lane % 4 * 2 + n);
        upper[2 * j + n] = multiply_words(upper[2 * j + n], above, right, pairs);
        lower[2 * j + n] = multiply_words(lower[2 * j + n], below, right, pairs);
      }
    }
  }
}

/** The same with words of a in the registers of the warp, which all lanes show now. */
template <class Bricks>
void warpgroup_sums(float* upper, float* lower, int columns, const unsigned* a, Bricks b,
                    bool pairs) {
  unsigned all[32][4];
  exchange_all(a, all, sizeof all[0]);
  int lane = self().lane();
  for (int line = 0; line < 8; line++) {
    const unsigned* words = all[lane / 4 * 4 + line % 4] + line / 4 * 2;
    for (int j = 0; j < columns / 8; j++) {
      for (int n = 0; n < 2; n++) {
        int column = 8 * j + lane % 4 * 2 + n;
        unsigned right = __float_as_uint(b.first[line / 4 * b.step + column * 4 + line % 4]);
        upper[2 * j + n] = multiply_words(upper[2 * j + n], words[0], right, pairs);
        lower[2 * j + n] = multiply_words(lower[2 * j + n], words[1], right, pairs);
      }
    }
  }
}

}  // namespace emulator

inline void publish_products() { emulator::fence_products(); }

inline void begin_products() {
  emulator::check_fences();
  // All lanes of a warp must come; this orders no memory.
  emulator::exchange(0, emulator::self().lane());
}

inline void commit_products() {}

inline void await_products() {
  for (auto& product : emulator::self().products) product();
  emulator::self().products.clear();
}

template <int COLUMNS>
inline void multiply_warpgroup_tf32(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const Bricks& a, const Bricks& b) {
  emulator::self().products.push_back([first = &upper[0], second = &lower[0], a, b] {
    emulator::warpgroup_sums(first, second, COLUMNS, a, b, false);
  });
}
template <int COLUMNS>
inline void multiply_warpgroup_bf16(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const Bricks& a, const Bricks& b) {
  emulator::self().products.push_back([first = &upper[0], second = &lower[0], a, b] {
    emulator::warpgroup_sums(first, second, COLUMNS, a, b, true);
  });
}

template <int COLUMNS>
inline void multiply_warpgroup_tf32(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const unsigned (&a)[4], const Bricks& b) {
  emulator::self().products.push_back([first = &upper[0], second = &lower[0], words = &a[0], b] {
    emulator::warpgroup_sums(first, second, COLUMNS, words, b, false);
  });
}
template <int COLUMNS>
inline void multiply_warpgroup_bf16(float (&upper)[COLUMNS / 4], float (&lower)[COLUMNS / 4],
                                    const unsigned (&a)[4], const Bricks& b) {
  emulator::self().products.push_back([first = &upper[0], second = &lower[0], words = &a[0], b] {
    emulator::warpgroup_sums(first, second, COLUMNS, words, b, true);
  });
}

inline void hold(float&) {}
inline void hold(unsigned&) {}
inline void hold(int&) {}
