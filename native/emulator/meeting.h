// Where the threads of a block wait for each other, and whether all of them do.
#pragma once

#include <string>

#include "block.h"

namespace emulator {

enum class State { NEW, READY, AT_BLOCK_BARRIER, AT_WARP_BARRIER, ENDED };

/** A thread and the barrier that it waits at. */
struct Participant {
  Thread thread;
  State state = State::NEW;
  const char* file = nullptr;  // of the barrier
  int line = 0;                // 0 where `file` alone says what it is

  bool waits_with(const Participant& other) const {
    return state == other.state && line == other.line && strcmp(file, other.file) == 0;
  }

  std::string place() const {
    if (state == State::ENDED) return "has ended";
    return std::string("waits at ") + file + (line == 0 ? "" : ":" + std::to_string(line));
  }
};

inline std::string divergence(const Participant& one, const Participant& other) {
  const Block& block = *one.thread.block;
  return std::string(block.kernel) + ", block (" + std::to_string(block.index.x) + ", " +
         std::to_string(block.index.y) + ", " + std::to_string(block.index.z) +
         "): divergent barrier: thread " + std::to_string(one.thread.number) + " " + one.place() +
         " while thread " + std::to_string(other.thread.number) + " " + other.place();
}

/** How the threads [first, last) of a block stand to each other. */
struct Meeting {
  bool complete;        // all wait at one barrier
  std::string problem;  // why they never will; empty where they may

  /** `participant(t)` is thread t of the block; none of them runs. */
  template <class F>
  static Meeting of(unsigned first, unsigned last, State kind, F participant) {
    unsigned waiting = first;
    while (waiting < last && participant(waiting).state != kind) waiting++;
    if (waiting == last) return {false, ""};
    for (unsigned t = first; t < last; t++) {
      if (!participant(t).waits_with(participant(waiting))) {
        return {false, divergence(participant(waiting), participant(t))};
      }
    }
    return {true, ""};
  }
};

}  // namespace emulator
