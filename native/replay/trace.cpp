#include "replay/trace.h"

#include <cstring>
#include <stdexcept>

namespace {
constexpr int MAGIC = 0x43525452;
constexpr int VERSION = 2;
constexpr size_t LARGEST = size_t{1} << 32;  // bytes of one thing in a trace
}  // namespace

Trace::Trace(const std::string& path) : path_(path), file_(path, std::ios::binary) {
  if (!file_) throw std::runtime_error("the trace " + path + " cannot be read");
  if (number<int>() != MAGIC || number<int>() != VERSION) {
    throw std::runtime_error(path + " is no trace of version " + std::to_string(VERSION));
  }
}

std::vector<char> Trace::bytes(size_t count) {
  if (count > LARGEST) throw std::runtime_error(path_ + " is damaged");
  std::vector<char> result(count);
  if (!file_.read(result.data(), (std::streamsize)count)) {
    throw std::runtime_error(path_ + " ends within a launch");
  }
  return result;
}

template <class T>
T Trace::number() {
  T value;
  memcpy(&value, bytes(sizeof value).data(), sizeof value);
  return value;
}

std::string Trace::text() {
  auto characters = bytes((size_t)number<int>());
  return {characters.begin(), characters.end()};
}

bool Trace::next(TracedLaunch& launch) {
  if (file_.peek() == std::ifstream::traits_type::eof()) return false;
  launch = TracedLaunch();
  launch.kernel = text();
  launch.letters = text();
  launch.origin = text();
  launch.grid.x = number<unsigned>();
  launch.grid.y = number<unsigned>();
  launch.grid.z = number<unsigned>();
  launch.threads = number<unsigned>();
  launch.shared_bytes = number<unsigned>();
  auto arguments = number<int>();
  for (int i = 0; i < arguments; i++) {
    launch.offsets.push_back((size_t)number<int>());
    launch.sizes.push_back((size_t)number<int>());
  }
  launch.arguments = bytes((size_t)number<int>());
  auto regions = number<int>();
  for (int i = 0; i < regions; i++) {
    TracedRegion region;
    region.name = text();
    region.layout.address = reinterpret_cast<char*>(number<long long>());
    region.layout.stride = number<long long>();
    region.layout.replicas = number<int>();
    region.layout.bytes = number<long long>();
    region.layout.access = static_cast<emulator::Access>(number<int>());
    if (region.layout.access != emulator::Access::UNWRITTEN) {
      region.before = bytes((size_t)region.layout.replicas * (size_t)region.layout.bytes);
    }
    launch.regions.push_back(std::move(region));
  }
  for (TracedRegion& region : launch.regions) {
    if (region.layout.access != emulator::Access::READ) {
      region.after = bytes((size_t)region.layout.replicas * (size_t)region.layout.bytes);
    }
  }
  return true;
}
