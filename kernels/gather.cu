// Rows of a batch: row b of each result is row i of its source, i the place of step B + b in the
// order of its epoch; dev.credence.op.GatherRows.
//
// The list holds pairs of source and result with one order of rows: sources of equal rows, results
// of equal replicas and rows. Grid: x covers tiles of 32 rows, y the replicas, z stripes of the
// columns. A block makes the keys of its epochs once, then its 32 row numbers, then copies: as many
// lanes work on a row as it has numbers, up to a warp, by fours where rows are aligned.
#include "pack.cuh"
#include "shuffle.cuh"

constexpr int GATHER_TILE = 32;
constexpr int GATHER_KEYS = 16;  // room for the keys of one epoch
static_assert(SHUFFLE_KEYS <= GATHER_KEYS, "the keys of an epoch need more room");

/** Copies a tile of rows of `columns` numbers of type T. */
template <class T>
DEVICE void copy_rows(const T* from, T* to, SharedPointer<unsigned> rows, int count, int columns) {
  int lanes = columns > 16 ? 32 : 1 << (32 - __clz(columns - 1));
  int lane = threadIdx.x & (lanes - 1);
  for (int row = threadIdx.x / lanes; row < count; row += 256 / lanes) {
    const T* source = from + (long long)rows[row] * columns;
    T* target = to + (long long)row * columns;
    for (int c = blockIdx.z * lanes + lane; c < columns; c += gridDim.z * lanes) {
      target[c] = source[c];
    }
  }
}

KERNEL(gather_rows, 256, MatrixList list, const unsigned* state, int stream, int shuffled) {
  SHARED(unsigned, keys, GATHER_TILE * GATHER_KEYS);
  SHARED(unsigned, rows, GATHER_TILE);
  unsigned n = list.at[0].rows;
  int replicas = list.at[1].replicas;
  int batch = list.at[1].rows;
  int first = blockIdx.x * GATHER_TILE;
  int count = min(GATHER_TILE, batch - first);
  unsigned long long begin = (unsigned long long)state[STEP] * batch + first;
  unsigned first_epoch = (unsigned)(begin / n);
  // Counted from the beginning of that epoch: 64-bit divisions are slow.
  unsigned offset = (unsigned)(begin % n);
  int epochs = (int)((offset + count - 1) / n) + 1;
  int t = threadIdx.x;
  for (int r = blockIdx.y; r < replicas; r += gridDim.y) {
    if (shuffled) {
      for (int k = t; k < epochs * GATHER_KEYS; k += 256) {
        if (k % GATHER_KEYS < SHUFFLE_KEYS) {
          unsigned epoch = first_epoch + k / GATHER_KEYS;
          keys[k] = shuffle_key(state, stream, epoch, r, k % GATHER_KEYS);
        }
      }
      __syncthreads();
    }
    if (t < count) {
      unsigned epoch = (offset + t) / n;
      unsigned position = (offset + t) % n;
      rows[t] = shuffled ? shuffled_row(keys + epoch * GATHER_KEYS, (int)n, position) : position;
    }
    __syncthreads();
    for (int pair = 0; pair < list.count; pair += 2) {
      const Matrix& source = list.at[pair];
      const Matrix& out = list.at[pair + 1];
      const float* from = replica(source, r, replicas);
      float* to = replica(out, r) + (long long)first * out.columns;
      if (out.columns % 4 == 0 && aligned(source) && aligned(out)) {
        copy_rows(reinterpret_cast<const float4*>(from), reinterpret_cast<float4*>(to), rows, count,
                  out.columns / 4);
      } else {
        copy_rows(from, to, rows, count, out.columns);
      }
    }
    // The next replica writes rows and keys.
    __syncthreads();
  }
}
