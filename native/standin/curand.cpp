// A stand-in for NVIDIA's libcurand.so.10, for tests of what calls it: Philox words in the order
// CURAND_ORDERING_PSEUDO_LEGACY as NVIDIA describes it, 65536 subsequences with four words in turn.
// Its normals are Box-Muller's of two words each in float64: other numbers than ours and NVIDIA's.
#include <cmath>
#include <cstddef>
#include <functional>

#include "noise.cuh"

extern "C" {
int standin_give(void* stream, const std::function<void()>* work);
int standin_give_named(void* stream, const char* name, const std::function<void()>* work);
bool standin_holds(const void* at, size_t bytes);
int standin_failure(const char* name);
}

namespace {

enum {
  SUCCESS = 0,
  NOT_INITIALIZED = 101,
  TYPE_ERROR = 103,
  OUT_OF_RANGE = 104,
  LENGTH_NOT_MULTIPLE = 105,
  LAUNCH_FAILURE = 201
};
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

int curandGenerateNormal(Generator* generator, float* to, size_t count, float mean,
                         float deviation) {
  if (int asked = standin_failure("curandGenerateNormal")) return asked;
  if (!generator->legacy) return NOT_INITIALIZED;
  if (count % 2 != 0) return LENGTH_NOT_MULTIPLE;
  if (!standin_holds(to, count * sizeof(float))) return LAUNCH_FAILURE;
  Generator copy = *generator;
  generator->offset += count;
  std::function<void()> work = [=] {
    const double pi = 3.14159265358979323846;
    for (size_t i = 0; i < count; i += 2) {
      double u = (word(copy.seed, copy.offset + i) + 0.5) * 0x1p-32;
      double angle = 2 * pi * (word(copy.seed, copy.offset + i + 1) + 0.5) * 0x1p-32;
      double radius = std::sqrt(-2 * std::log(u));
      to[i] = (float)(mean + deviation * radius * std::cos(angle));
      to[i + 1] = (float)(mean + deviation * radius * std::sin(angle));
    }
  };
  int given = standin_give_named(generator->stream, "curand_normals", &work);
  return given == 0 ? SUCCESS : LAUNCH_FAILURE;
}

}  // extern "C"
