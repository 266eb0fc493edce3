package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.TILE;

import dev.credence.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Lays the columns of weight matrices (S, K, N) out in the tiles that {@link RegisterTiles} reads:
 * column n, row k of a matrix lies at n / TILE K TILE + k TILE + n % TILE. Columns that fill the
 * last tile hold zeros or numbers that no result is made of.
 */
final class WeightTileStage implements Stage {
  private final View weights;
  private final int replicas;
  private final int rows;
  private final int columns;
  private final int size;
  private final Buffer tiles;

  WeightTileStage(Tensor w, Scratch scratch) {
    weights = View.of(w);
    replicas = w.shape().replicas();
    rows = w.shape().rows();
    columns = w.shape().columns();
    size = Math.toIntExact((long) Lanes.tiles(columns) * stride());
    tiles = scratch.buffer((long) size * replicas);
  }

  /** The array that holds the tiles. */
  float[] tiles() {
    return tiles.data();
  }

  /** Where the tiles that serve replica {@code r} of a result with {@code of} begin. */
  int at(int r, int of) {
    return (int) ((long) r * replicas / of) * size;
  }

  /** Distance of two tiles. */
  int stride() {
    return rows * TILE;
  }

  @Override
  public int parts() {
    return replicas;
  }

  @Override
  public void run(int r, Worker worker) {
    float[] to = tiles.data();
    for (int n = 0; n < columns; n += TILE) {
      int read = weights.at(r) + n;
      int write = r * size + n * rows;
      // A vector is longer than a row of a tile: what it writes too much the next row replaces, so
      // the last row is copied by itself.
      int vectors = columns >= L ? rows - 1 : 0;
      copy(weights.data, read, to, write, vectors);
      int width = Math.min(TILE, columns - n);
      for (int k = vectors; k < rows; k++) {
        for (int j = 0; j < width; j++) {
          to[write + k * TILE + j] = weights.data[read + k * columns + j];
        }
      }
    }
  }

  private void copy(float[] from, int read, float[] to, int write, int count) {
    for (int k = 0; k < count; k++) {
      FloatVector.fromArray(S, from, read + k * columns).intoArray(to, write + k * TILE);
    }
  }
}
