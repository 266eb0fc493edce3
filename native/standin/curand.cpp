// A stand-in for NVIDIA's libcurand.so.10, for tests of what calls it: Philox words in the order
// CURAND_ORDERING_PSEUDO_LEGACY as NVIDIA describes it, 65536 subsequences with four words in turn.
#include <cstddef>
#include <functional>

#include "noise.cuh"

extern "C" int standin_give(void* stream, const std::function<void()>* work);

namespace {

enum { SUCCESS = 0, NOT_INITIALIZED = 101, TYPE_ERROR = 103, OUT_OF_RANGE = 104, LAUNCH_FAILURE = 201 };
enum { PHILOX = 161, LEGACY = 103 };

struct Generator {
  unsigned long long seed = 0, offset = 0;
  void* stream = nullptr;
  bool legacy = false;
};

unsigned word(unsigned long long seed, unsigned long long n) {
  unsigned long long quad = n / 4, block = quad / 65536;
  uint4 words = philox((unsigned)block, (unsigned)(block >> 32), (unsigned)(quad % 65536), 0,
                       (unsigned)seed, (unsigned)(seed >> 32));
  const unsigned all[] = {words.x, words.y, words.z, words.w};
  return all[n % 4];
}

}  // namespace

extern "C" {

int curandCreateGenerator(Generator** generator, int type) {
  if (type != PHILOX) return TYPE_ERROR;
  *generator = new Generator;
  return SUCCESS;
}

int curandDestroyGenerator(Generator* generator) {
  delete generator;
  return SUCCESS;
}

int curandSetGeneratorOrdering(Generator* generator, int ordering) {
  generator->legacy = ordering == LEGACY;
  return generator->legacy ? SUCCESS : OUT_OF_RANGE;
}

int curandSetStream(Generator* generator, void* stream) {
  generator->stream = stream;
  return SUCCESS;
}

int curandSetPseudoRandomGeneratorSeed(Generator* generator, unsigned long long seed) {
  generator->seed = seed;
  return SUCCESS;
}

int curandSetGeneratorOffset(Generator* generator, unsigned long long offset) {
  generator->offset = offset;
  return SUCCESS;
}

int curandGenerate(Generator* generator, unsigned* to, size_t count) {
  if (!generator->legacy) return NOT_INITIALIZED;
  Generator copy = *generator;
  generator->offset += count;
  std::function<void()> work = [=] {
    for (size_t i = 0; i < count; i++) to[i] = word(copy.seed, copy.offset + i);
  };
  return standin_give(generator->stream, &work) == 0 ? SUCCESS : LAUNCH_FAILURE;
}

}  // extern "C"
