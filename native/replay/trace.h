// Launches as the Java tests recorded them; dev.credence.backend.cuda.emulator.LaunchTrace says what
// the file holds.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "emulator/block.h"
#include "emulator/memory.h"

/** Memory that a launch works on, as it was on the machine that recorded it. */
struct TracedRegion {
  std::string name;
  emulator::Region layout;     // with the addresses of that machine
  std::vector<char> before;    // replica after replica; empty where it had no meaning
  std::vector<char> after;     // empty where the launch only reads
};

/** One launch with everything it needs. */
struct TracedLaunch {
  std::string kernel;
  std::string letters;  // of the parameters
  std::string origin;   // the operation
  emulator::dim3 grid;
  unsigned threads = 0;
  unsigned shared_bytes = 0;  // that the launch brings
  std::vector<size_t> offsets;
  std::vector<size_t> sizes;
  std::vector<char> arguments;
  std::vector<TracedRegion> regions;

  /** Threads of all blocks. */
  unsigned long long work() const {
    return (unsigned long long)grid.x * grid.y * grid.z * threads;
  }
};

/** A file of launches. */
class Trace {
 public:
  /** @throws std::runtime_error */
  explicit Trace(const std::string& path);

  /** The next launch; false at the end of the file. */
  bool next(TracedLaunch& launch);

 private:
  template <class T>
  T number();
  std::string text();
  std::vector<char> bytes(size_t count);

  std::string path_;
  std::ifstream file_;
};
