// Device memory for kernels that a sanitizer watches: from malloc, and poisoned but for what the
// running launch may touch.
#include "memory.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(address, bytes) ((void)(address), (void)(bytes))
#endif

namespace emulator {

static std::map<char*, size_t> allocations;
constexpr size_t ALIGNMENT = 256;
constexpr size_t GAP = 256;  // before and behind

char* allocate(size_t bytes) {
  size_t size = (bytes + 2 * GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  auto* block = static_cast<char*>(aligned_alloc(ALIGNMENT, size));
  if (!block) return nullptr;
  memset(block, 0, size);
  allocations.emplace(block + GAP, size);
  return block + GAP;
}

void release(char* address) {
  auto found = allocations.find(address);
  if (found == allocations.end()) return;
  allocations.erase(found);
  free(address - GAP);
}

std::string unreleased() {
  if (allocations.empty()) return "";
  return std::to_string(allocations.size()) + " allocations of device memory have not been given back";
}

void written_by_host(const char*, size_t) {}

void open(const std::vector<Region>& regions) {
  if (regions.empty()) return;
  for (auto& [address, size] : allocations) ASAN_POISON_MEMORY_REGION(address - GAP, size);
  for (const Region& region : regions) {
    for (int r = 0; r < region.replicas; r++) {
      char* from = region.replica(r);
      // The shadow knows how many of the first bytes of each eight may be touched: what lies before
      // a region in its first eight bytes is opened with it.
      auto before = (size_t)(reinterpret_cast<uintptr_t>(from) % 8);
      ASAN_UNPOISON_MEMORY_REGION(from - before, before + (size_t)region.bytes);
      for (long long i = 0; region.access == Access::UNWRITTEN && i < region.bytes; i += 4) {
        memcpy(from + i, &UNWRITTEN_WORD, 4);
      }
    }
  }
}

void close() {
  for (auto& [address, size] : allocations) ASAN_UNPOISON_MEMORY_REGION(address - GAP, size);
}

}  // namespace emulator
