#include "replay/placement.h"

#include <algorithm>
#include <cstdint>

using emulator::Region;

namespace {

constexpr long long GAP = 256;       // bytes between replicas that lie apart
constexpr size_t MATRIX_BYTES = 32;
constexpr uintptr_t ALIGNMENT = 256;  // what device memory begins at, and what is kept of addresses

bool alike(const Region& a, const Region& b) {
  return a.address == b.address && a.replicas == b.replicas && a.bytes == b.bytes &&
         (a.stride == b.stride || a.replicas == 1);
}

char* end_of(const Region& region) { return region.address + region.extent(); }

/** A longer stride with the same remainder modulo 256 bytes, so that the same code runs. */
long long apart(const Region& region) {
  return region.stride + (region.bytes + GAP + GAP - 1) / GAP * GAP;
}

}  // namespace

Placement::Placement(const TracedLaunch& launch, Spacing spacing) : launch_(launch) {
  std::vector<const Region*> sorted;
  for (const TracedRegion& region : launch.regions) sorted.push_back(&region.layout);
  std::sort(sorted.begin(), sorted.end(),
            [](auto* a, auto* b) { return a->address < b->address; });
  const Region* first = nullptr;
  for (const Region* region : sorted) {
    if (first && region->address < clusters_.back().to) {
      Cluster& cluster = clusters_.back();
      cluster.to = std::max(cluster.to, end_of(*region));
      cluster.alone &= alike(*first, *region);
    } else {
      clusters_.push_back({region->address, end_of(*region)});
      first = region;
    }
  }
  // A bare pointer into a tensor does not tell the kernel where the replicas begin.
  for (size_t i = 0; i < launch.letters.size(); i++) {
    if (launch.letters[i] != 'p') continue;
    char* address;
    memcpy(&address, &launch.arguments[launch.offsets[i]], sizeof address);
    size_t cluster = cluster_of(address);
    if (cluster < clusters_.size()) clusters_[cluster].alone = false;
  }
  for (const TracedRegion& traced : launch.regions) {
    Region region = traced.layout;
    Cluster& cluster = clusters_[cluster_of(region.address)];
    bool spread = spacing == Spacing::APART && cluster.alone && region.replicas > 1;
    if (spread) region.stride = apart(region);
    if (!cluster.at) {
      long long bytes = spread ? region.extent() : cluster.to - cluster.from;
      auto offset = reinterpret_cast<uintptr_t>(cluster.from) % ALIGNMENT;
      cluster.allocation = emulator::allocate((size_t)bytes + offset);
      cluster.at = cluster.allocation + offset;
    }
    region.address = cluster.at + (region.address - cluster.from);
    for (int r = 0; r < region.replicas && !traced.before.empty(); r++) {
      memcpy(region.replica(r), &traced.before[(size_t)(r * region.bytes)], (size_t)region.bytes);
    }
    regions_.push_back(region);
  }
}

Placement::~Placement() {
  for (Cluster& cluster : clusters_) emulator::release(cluster.allocation);
}

size_t Placement::cluster_of(const char* recorded) const {
  size_t i = 0;
  while (i < clusters_.size() && !(recorded >= clusters_[i].from && recorded < clusters_[i].to)) i++;
  return i;
}

void Placement::relocate(char* argument, bool with_stride) const {
  char* recorded;
  memcpy(&recorded, argument, sizeof recorded);
  if (!recorded) return;
  size_t number = cluster_of(recorded);
  if (number == clusters_.size()) return;  // of no region: whoever follows it is found
  const Cluster& cluster = clusters_[number];
  char* here = cluster.at + (recorded - cluster.from);
  memcpy(argument, &here, sizeof here);
  if (!with_stride || !cluster.alone) return;
  for (size_t i = 0; i < regions_.size(); i++) {
    if (launch_.regions[i].layout.address == recorded && regions_[i].replicas > 1) {
      long long elements = regions_[i].stride / (long long)sizeof(float);
      memcpy(argument + sizeof here, &elements, sizeof elements);
    }
  }
}

std::vector<char> Placement::arguments() const {
  std::vector<char> result = launch_.arguments;
  for (size_t i = 0; i < launch_.letters.size(); i++) {
    char letter = launch_.letters[i];
    char* argument = &result[launch_.offsets[i]];
    // Matrix and Noise begin with a pointer, and then the stride in elements.
    if (letter == 'M' || letter == 'N') relocate(argument, true);
    if (letter == 'p') relocate(argument, false);
    // A list of matrices ends with their number.
    for (size_t at = 0; letter == 'L' && at + MATRIX_BYTES < launch_.sizes[i]; at += MATRIX_BYTES) {
      relocate(argument + at, true);
    }
  }
  return result;
}

/** Whether a region that is only read shares words with one that is written, which is compared. */
bool Placement::written_as_another(size_t i) const {
  const Region& read = regions_[i];
  auto end = [](const Region& r) { return r.address + (r.replicas - 1) * r.stride + r.bytes; };
  return std::any_of(regions_.begin(), regions_.end(), [&](const Region& other) {
    return other.access != emulator::Access::READ && other.address < end(read) &&
           read.address < end(other);
  });
}

std::string Placement::difference() const {
  for (size_t i = 0; i < regions_.size(); i++) {
    const TracedRegion& traced = launch_.regions[i];
    const Region& region = regions_[i];
    if (region.access == emulator::Access::READ && written_as_another(i)) continue;
    // What is only read stays what it was.
    const auto& contents = region.access == emulator::Access::READ ? traced.before : traced.after;
    for (int r = 0; r < region.replicas && !contents.empty(); r++) {
      const char* expected = &contents[(size_t)(r * region.bytes)];
      for (long long at = 0; at < region.bytes; at += (long long)sizeof(float)) {
        if (memcmp(region.replica(r) + at, expected + at, sizeof(float)) != 0) {
          return "element " + std::to_string(at / (long long)sizeof(float)) + " of replica " +
                 std::to_string(r) + " of " + traced.name + " is not what was recorded";
        }
      }
    }
  }
  return "";
}
