// Device memory for kernels whose every load and store is checked: one reserved range of addresses,
// of which allocations take pages and never the same ones twice, and a shadow byte for each word.
//
// g++ compiles the kernels with -fsanitize=kernel-address, and so calls __asan_loadN and
// __asan_storeN before each access: these are defined here, and no sanitizer is linked.
#include "memory.h"

#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>

#include <sys/mman.h>

#include "source.h"

namespace emulator {
namespace {

constexpr size_t PAGE = 4096;
constexpr size_t WORD = 4;
constexpr size_t RANGE = size_t{1} << 42;  // of addresses, not of memory
constexpr uintptr_t NULL_PAGES = 1 << 16;

// Bits of a shadow byte
constexpr unsigned char READABLE = 1;
constexpr unsigned char WRITABLE = 2;
constexpr unsigned char WRITTEN = 4;

// Read at every access, so outside the struct.
char* base = nullptr;
unsigned char* shadow_base = nullptr;

struct Memory {
  size_t used = PAGE;
  std::map<char*, size_t> allocations;
  std::vector<Region> open;
  std::mutex mutex;

  Memory() {
    void* range = mmap(nullptr, RANGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    void* bytes = mmap(nullptr, RANGE / WORD, PROT_READ,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED || bytes == MAP_FAILED) return;
    base = static_cast<char*>(range);
    shadow_base = static_cast<unsigned char*>(bytes);
  }
};

Memory& memory() {
  static Memory instance;
  return instance;
}

unsigned char* shadow_of(const char* address) { return shadow_base + (address - base) / WORD; }

size_t pages(size_t bytes) { return (bytes + PAGE - 1) / PAGE * PAGE; }

/** Changes the shadow of all words of a region. */
template <class F>
void each_word(const Region& region, F change) {
  for (int r = 0; r < region.replicas; r++) {
    unsigned char* shadow = shadow_of(region.replica(r));
    size_t words = (size_t)region.bytes / WORD;
    for (size_t w = 0; w < words; w++) shadow[w] = change(shadow[w]);
  }
}

/** How far an address is from a region: where it lies beside each of its replicas. */
std::string beside(const Region& region, size_t number, const char* address) {
  long long nearest = INT64_MAX;
  std::string text;
  for (int r = 0; r < region.replicas; r++) {
    long long before = region.replica(r) - address;
    long long behind = address - (region.replica(r) + region.bytes) + 1;
    long long distance = before > 0 ? before : behind;
    if (distance > 0 && distance < nearest) {
      nearest = distance;
      text = std::to_string(before > 0 ? before : behind - 1) + " bytes " +
             (before > 0 ? "before" : "behind the end of") + " replica " + std::to_string(r) +
             " of region " + std::to_string(number);
    }
  }
  return text;
}

long long distance(const Region& region, const char* address) {
  long long nearest = INT64_MAX;
  for (int r = 0; r < region.replicas; r++) {
    long long before = region.replica(r) - address;
    long long behind = address - (region.replica(r) + region.bytes) + 1;
    nearest = std::min(nearest, before > 0 ? before : behind);
  }
  return nearest;
}

[[noreturn]] void refuse(const char* address, size_t bytes, bool write, void* caller) {
  const char* verb = write ? "writes" : "reads";
  if (reinterpret_cast<uintptr_t>(address) < NULL_PAGES) {
    fault_at(caller, "%s %zu bytes at the null address of an absent tensor, plus %zu", verb, bytes,
             reinterpret_cast<size_t>(address));
  }
  Memory& m = memory();
  // The first word that is refused.
  const char* at = address;
  unsigned char needed = write ? WRITABLE : READABLE;
  while (at + WORD < address + bytes && *shadow_of(at) & needed) at += WORD;
  if (!write && *shadow_of(at) & READABLE) {
    fault_at(caller, "reads device memory that nobody has written");
  }
  if (write && *shadow_of(at) & READABLE) {
    fault_at(caller, "writes memory that this operation only reads");
  }
  size_t nearest = 0;
  for (size_t i = 0; i < m.open.size(); i++) {
    if (distance(m.open[i], at) < distance(m.open[nearest], at)) nearest = i;
  }
  std::string where = m.open.empty() ? "" : beside(m.open[nearest], nearest, at);
  fault_at(caller, "%s %zu bytes outside the memory of this launch, %s", verb, bytes,
           where.c_str());
}

inline void check(const char* address, size_t bytes, bool write, void* caller) {
  auto offset = (size_t)(address - base);
  if (offset >= RANGE) {
    // Variables of the kernel itself, which stand on the stack.
    if (reinterpret_cast<uintptr_t>(address) < NULL_PAGES) refuse(address, bytes, write, caller);
    return;
  }
  unsigned char* shadow = shadow_base + offset / WORD;
  unsigned char* last = shadow_base + (offset + bytes - 1) / WORD;
  unsigned char needed = write ? WRITABLE : READABLE | WRITTEN;
  for (; shadow <= last; shadow++) {
    if ((*shadow & needed) != needed) refuse(address, bytes, write, caller);
    if (write) *shadow |= WRITTEN;
  }
}

}  // namespace

char* allocate(size_t bytes) {
  Memory& m = memory();
  std::lock_guard<std::mutex> lock(m.mutex);
  size_t size = pages(std::max(bytes, size_t{1}));
  // At least a page that nobody owns lies between two allocations.
  if (!base || size > RANGE - m.used - PAGE) return nullptr;
  char* address = base + m.used;
  auto shadow = (uintptr_t)shadow_of(address);
  auto shadow_begin = shadow / PAGE * PAGE;
  auto shadow_bytes = pages(shadow + size / WORD) - shadow_begin;
  if (mprotect(address, size, PROT_READ | PROT_WRITE) != 0 ||
      mprotect((void*)shadow_begin, shadow_bytes, PROT_READ | PROT_WRITE) != 0) {
    return nullptr;
  }
  m.used += size + PAGE;
  m.allocations.emplace(address, bytes);
  memset(shadow_of(address), WRITTEN, (bytes + WORD - 1) / WORD);
  return address;
}

void release(char* address) {
  Memory& m = memory();
  std::lock_guard<std::mutex> lock(m.mutex);
  auto found = m.allocations.find(address);
  if (found == m.allocations.end()) return;
  size_t size = pages(std::max(found->second, size_t{1}));
  memset(shadow_of(address), 0, size / WORD);
  madvise(address, size, MADV_DONTNEED);
  mprotect(address, size, PROT_NONE);
  m.allocations.erase(found);
}

std::string unreleased() {
  Memory& m = memory();
  std::lock_guard<std::mutex> lock(m.mutex);
  if (m.allocations.empty()) return "";
  size_t bytes = 0;
  for (auto& [address, size] : m.allocations) bytes += size;
  return std::to_string(m.allocations.size()) + " allocations of " + std::to_string(bytes) +
         " bytes of device memory have not been given back";
}

void written_by_host(const char* address, size_t bytes) {
  unsigned char* shadow = shadow_of(address);
  for (size_t w = 0; w < (bytes + WORD - 1) / WORD; w++) shadow[w] |= WRITTEN;
}

void open(const std::vector<Region>& regions) {
  std::vector<Region>& opened = memory().open;
  opened = regions;
  for (auto& [address, bytes] : memory().allocations) {
    auto size = (long long)bytes;
    if (regions.empty()) opened.push_back({address, size, 1, size, Access::READ_WRITE});
  }
  for (const Region& region : opened) {
    unsigned char rights =
        region.access == Access::READ ? READABLE : (unsigned char)(READABLE | WRITABLE);
    each_word(region, [rights](unsigned char shadow) { return shadow | rights; });
    if (region.access == Access::UNWRITTEN) {
      each_word(region, [](unsigned char shadow) { return shadow & ~WRITTEN; });
      for (int r = 0; r < region.replicas; r++) {
        for (long long i = 0; i < region.bytes; i += WORD) {
          memcpy(region.replica(r) + i, &UNWRITTEN_WORD, WORD);
        }
      }
    }
  }
}

void close() {
  for (const Region& region : memory().open) {
    each_word(region, [](unsigned char shadow) { return shadow & WRITTEN; });
  }
  memory().open.clear();
}

extern "C" {

#define ACCESS(bytes)                                                   \
  void __asan_load##bytes(const char* address) {                       \
    check(address, bytes, false, __builtin_return_address(0));         \
  }                                                                    \
  void __asan_store##bytes(const char* address) {                      \
    check(address, bytes, true, __builtin_return_address(0));          \
  }
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)
#undef ACCESS

void __asan_loadN(const char* address, size_t bytes) {
  check(address, bytes, false, __builtin_return_address(0));
}
void __asan_storeN(const char* address, size_t bytes) {
  check(address, bytes, true, __builtin_return_address(0));
}
void __asan_handle_no_return() {}
void __asan_before_dynamic_init(const char*) {}
void __asan_after_dynamic_init() {}

}  // extern "C"

}  // namespace emulator
