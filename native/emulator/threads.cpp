// A block whose threads are threads of the operating system, for a race detector to watch. A few
// neighbouring blocks run at once, as on a GPU, so that races between them are seen too.
//
// What keeps these threads in step must not hide races of the kernel: this file is compiled without
// the detector, waits with bare futexes, and tells it of one kind of order only, that of barriers.
// Shuffles exchange values and order no memory.
#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include <linux/futex.h>
#include <sanitizer/tsan_interface.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launch.h"
#include "meeting.h"
#include "shared.h"

namespace emulator {
namespace {

constexpr unsigned THREADS_AT_ONCE = 512;
constexpr unsigned WARP = 32;

using Word = std::atomic<unsigned>;

void wait_while(Word& word, unsigned value) {
  while (word.load() == value) {
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
  }
}

void wake(Word& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

void advance(Word& word) {
  word++;
  wake(word);
}

class Lock {
 public:
  void lock() {
    while (word_.exchange(1)) wait_while(word_, 1);
  }
  void unlock() {
    word_ = 0;
    syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }

 private:
  Word word_{0};
};

struct Guard {
  explicit Guard(Lock& lock) : lock_(lock) { lock_.lock(); }
  ~Guard() { lock_.unlock(); }
  Lock& lock_;
};

/** Thrown through a kernel whose block has failed elsewhere. */
struct Abandoned {};

/** What orders the memory of those who wait at a barrier, in turns. */
struct Order {
  char turns[2];
};

struct Warp {
  Word turn{0};  // grows when its threads may go on
  Order order{};
  unsigned barriers = 0;
  char slots[WARP][SLOT_BYTES];
};

/** One running block. */
struct Site {
  Block block;
  SharedMemory shared;
  Lock lock;
  std::vector<Participant> participants;
  std::unique_ptr<Warp[]> warps;
  Order order{};
  unsigned barriers = 0;
  unsigned running = 0;
  std::string failure;
  std::atomic<bool> failed{false};

  void begin(const char* kernel, dim3 grid, unsigned threads, unsigned shared_bytes, dim3 index) {
    block = Block{kernel, grid, dim3{threads, 1, 1}, index, &shared};
    shared.clear(shared_bytes);
    participants.assign(threads, Participant{});
    for (unsigned t = 0; t < threads; t++) {
      participants[t].thread = Thread{&block, dim3{t, 0, 0}, t};
      participants[t].state = State::READY;
    }
    if (!warps) warps.reset(new Warp[1024 / WARP]);
    running = threads;
    failure.clear();
    failed = false;
  }

  unsigned count() const { return block.threads.x; }

  void wake_all() {
    for (unsigned w = 0; w * WARP < count(); w++) advance(warps[w].turn);
  }

  void fail(const std::string& text) {
    if (failed) return;
    failure = text;
    failed = true;
    wake_all();
  }

  /** Lets a group go on if all of it waits; called under the lock. */
  bool release(unsigned first, unsigned last, State kind) {
    for (unsigned t = first; t < last; t++) {
      if (participants[t].state != kind) return false;
    }
    Meeting meeting = Meeting::of(first, last, kind, [this](unsigned t) -> Participant& {
      return participants[t];
    });
    if (!meeting.complete) {
      fail(meeting.problem);
      return false;
    }
    for (unsigned t = first; t < last; t++) participants[t].state = State::READY;
    running += last - first;
    if (kind == State::AT_BLOCK_BARRIER) barriers++;
    for (unsigned w = first / WARP; w * WARP < last; w++) {
      if (kind == State::AT_WARP_BARRIER) warps[w].barriers++;
      advance(warps[w].turn);
    }
    return true;
  }

  /** When no thread runs and none may go on, some wait for others that will never come. */
  void stop_if_stuck() {
    if (running > 0 || failed) return;
    for (unsigned first = 0; first <= count(); first += WARP) {
      bool warp = first < count();
      Meeting meeting = Meeting::of(
          warp ? first : 0, warp ? std::min(first + WARP, count()) : count(),
          warp ? State::AT_WARP_BARRIER : State::AT_BLOCK_BARRIER,
          [this](unsigned t) -> Participant& { return participants[t]; });
      if (!meeting.problem.empty()) {
        fail(meeting.problem);
        return;
      }
    }
  }
};

struct Worker {
  std::thread thread;
  Word turn{0};
  Site* site = nullptr;
  unsigned number = 0;  // of the thread in its block
};

struct Pool {
  std::vector<std::unique_ptr<Site>> sites;
  std::vector<std::unique_ptr<Worker>> workers;
  const std::function<void()>* body = nullptr;
  Word pending{0};
  char begin = 0;  // orders what the launch finds before what it does
  char end = 0;    // and that before what follows
};

Pool& pool() {
  static Pool* instance = new Pool;  // never destroyed: its threads wait for ever
  return *instance;
}

thread_local Worker* me = nullptr;

// memcpy would be seen.
void copy(const void* from, void* to, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    static_cast<char*>(to)[i] = static_cast<const char*>(from)[i];
  }
}

Participant& participant() { return me->site->participants[me->number]; }

/** Waits for the group; `order` null where the wait orders no memory. */
void wait(State kind, const char* file, int line, Order* order, const unsigned* barriers) {
  Site& site = *me->site;
  Warp& warp = site.warps[me->number / WARP];
  unsigned turn;
  char* ordered = nullptr;
  {
    Guard guard(site.lock);
    if (site.failed) throw Abandoned();
    Participant& self = participant();
    self.state = kind;
    self.file = file;
    self.line = line;
    if (order) {
      ordered = &order->turns[*barriers % 2];
      __tsan_release(ordered);
    }
    turn = warp.turn;
    site.running--;
    unsigned first = me->number / WARP * WARP;
    bool gone = kind == State::AT_WARP_BARRIER
                    ? site.release(first, std::min(first + WARP, site.count()), kind)
                    : site.release(0, site.count(), kind);
    if (!gone) site.stop_if_stuck();
  }
  wait_while(warp.turn, turn);
  if (site.failed) throw Abandoned();
  if (ordered) __tsan_acquire(ordered);
}

void run(Worker& worker) {
  Site& site = *worker.site;
  std::string failure;
  __tsan_acquire(&pool().begin);
  try {
    (*pool().body)();
  } catch (const Abandoned&) {
  } catch (const Fault& fault) {
    failure = fault.what();
  }
  __tsan_release(&pool().end);
  {
    Guard guard(site.lock);
    participant().state = State::ENDED;
    participant().file = "";
    site.running--;
    if (!failure.empty()) site.fail(failure);
    site.stop_if_stuck();
  }
  if (--pool().pending == 0) wake(pool().pending);
}

void work(Worker* worker) {
  me = worker;
  for (unsigned turn = 0;; turn++) {
    wait_while(worker->turn, turn);
    run(*worker);
  }
}

}  // namespace

Thread& self() { return participant().thread; }

const Thread* running() { return me && me->site ? &participant().thread : nullptr; }

void block_barrier(const char* file, int line) {
  arrive();
  wait(State::AT_BLOCK_BARRIER, file, line, &me->site->order, &me->site->barriers);
}

void warp_barrier(const char* file, int line) {
  Warp& warp = me->site->warps[me->number / WARP];
  wait(State::AT_WARP_BARRIER, file, line, &warp.order, &warp.barriers);
}

void fence() { std::atomic_thread_fence(std::memory_order_seq_cst); }

void exchange(const void* mine, void* theirs, size_t bytes, int lane) {
  Warp& warp = me->site->warps[me->number / WARP];
  copy(mine, warp.slots[self().lane()], bytes);
  wait(State::AT_WARP_BARRIER, "a shuffle", 0, nullptr, nullptr);
  copy(warp.slots[lane], theirs, bytes);
  wait(State::AT_WARP_BARRIER, "a shuffle", 0, nullptr, nullptr);
}

void exchange_all(const void* mine, void* theirs, size_t bytes) {
  Warp& warp = me->site->warps[me->number / WARP];
  copy(mine, warp.slots[self().lane()], bytes);
  wait(State::AT_WARP_BARRIER, "a matrix product", 0, nullptr, nullptr);
  for (unsigned lane = 0; lane < WARP; lane++) {
    copy(warp.slots[lane], static_cast<char*>(theirs) + lane * bytes, bytes);
  }
  wait(State::AT_WARP_BARRIER, "a matrix product", 0, nullptr, nullptr);
}

void abandon(const std::string& text) { throw Fault(text); }

void run_blocks(const char* kernel, dim3 grid, unsigned threads, unsigned shared_bytes,
                const std::function<void()>& body) {
  Pool& p = pool();
  unsigned at_once = std::max(2u, THREADS_AT_ONCE / threads);
  while (p.sites.size() < at_once) p.sites.push_back(std::make_unique<Site>());
  while (p.workers.size() < (size_t)at_once * threads) {
    p.workers.push_back(std::make_unique<Worker>());
    Worker* worker = p.workers.back().get();
    worker->thread = std::thread(work, worker);
  }
  p.body = &body;
  unsigned long long blocks = (unsigned long long)grid.x * grid.y * grid.z;
  for (unsigned long long first = 0; first < blocks; first += at_once) {
    auto wave = (unsigned)std::min<unsigned long long>(at_once, blocks - first);
    for (unsigned b = 0; b < wave; b++) {
      unsigned long long n = first + b;
      dim3 index{(unsigned)(n % grid.x), (unsigned)(n / grid.x % grid.y),
                 (unsigned)(n / grid.x / grid.y)};
      p.sites[b]->begin(kernel, grid, threads, shared_bytes, index);
    }
    p.pending = wave * threads;
    __tsan_release(&p.begin);
    for (unsigned w = 0; w < wave * threads; w++) {
      p.workers[w]->site = p.sites[w / threads].get();
      p.workers[w]->number = w % threads;
      advance(p.workers[w]->turn);
    }
    for (unsigned left = p.pending; left != 0; left = p.pending) wait_while(p.pending, left);
    __tsan_acquire(&p.end);
    for (unsigned b = 0; b < wave; b++) {
      if (p.sites[b]->failed) throw Fault(p.sites[b]->failure);
      check_launched(kernel, p.sites[b]->shared);
    }
  }
}

}  // namespace emulator
