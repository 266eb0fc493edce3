// A block whose threads are fibers of one thread: each runs until it waits at a barrier or ends, then
// the next one runs. Kernels without barriers use one fiber after another on the same stack.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <vector>

#include <ucontext.h>

#include "launch.h"
#include "meeting.h"
#include "shared.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
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

struct Fiber : Participant {
  Context context;
  std::unique_ptr<char[]> stack;
#if defined(__SANITIZE_ADDRESS__)
  void* fake_stack = nullptr;
#endif
};

struct Scheduler {
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<char[SLOT_BYTES]> slots;  // of the lanes, for shuffles
  SharedMemory shared;
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

/** Lets a group of threads that all wait go on; returns whether it did. */
bool release(unsigned first, unsigned last, State kind) {
  auto& fibers = scheduler->fibers;
  Meeting meeting = Meeting::of(first, last, kind, [&](unsigned t) -> Fiber& { return *fibers[t]; });
  if (!meeting.problem.empty()) throw Fault(meeting.problem);
  if (!meeting.complete) return false;
  for (unsigned t = first; t < last; t++) fibers[t]->state = State::READY;
  return true;
}

}  // namespace

Thread& self() { return scheduler->running->thread; }

const Thread* running() {
  return scheduler && scheduler->running ? &scheduler->running->thread : nullptr;
}

void block_barrier(const char* file, int line) {
  arrive();
  wait(State::AT_BLOCK_BARRIER, file, line);
}

void warp_barrier(const char* file, int line) { wait(State::AT_WARP_BARRIER, file, line); }

void fence() {}

void exchange(const void* mine, void* theirs, size_t bytes, int lane) {
  Fiber& fiber = *scheduler->running;
  auto* slots = &scheduler->slots[fiber.thread.number & ~31u];
  memcpy(slots[fiber.thread.lane()], mine, bytes);
  wait(State::AT_WARP_BARRIER, "a shuffle", 0);
  memcpy(theirs, slots[lane], bytes);
  wait(State::AT_WARP_BARRIER, "a shuffle", 0);
}

void exchange_all(const void* mine, void* theirs, size_t bytes) {
  Fiber& fiber = *scheduler->running;
  auto* slots = &scheduler->slots[fiber.thread.number & ~31u];
  memcpy(slots[fiber.thread.lane()], mine, bytes);
  wait(State::AT_WARP_BARRIER, "a matrix product", 0);
  for (int lane = 0; lane < 32; lane++) {
    memcpy(static_cast<char*>(theirs) + lane * bytes, slots[lane], bytes);
  }
  wait(State::AT_WARP_BARRIER, "a matrix product", 0);
}

void abandon(const std::string& text) {
  scheduler->failure = std::make_exception_ptr(Fault(text));
  scheduler->running->state = State::ENDED;
  leave(true);
  abort();  // nobody enters a fiber that has ended
}

static void run_block(Block& block, const std::function<void()>& body) {
  Scheduler& s = *scheduler;
  unsigned count = block.count();
  s.body = &body;
  if (s.slots.size() < (count + 31) / 32 * 32) {
    s.slots = std::vector<char[SLOT_BYTES]>((count + 31) / 32 * 32);
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
#if defined(__SANITIZE_ADDRESS__)
        // The frame of a fiber that ended has not been taken down.
        __asan_unpoison_memory_region(fiber.stack.get(), STACK_BYTES);
#endif
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
      went_on |= release(first, std::min(first + 32, count), State::AT_WARP_BARRIER);
    }
    if (!went_on) release(0, count, State::AT_BLOCK_BARRIER);
  }
}

void run_blocks(const char* kernel, dim3 grid, unsigned threads, unsigned shared_bytes,
                const std::function<void()>& body) {
  if (!scheduler) scheduler = std::make_unique<Scheduler>();
  Block block{kernel, grid, dim3{threads, 1, 1}, dim3{0, 0, 0}, &scheduler->shared};
  try {
    for (unsigned z = 0; z < grid.z; z++) {
      for (unsigned y = 0; y < grid.y; y++) {
        for (unsigned x = 0; x < grid.x; x++) {
          block.index = dim3{x, y, z};
          scheduler->shared.clear(shared_bytes);
          run_block(block, body);
          check_launched(kernel, scheduler->shared);
        }
      }
    }
  } catch (...) {
    scheduler.reset();  // fibers that never ended stand on its stacks
    throw;
  }
}

}  // namespace emulator
