// Noise written to memory: for tests, for checks of a GPU and for comparison with other generators;
// operations draw their noise where they use it.
//
// Bit for bit dev.credence.noise. Words, normals and uniforms: element `first` + i of the stream goes
// to element i of a replica, and each thread makes one block of four words, 16 elements apart, so
// that half a warp writes 64 contiguous bytes. Grid: x covers blocks in a grid-stride loop, y the
// replicas; replica r draws as replica first_replica + r of the state.
#include "noise.cuh"
#include "shuffle.cuh"

/** Stores value `word` of a noise block where it belongs, if it belongs to the tensor. */
DEVICE void put_word(float* to, long long first, long long elements, long long block, int word,
                     float value) {
  long long at = (block >> 4) * 64 + word * 16 + (block & 15) - first;
  if (at >= 0 && at < elements) {
    to[at] = value;
  }
}

/** Fills a tensor with what `values` makes of each noise block. */
template <class Values>
DEVICE void fill(const Matrix& out, const unsigned* state, int stream, long long first,
                 Values values) {
  NoiseKey key = noise_key(state, stream);
  long long elements = matrix_elements(out);
  long long begin = (first >> 6) * 16;
  long long end = ((first + elements - 1) >> 6) * 16 + 16;
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    float* to = replica(out, r);
    for (long long block = begin + global_thread(); block < end; block += global_threads()) {
      float4 four = values(key, r, block);
      put_word(to, first, elements, block, 0, four.x);
      put_word(to, first, elements, block, 1, four.y);
      put_word(to, first, elements, block, 2, four.z);
      put_word(to, first, elements, block, 3, four.w);
    }
  }
}

struct BlockWords {
  __device__ float4 operator()(const NoiseKey& key, int replica, long long block) const {
    uint4 w = noise_words(key, replica, block);
    return make_float4(__uint_as_float(w.x), __uint_as_float(w.y), __uint_as_float(w.z),
                       __uint_as_float(w.w));
  }
};

struct BlockNormals {
  __device__ float4 operator()(const NoiseKey& key, int replica, long long block) const {
    return block_normals(key, replica, block);
  }
};

struct BlockUniforms {
  __device__ float4 operator()(const NoiseKey& key, int replica, long long block) const {
    uint4 w = noise_words(key, replica, block);
    return make_float4(word_uniform(w.x), word_uniform(w.y), word_uniform(w.z), word_uniform(w.w));
  }
};

KERNEL(noise_words_fill, 256, Matrix out, const unsigned* state, int stream, long long first) {
  fill(out, state, stream, first, BlockWords());
}

KERNEL(noise_normals, 256, Matrix out, const unsigned* state, int stream, long long first) {
  fill(out, state, stream, first, BlockNormals());
}

KERNEL(noise_uniforms, 256, Matrix out, const unsigned* state, int stream, long long first) {
  fill(out, state, stream, first, BlockUniforms());
}

// Signs as numbers, row `first_row` + i of the stream in row i. A warp makes 32 words, one a lane,
// and writes the 32 signs of one word after the other.
KERNEL(noise_signs, 256, Matrix out, const unsigned* state, int stream, long long first_row) {
  NoiseKey key = noise_key(state, stream);
  int words = (out.columns + 31) >> 5;
  long long count = (long long)out.rows * words;
  int lane = threadIdx.x & 31;
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    float* to = replica(out, r);
    long long first = global_thread() - lane;
    for (long long begin = first; begin < count; begin += global_threads()) {
      unsigned mine = begin + lane < count ? noise_at(key, r, first_row * words + begin + lane) : 0;
      long long row = begin / words;
      int column = (int)(begin - row * words) * 32 + lane;
      for (int w = 0; w < 32; w++) {
        unsigned word = __shfl_sync(0xffffffffu, mine, w);
        if (row < out.rows && column < out.columns) {
          to[row * out.columns + column] = flip(1.0f, word, column);
        }
        column += 32;
        if (column >= words * 32) {
          column = lane;
          row++;
        }
      }
    }
  }
}

// The numbers of the rows at all positions of an epoch's order, as the bits of (replicas, 1, rows).
KERNEL(noise_order, 256, Matrix out, const unsigned* state, int stream, int epoch) {
  SHARED(unsigned, keys, SHUFFLE_KEYS);
  for (int r = blockIdx.y; r < out.replicas; r += gridDim.y) {
    __syncthreads();
    if (threadIdx.x < SHUFFLE_KEYS) {
      keys[threadIdx.x] = shuffle_key(state, stream, epoch, r, threadIdx.x);
    }
    __syncthreads();
    float* to = replica(out, r);
    for (long long i = global_thread(); i < out.columns; i += global_threads()) {
      to[i] = __uint_as_float(shuffled_row(keys, out.columns, (unsigned)i));
    }
  }
}

// What is made of a given word, one thread a word: the radius, cosine and sine of a normal, and the
// uniform. Straight code, so that its instructions can be counted.
KERNEL(noise_transform, 256, Matrix words, Matrix radius, Matrix cosine, Matrix sine,
       Matrix uniform) {
  long long i = global_thread();
  if (i >= matrix_elements(words)) {
    return;
  }
  unsigned word = __float_as_uint(words.data[i]);
  float2 angle = box_muller_angle(word);
  radius.data[i] = box_muller_radius(word);
  cosine.data[i] = angle.x;
  sine.data[i] = angle.y;
  uniform.data[i] = word_uniform(word);
}
