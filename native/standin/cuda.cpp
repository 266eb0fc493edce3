// A stand-in for NVIDIA's libcuda.so.1, for tests of the driver on machines without a GPU: the calls
// that dev.credence.backend.cuda.driver makes, over the emulated kernels. Streams run their work on
// threads of their own, so that what is asynchronous on a GPU is so here.
//
//   CREDENCE_STANDIN_DEVICES=2          number of devices (1)
//   CREDENCE_STANDIN_MEMORY=1048576     bytes of each (1 GiB)
//   CREDENCE_STANDIN_VERSION=12040      CUDA version of the driver (13000)
//   CREDENCE_STANDIN_FAIL=NAME:NUMBER:STATUS
//       the NUMBER-th call of function NAME, from 1 on, returns STATUS; where NAME is a kernel's, its
//       NUMBER-th execution fails with STATUS and the device is lost, as on a GPU
//
// What is still allocated when the last context goes is told on stderr.
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "launch.h"

namespace {

using Status = int;
enum : Status {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  NOT_READY = 600,
  LAUNCH_FAILED = 719,
  CAPTURE_UNSUPPORTED = 900
};

using Task = std::function<Status()>;

long long environment(const char* name, long long otherwise) {
  const char* text = getenv(name);
  return text ? atoll(text) : otherwise;
}

/** The failure that the environment asks for: counts calls of its name. */
Status injected(const char* name) {
  static const std::string text = getenv("CREDENCE_STANDIN_FAIL") ? getenv("CREDENCE_STANDIN_FAIL") : "";
  static const size_t first = text.find(':'), second = text.rfind(':');
  static std::atomic<int> calls{0};
  if (first == std::string::npos || text.compare(0, first, name) != 0 || name[first] != 0) {
    return SUCCESS;
  }
  int number = atoi(text.c_str() + first + 1);
  return ++calls == number ? atoi(text.c_str() + second + 1) : SUCCESS;
}

struct Context {
  int device = 0;
  std::atomic<int> references{0};
  std::atomic<Status> lost{SUCCESS};
  std::mutex mutex;
  std::map<uintptr_t, size_t> memory;
  std::map<uintptr_t, size_t> pinned;
  size_t used = 0;
  std::atomic<int> streams{0}, events{0}, graphs{0}, modules{0};
};

/** Emulated kernels share one set of shared memory: one at a time runs in this process. */
std::mutex execution;

struct Stream {
  Context* context;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Task> tasks;
  bool busy = false, ends = false;
  bool capturing = false;
  std::vector<Task> captured;
  std::thread worker;

  explicit Stream(Context* c) : context(c), worker([this] { work(); }) {}

  void work() {
    std::unique_lock<std::mutex> lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ends || !tasks.empty(); });
      if (tasks.empty()) return;
      Task task = std::move(tasks.front());
      tasks.pop_front();
      busy = true;
      lock.unlock();
      if (context->lost == SUCCESS) {
        Status status = task();
        if (status != SUCCESS) context->lost = status;
      }
      lock.lock();
      busy = false;
      changed.notify_all();
    }
  }

  Status give(Task task) {
    if (context->lost != SUCCESS) return context->lost;
    std::lock_guard<std::mutex> lock(mutex);
    if (capturing) {
      captured.push_back(std::move(task));
    } else {
      tasks.push_back(std::move(task));
      changed.notify_all();
    }
    return SUCCESS;
  }

  Status wait() {
    std::unique_lock<std::mutex> lock(mutex);
    if (capturing) return CAPTURE_UNSUPPORTED;
    changed.wait(lock, [this] { return tasks.empty() && !busy; });
    return context->lost;
  }

  Status query() {
    std::lock_guard<std::mutex> lock(mutex);
    if (context->lost != SUCCESS) return context->lost;
    return tasks.empty() && !busy ? SUCCESS : NOT_READY;
  }

  ~Stream() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      ends = true;
      changed.notify_all();
    }
    worker.join();
  }
};

/** Done once all work before it in its stream is. */
struct Event {
  Context* context;
  std::mutex mutex;
  std::condition_variable changed;
  long recorded = 0, reached = 0;
};

struct Graph {
  Context* context;
  std::vector<Task> tasks;
};

std::vector<std::unique_ptr<Context>>& contexts() {
  static std::vector<std::unique_ptr<Context>> all = [] {
    std::vector<std::unique_ptr<Context>> made((size_t)environment("CREDENCE_STANDIN_DEVICES", 1));
    for (size_t i = 0; i < made.size(); i++) {
      made[i] = std::make_unique<Context>();
      made[i]->device = (int)i;
    }
    return made;
  }();
  return all;
}

thread_local Context* current = nullptr;

size_t capacity() { return (size_t)environment("CREDENCE_STANDIN_MEMORY", 1LL << 30); }

bool inside(const std::map<uintptr_t, size_t>& blocks, uintptr_t at, size_t bytes) {
  auto next = blocks.upper_bound(at);
  return next != blocks.begin() && (--next, at + bytes <= next->first + next->second);
}

/** Whether device memory of the current context holds these bytes. */
bool held(uintptr_t at, size_t bytes) {
  std::lock_guard<std::mutex> lock(current->mutex);
  return inside(current->memory, at, bytes);
}

bool pinned(uintptr_t at, size_t bytes) {
  std::lock_guard<std::mutex> lock(current->mutex);
  return inside(current->pinned, at, bytes);
}

Status run_kernel(const emulator::Kernel* kernel, emulator::dim3 grid, unsigned shared_bytes,
                  const std::vector<std::vector<char>>& values) {
  Status failure = injected(kernel->name.c_str());
  if (failure != SUCCESS) return failure;
  std::vector<void*> table;
  std::vector<size_t> sizes;
  for (auto& value : values) {
    table.push_back(const_cast<char*>(value.data()));
    sizes.push_back(value.size());
  }
  std::lock_guard<std::mutex> lock(execution);
  try {
    emulator::launch(*kernel, grid, kernel->threads, shared_bytes, table.data(), sizes);
    return SUCCESS;
  } catch (const emulator::Fault& fault) {
    fprintf(stderr, "stand-in: %s\n", fault.what());
    return LAUNCH_FAILED;
  }
}

/** Shared memory that launches of a kernel may bring where they were allowed more than usual. */
std::map<const emulator::Kernel*, unsigned> allowed_shared;

}  // namespace

// A call begins with the failure that was asked for, and needs a context that still works.
#define FAIL_AS_ASKED(name) \
  if (Status asked = injected(name)) return asked
#define NEEDS_CONTEXT(name)                  \
  FAIL_AS_ASKED(name);                       \
  if (!current) return INVALID_CONTEXT;      \
  if (current->lost != SUCCESS) return current->lost

extern "C" {

/**
 * For the stand-ins of libraries: puts work into a stream, captured or not, which fails as a kernel of
 * this name was asked to.
 */
Status standin_give_named(void* stream, const char* name, const std::function<void()>* work) {
  std::function<void()> copy = *work;
  std::string kernel = name;
  return static_cast<Stream*>(stream)->give([copy, kernel] {
    Status failure = injected(kernel.c_str());
    if (failure == SUCCESS) copy();
    return failure;
  });
}

/** The same for work that never fails. */
Status standin_give(void* stream, const std::function<void()>* work) {
  return standin_give_named(stream, "", work);
}

/** Whether device memory of the current context holds these bytes. */
bool standin_holds(const void* at, size_t bytes) {
  return held(reinterpret_cast<uintptr_t>(at), bytes);
}

/** The status that a call of a library's function was asked to return; 0 where none. */
Status standin_failure(const char* name) { return injected(name); }

Status cuInit(unsigned) {
  FAIL_AS_ASKED("cuInit");
  return contexts().empty() ? NO_DEVICE : SUCCESS;
}

Status cuDriverGetVersion(int* version) {
  *version = (int)environment("CREDENCE_STANDIN_VERSION", 13000);
  return SUCCESS;
}

Status cuDeviceGetCount(int* count) {
  *count = (int)contexts().size();
  return SUCCESS;
}

Status cuDeviceGet(int* device, int ordinal) {
  if (ordinal < 0 || ordinal >= (int)contexts().size()) return INVALID_DEVICE;
  *device = ordinal;
  return SUCCESS;
}

Status cuDeviceGetName(char* name, int length, int device) {
  snprintf(name, (size_t)length, "Stand-in %d", device);
  return SUCCESS;
}

Status cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = capacity();
  return SUCCESS;
}

Status cuDeviceGetAttribute(int* value, int attribute, int) {
  *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute == 16 ? 2 : 0;
  return SUCCESS;
}

Status cuGetErrorName(Status status, const char** name) {
  switch (status) {
    case INVALID_VALUE: *name = "CUDA_ERROR_INVALID_VALUE"; break;
    case OUT_OF_MEMORY: *name = "CUDA_ERROR_OUT_OF_MEMORY"; break;
    case NO_DEVICE: *name = "CUDA_ERROR_NO_DEVICE"; break;
    case 209: *name = "CUDA_ERROR_NO_BINARY_FOR_GPU"; break;
    case 222: *name = "CUDA_ERROR_UNSUPPORTED_PTX_VERSION"; break;
    case NOT_FOUND: *name = "CUDA_ERROR_NOT_FOUND"; break;
    case 700: *name = "CUDA_ERROR_ILLEGAL_ADDRESS"; break;
    case 701: *name = "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"; break;
    case LAUNCH_FAILED: *name = "CUDA_ERROR_LAUNCH_FAILED"; break;
    default: *name = nullptr; return INVALID_VALUE;
  }
  return SUCCESS;
}

Status cuGetErrorString(Status status, const char** text) {
  *text = "as the stand-in was told";
  return status == SUCCESS ? INVALID_VALUE : SUCCESS;
}

Status cuDevicePrimaryCtxRetain(Context** context, int device) {
  FAIL_AS_ASKED("cuDevicePrimaryCtxRetain");
  *context = contexts()[(size_t)device].get();
  (*context)->references++;
  return SUCCESS;
}

Status cuDevicePrimaryCtxRelease_v2(int device) {
  Context& context = *contexts()[(size_t)device];
  if (--context.references > 0) return SUCCESS;
  size_t left = context.memory.size() + context.pinned.size() + (size_t)context.streams +
                (size_t)context.events + (size_t)context.graphs + (size_t)context.modules;
  if (left > 0 && context.lost == SUCCESS) {
    fprintf(stderr,
            "stand-in: device %d is left with %zu allocations, %zu pinned, %d streams, %d events, "
            "%d graphs, %d modules\n",
            device, context.memory.size(), context.pinned.size(), (int)context.streams,
            (int)context.events, (int)context.graphs, (int)context.modules);
  }
  context.lost = SUCCESS;
  return SUCCESS;
}

Status cuCtxSetCurrent(Context* context) {
  current = context;
  return SUCCESS;
}

Status cuMemAlloc_v2(uintptr_t* address, size_t bytes) {
  NEEDS_CONTEXT("cuMemAlloc");
  std::lock_guard<std::mutex> lock(current->mutex);
  if (bytes == 0) return INVALID_VALUE;
  if (current->used + bytes > capacity()) return OUT_OF_MEMORY;
  void* block = aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset(block, 0xff, bytes);  // nobody may count on zeros
  *address = reinterpret_cast<uintptr_t>(block);
  current->memory[*address] = bytes;
  current->used += bytes;
  return SUCCESS;
}

Status cuMemFree_v2(uintptr_t address) {
  NEEDS_CONTEXT("cuMemFree");
  std::lock_guard<std::mutex> lock(current->mutex);
  auto found = current->memory.find(address);
  if (found == current->memory.end()) {
    fprintf(stderr, "stand-in: cuMemFree of what is not allocated\n");
    return INVALID_VALUE;
  }
  current->used -= found->second;
  current->memory.erase(found);
  free(reinterpret_cast<void*>(address));
  return SUCCESS;
}

Status cuMemGetInfo_v2(size_t* free_bytes, size_t* total) {
  NEEDS_CONTEXT("cuMemGetInfo");
  *total = capacity();
  *free_bytes = capacity() - current->used;
  return SUCCESS;
}

Status cuMemHostAlloc(void** pointer, size_t bytes, unsigned) {
  NEEDS_CONTEXT("cuMemHostAlloc");
  *pointer = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  memset(*pointer, 0xff, bytes);
  std::lock_guard<std::mutex> lock(current->mutex);
  current->pinned[reinterpret_cast<uintptr_t>(*pointer)] = bytes;
  return SUCCESS;
}

Status cuMemFreeHost(void* pointer) {
  if (!current) return INVALID_CONTEXT;
  std::lock_guard<std::mutex> lock(current->mutex);
  if (current->pinned.erase(reinterpret_cast<uintptr_t>(pointer)) == 0) {
    fprintf(stderr, "stand-in: cuMemFreeHost of what is not allocated\n");
    return INVALID_VALUE;
  }
  free(pointer);
  return SUCCESS;
}

Status cuMemcpyHtoDAsync_v2(uintptr_t to, const void* from, size_t bytes, Stream* stream) {
  NEEDS_CONTEXT("cuMemcpyHtoDAsync");
  if (!held(to, bytes) || !pinned(reinterpret_cast<uintptr_t>(from), bytes)) return INVALID_VALUE;
  return stream->give([=] {
    memcpy(reinterpret_cast<void*>(to), from, bytes);
    return SUCCESS;
  });
}

Status cuMemcpyDtoHAsync_v2(void* to, uintptr_t from, size_t bytes, Stream* stream) {
  NEEDS_CONTEXT("cuMemcpyDtoHAsync");
  if (!held(from, bytes) || !pinned(reinterpret_cast<uintptr_t>(to), bytes)) return INVALID_VALUE;
  return stream->give([=] {
    memcpy(to, reinterpret_cast<void*>(from), bytes);
    return SUCCESS;
  });
}

Status cuMemsetD8Async(uintptr_t to, unsigned char value, size_t bytes, Stream* stream) {
  NEEDS_CONTEXT("cuMemsetD8Async");
  if (!held(to, bytes)) return INVALID_VALUE;
  return stream->give([=] {
    memset(reinterpret_cast<void*>(to), value, bytes);
    return SUCCESS;
  });
}

Status cuStreamCreate(Stream** stream, unsigned) {
  NEEDS_CONTEXT("cuStreamCreate");
  *stream = new Stream(current);
  current->streams++;
  return SUCCESS;
}

Status cuStreamDestroy_v2(Stream* stream) {
  stream->context->streams--;
  delete stream;
  return SUCCESS;
}

Status cuStreamSynchronize(Stream* stream) {
  NEEDS_CONTEXT("cuStreamSynchronize");
  return stream->wait();
}

Status cuStreamQuery(Stream* stream) {
  NEEDS_CONTEXT("cuStreamQuery");
  return stream->query();
}

Status cuStreamBeginCapture_v2(Stream* stream, int) {
  NEEDS_CONTEXT("cuStreamBeginCapture");
  std::lock_guard<std::mutex> lock(stream->mutex);
  stream->capturing = true;
  stream->captured.clear();
  return SUCCESS;
}

Status cuStreamEndCapture(Stream* stream, Graph** graph) {
  NEEDS_CONTEXT("cuStreamEndCapture");
  std::lock_guard<std::mutex> lock(stream->mutex);
  stream->capturing = false;
  *graph = new Graph{current, std::move(stream->captured)};
  current->graphs++;
  return SUCCESS;
}

Status cuGraphInstantiateWithFlags(Graph** executable, Graph* graph, unsigned long long) {
  NEEDS_CONTEXT("cuGraphInstantiate");
  *executable = new Graph(*graph);
  current->graphs++;
  return SUCCESS;
}

Status cuGraphLaunch(Graph* executable, Stream* stream) {
  NEEDS_CONTEXT("cuGraphLaunch");
  std::vector<Task> tasks = executable->tasks;
  return stream->give([tasks] {
    for (auto& task : tasks) {
      if (Status status = task()) return status;
    }
    return (Status)SUCCESS;
  });
}

Status cuGraphDestroy(Graph* graph) {
  graph->context->graphs--;
  delete graph;
  return SUCCESS;
}

Status cuGraphExecDestroy(Graph* graph) { return cuGraphDestroy(graph); }

Status cuEventCreate(Event** event, unsigned) {
  NEEDS_CONTEXT("cuEventCreate");
  *event = new Event;
  (*event)->context = current;
  current->events++;
  return SUCCESS;
}

Status cuEventRecord(Event* event, Stream* stream) {
  NEEDS_CONTEXT("cuEventRecord");
  long number;
  {
    std::lock_guard<std::mutex> lock(event->mutex);
    number = ++event->recorded;
  }
  return stream->give([=] {
    std::lock_guard<std::mutex> lock(event->mutex);
    event->reached = number;
    event->changed.notify_all();
    return SUCCESS;
  });
}

Status cuEventSynchronize(Event* event) {
  NEEDS_CONTEXT("cuEventSynchronize");
  std::unique_lock<std::mutex> lock(event->mutex);
  Context* context = current;
  while (event->reached < event->recorded && context->lost == SUCCESS) {
    event->changed.wait_for(lock, std::chrono::milliseconds(1));
  }
  return context->lost;
}

Status cuEventDestroy_v2(Event* event) {
  event->context->events--;
  delete event;
  return SUCCESS;
}

/** Any image will do: kernels are found by name among the emulated ones. */
Status cuModuleLoadData(int** module, const void* image) {
  NEEDS_CONTEXT("cuModuleLoadData");
  if (!image) return INVALID_IMAGE;
  *module = new int(0);
  current->modules++;
  return SUCCESS;
}

Status cuModuleUnload(int* module) {
  current->modules--;
  delete module;
  return SUCCESS;
}

Status cuModuleGetFunction(const emulator::Kernel** function, int*, const char* name) {
  NEEDS_CONTEXT("cuModuleGetFunction");
  *function = emulator::find_kernel(name);
  return *function ? SUCCESS : NOT_FOUND;
}

Status cuFuncGetAttribute(int* value, int attribute, const emulator::Kernel* kernel) {
  *value = attribute == 0 ? (int)kernel->threads : 0;
  return SUCCESS;
}

Status cuFuncSetAttribute(const emulator::Kernel* kernel, int attribute, int value) {
  constexpr int MAX_DYNAMIC_SHARED_SIZE_BYTES = 8, MOST = 227 * 1024;
  constexpr int PREFERRED_SHARED_MEMORY_CARVEOUT = 9, MOST_PER_CENT = 100;
  if (attribute == PREFERRED_SHARED_MEMORY_CARVEOUT && value >= 0 && value <= MOST_PER_CENT) {
    return SUCCESS;
  }
  if (attribute != MAX_DYNAMIC_SHARED_SIZE_BYTES || value < 0 || value > MOST) return INVALID_VALUE;
  std::lock_guard<std::mutex> lock(execution);
  allowed_shared[kernel] = (unsigned)value;
  return SUCCESS;
}

Status cuLaunchKernel(const emulator::Kernel* kernel, unsigned gx, unsigned gy, unsigned gz,
                      unsigned bx, unsigned by, unsigned bz, unsigned shared, Stream* stream,
                      void** arguments, void** extra) {
  NEEDS_CONTEXT("cuLaunchKernel");
  if (bx > kernel->threads || by != 1 || bz != 1 || extra || gx == 0 || gy == 0 || gz == 0 ||
      gy > 65535 || gz > 65535) {
    return INVALID_VALUE;
  }
  {
    std::lock_guard<std::mutex> lock(execution);
    auto allowed = allowed_shared.find(kernel);
    if (shared > (allowed == allowed_shared.end() ? 48 * 1024 : allowed->second)) {
      return INVALID_VALUE;
    }
  }
  std::vector<std::vector<char>> values;
  for (size_t i = 0; i < kernel->parameters.size(); i++) {
    auto* from = static_cast<char*>(arguments[i]);
    values.emplace_back(from, from + kernel->parameters[i]);
  }
  emulator::dim3 grid{gx, gy, gz};
  return stream->give([=] { return run_kernel(kernel, grid, shared, values); });
}

}  // extern "C"
