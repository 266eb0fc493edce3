package dev.credence.backend.vector;

/** One number per chunk and replica, and their sums in order. */
final class ChunkSums {
  private final int chunks;
  private final Buffer partial;

  ChunkSums(int replicas, int chunks, Scratch scratch) {
    this.chunks = chunks;
    this.partial = scratch.buffer((long) replicas * chunks);
  }

  void put(int r, int first, double sum) {
    partial.data()[r * chunks + first / ChunkStage.CHUNK] = (float) sum;
  }

  double total(int r) {
    double sum = 0;
    for (int c = 0; c < chunks; c++) {
      sum += partial.data()[r * chunks + c];
    }
    return sum;
  }

  /** The stage that writes the totals to the first element of each replica. */
  Stage totals(View to, int replicas) {
    return new Stage() {
      @Override
      public int parts() {
        return replicas;
      }

      @Override
      public void run(int r, Worker worker) {
        to.data[to.at(r)] = (float) total(r);
      }
    };
  }
}
