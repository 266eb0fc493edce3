// Device memory, and which of it the running launch may touch.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace emulator {

/** What a launch may do with a region; dev.credence.backend.cuda.driver.Region.Access. */
enum class Access { READ, READ_WRITE, UNWRITTEN };

/** `replicas` runs of `bytes` bytes that begin `stride` bytes apart. */
struct Region {
  char* address;
  long long stride;
  int replicas;
  long long bytes;
  Access access;

  char* replica(int r) const { return address + r * stride; }
  /** Bytes from the first to the last. */
  long long extent() const { return (replicas - 1) * stride + bytes; }
};

/** What scratch memory holds before anybody has written it: a NaN that nothing computes. */
constexpr unsigned UNWRITTEN_WORD = 0x7fc0dead;

/** Zeroed memory that begins at a multiple of 256; null where there is not enough. */
char* allocate(size_t bytes);

/** Gives memory back. */
void release(char* address);

/** One sentence on memory that nobody has given back; empty where all has been. */
std::string unreleased();

/** Tells that the host has written memory. */
void written_by_host(const char* address, size_t bytes);

/** Opens the regions, and nothing else, to the launch that begins; all memory where there are none. */
void open(const std::vector<Region>& regions);

/** The launch has ended, one way or another. */
void close();

}  // namespace emulator
