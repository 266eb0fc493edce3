// The kernels of this library by name, and how to call each from a table of arguments.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace emulator {

/** A kernel as the launch side sees it. */
struct Kernel {
  std::string name;
  unsigned threads;                                // of a block, exactly
  std::vector<size_t> parameters;                  // sizes in bytes
  std::function<void(void* const* arguments)> call;  // for one thread
};

void add_kernel(Kernel kernel);

/** Null where there is none. */
const Kernel* find_kernel(const std::string& name);

std::vector<const Kernel*> all_kernels();

/** Made by KERNEL at load time. */
class Registration {
 public:
  template <class... A>
  Registration(const char* name, unsigned threads, void (*function)(A...)) {
    add_kernel(Kernel{name, threads, {sizeof(A)...}, [function](void* const* arguments) {
                        call(function, arguments, std::index_sequence_for<A...>{});
                      }});
  }

 private:
  template <class... A, size_t... I>
  static void call(void (*function)(A...), void* const* arguments, std::index_sequence<I...>) {
    function(*static_cast<A*>(arguments[I])...);
  }
};

}  // namespace emulator
