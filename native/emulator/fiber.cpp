// A block whose threads are fibers of one thread: each runs until it waits at a barrier or ends, then
// the next one runs. Kernels without barriers use one fiber after another on the same stack.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <vector>

#include <ucontext.h>

#include "launch.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulator {
namespace {

constexpr size_t STACK_BYTES = 128 * 1024;

// Switching saves what the calling convention lets a function expect to find again.
#if defined(__x86_64__)
extern "C" void emulator_switch(void** save, void* load);
asm(R"(
.text
.globl emulator_switch
.hidden emulator_switch
.type emulator_switch, @function
emulator_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size emulator_switch, .-emulator_switch
)");

struct Context {
  void* stack_pointer = nullptr;

  void start(char* stack, size_t bytes, void (*entry)()) {
    auto top = (reinterpret_cast<uintptr_t>(stack) + bytes) & ~uintptr_t{15};
    void** at = reinterpret_cast<void**>(top);
    *--at = nullptr;  // the return address of entry, which never returns
    *--at = reinterpret_cast<void*>(entry);
    for (int i = 0; i < 6; i++) *--at = nullptr;
    stack_pointer = at;
  }
  void switch_to(Context& other) { emulator_switch(&stack_pointer, other.stack_pointer); }
};
#else
struct Context {
  ucontext_t context;

  void start(char* stack, size_t bytes, void (*entry)()) {
    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = bytes;
    context.uc_link = nullptr;
    makecontext(&context, entry, 0);
  }
  void switch_to(Context& other) { swapcontext(&context, &other.context); }
};
#endif

enum class State { NEW, READY, AT_BLOCK_BARRIER, AT_WARP_BARRIER, ENDED };

struct Fiber {
  Thread thread;
  State state = State::NEW;
  const char* file = nullptr;  // of the barrier
  int line = 0;
  Context context;
  std::unique_ptr<char[]> stack;
#if defined(__SANITIZE_ADDRESS__)
  void* fake_stack = nullptr;
#endif
};

struct Scheduler {
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<char[16]> slots;
  Context main;
  Fiber* running = nullptr;
  const std::function<void()>* body = nullptr;
  std::exception_ptr failure;
#if defined(__SANITIZE_ADDRESS__)
  void* main_fake_stack = nullptr;
  const void* main_stack = nullptr;
  size_t main_stack_bytes = 0;
#endif
};

thread_local std::unique_ptr<Scheduler> scheduler;

void leave(bool forever) {
  Fiber* fiber = scheduler->running;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(forever ? nullptr : &fiber->fake_stack, scheduler->main_stack,
                                 scheduler->main_stack_bytes);
#else
  (void)forever;
#endif
  fiber->context.switch_to(scheduler->main);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fiber->fake_stack, &scheduler->main_stack,
                                  &scheduler->main_stack_bytes);
#endif
}

void fiber_main() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &scheduler->main_stack, &scheduler->main_stack_bytes);
#endif
  try {
    (*scheduler->body)();
  } catch (...) {
    scheduler->failure = std::current_exception();
  }
  scheduler->running->state = State::ENDED;
  leave(true);
}

void enter(Fiber& fiber) {
  scheduler->running = &fiber;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&scheduler->main_fake_stack, fiber.stack.get(), STACK_BYTES);
#endif
  scheduler->main.switch_to(fiber.context);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(scheduler->main_fake_stack, nullptr, nullptr);
#endif
}

void wait(State state, const char* file, int line) {
  Fiber& fiber = *scheduler->running;
  fiber.state = state;
  fiber.file = file;
  fiber.line = line;
  leave(false);
}

std::string place(const Fiber& fiber) {
  return fiber.line == 0 ? std::string(fiber.file)
                         : std::string(fiber.file) + ":" + std::to_string(fiber.line);
}

[[noreturn]] void divergent(const Block& block, const Fiber& one, const Fiber& other) {
  std::string text = std::string(block.kernel) + ": divergent barrier: thread " +
                     std::to_string(one.thread.number) + " waits at " + place(one) +
                     " while thread " + std::to_string(other.thread.number) +
                     (other.state == State::ENDED ? " has ended" : " waits at " + place(other));
  throw Fault(text);
}

/** Whether all of [first, last) wait at one barrier of the kind; a fault where only some do. */
bool meet(const Block& block, unsigned first, unsigned last, State kind) {
  auto& fibers = scheduler->fibers;
  unsigned waiting = first;
  while (waiting < last && fibers[waiting]->state != kind) waiting++;
  if (waiting == last) return false;
  for (unsigned t = first; t < last; t++) {
    Fiber& fiber = *fibers[t];
    bool together = fiber.state == kind && fiber.line == fibers[waiting]->line &&
                    strcmp(fiber.file, fibers[waiting]->file) == 0;
    if (!together) divergent(block, *fibers[waiting], fiber);
  }
  return true;
}

/** Lets a group of threads that all wait go on; returns whether it did. */
bool release(const Block& block, unsigned first, unsigned last, State kind) {
  if (!meet(block, first, last, kind)) return false;
  for (unsigned t = first; t < last; t++) scheduler->fibers[t]->state = State::READY;
  return true;
}

}  // namespace

Thread& self() { return scheduler->running->thread; }

void block_barrier(const char* file, int line) { wait(State::AT_BLOCK_BARRIER, file, line); }

void warp_barrier(const char* file, int line) { wait(State::AT_WARP_BARRIER, file, line); }

void fence() {}

void* lane_slot(int lane) {
  return scheduler->slots[(self().number & ~31u) + (unsigned)lane];
}

void run_block(Block& block, const std::function<void()>& body) {
  if (!scheduler) scheduler = std::make_unique<Scheduler>();
  Scheduler& s = *scheduler;
  unsigned count = block.count();
  s.body = &body;
  s.failure = nullptr;
  if (s.slots.size() < (count + 31) / 32 * 32) {
    s.slots = std::vector<char[16]>((count + 31) / 32 * 32);
  }
  while (s.fibers.size() < count) s.fibers.push_back(std::make_unique<Fiber>());
  for (unsigned t = 0; t < count; t++) {
    s.fibers[t]->thread = Thread{&block, dim3{t, 0, 0}, t};
    s.fibers[t]->state = State::NEW;
  }
  for (;;) {
    bool all_ended = true;
    for (unsigned t = 0; t < count; t++) {
      Fiber& fiber = *s.fibers[t];
      if (fiber.state == State::NEW) {
        // A fiber that ended without waiting passes its stack on.
        if (t > 0 && s.fibers[t - 1]->state == State::ENDED) {
          std::swap(fiber.stack, s.fibers[t - 1]->stack);
        }
        if (!fiber.stack) fiber.stack.reset(new char[STACK_BYTES]);
        fiber.context.start(fiber.stack.get(), STACK_BYTES, fiber_main);
        fiber.state = State::READY;
      }
      if (fiber.state == State::READY) {
        enter(fiber);
        if (s.failure) std::rethrow_exception(s.failure);
      }
      all_ended &= fiber.state == State::ENDED;
    }
    if (all_ended) return;
    bool went_on = false;
    for (unsigned first = 0; first < count; first += 32) {
      went_on |= release(block, first, std::min(first + 32, count), State::AT_WARP_BARRIER);
    }
    if (!went_on) release(block, 0, count, State::AT_BLOCK_BARRIER);
  }
}

}  // namespace emulator
