package dev.credence.backend.vector;

/** A stage over the elements of each replica in chunks of fixed size. */
abstract class ChunkStage implements Stage {
  /** Elements in a chunk: scratch for a few of them stays in the first-level cache. */
  static final int CHUNK = 2048;

  final int replicas;
  final int elements;
  final int chunks;

  ChunkStage(int replicas, long elements) {
    this.replicas = replicas;
    this.elements = Math.toIntExact(elements);
    this.chunks = (this.elements + CHUNK - 1) / CHUNK;
  }

  @Override
  public final int parts() {
    return Math.multiplyExact(replicas, chunks);
  }

  @Override
  public final void run(int part, Worker worker) {
    int first = part % chunks * CHUNK;
    chunk(part / chunks, first, Math.min(CHUNK, elements - first), worker);
  }

  /** Works on {@code n} elements of replica {@code r}, from {@code first} on. */
  abstract void chunk(int r, int first, int n, Worker worker);
}
