#include "registry.h"

#include <map>

namespace emulator {

// A function, so that it exists before the first kernel registers itself.
static std::map<std::string, Kernel>& kernels() {
  static std::map<std::string, Kernel> map;
  return map;
}

void add_kernel(Kernel kernel) {
  std::string name = kernel.name;
  kernels().emplace(name, std::move(kernel));
}

const Kernel* find_kernel(const std::string& name) {
  auto found = kernels().find(name);
  return found == kernels().end() ? nullptr : &found->second;
}

std::vector<const Kernel*> all_kernels() {
  std::vector<const Kernel*> all;
  for (auto& [name, kernel] : kernels()) {
    all.push_back(&kernel);
  }
  return all;
}

}  // namespace emulator
