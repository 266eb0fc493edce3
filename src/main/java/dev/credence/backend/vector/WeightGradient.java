package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.PANEL;
import static dev.credence.backend.vector.Lanes.S;
import static dev.credence.backend.vector.Lanes.SI;
import static dev.credence.backend.vector.Lanes.TILE;

import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Gradients of a weight matrix: products x^T dy of up to two kinds, then dmu and drho from them.
 *
 * <pre>
 *   pack    rows of x into tiles of K, rows of dy into panels of N     parts: blocks of rows
 *   tiles   G = x^T dy, summed over rows in order, in scratch          parts: groups of tiles
 *   finish  dmu (+)= G, drho (+)= G' o factor                          parts: rows of the matrix
 * </pre>
 *
 * <p>Rows go through in chunks of {@link #CHUNK} a thread, so that scratch stays in the caches
 * whatever the batch; a sum continues from chunk to chunk in scratch, so chunks change no bit.
 * Cost: 2 B K N flops a product; packing moves B (K + N) numbers.
 */
final class WeightGradient {
  /** Where the second product comes from. */
  enum Second {
    /** There is none: drho comes from the first. */
    NONE,
    /** x o signIn and dy o signOut. */
    FLIPPED,
    /** x squared and another dy. */
    SQUARED
  }

  /** Rows of each thread whose packed forms are held at a time, and most rows of all. */
  private static final int CHUNK = 512;

  private static final int LARGEST_CHUNK = 4096;

  /** Numbers of scratch below which a gradient has its own, to run beside others: 512 KiB. */
  private static final long SMALL = 128 * 1024;

  /** Rows in one part of packing. */
  private static final int PACK_ROWS = 64;

  /** Rows in one pass of a tile: its panel then takes 32 KiB. */
  private static final int PASS = 256;

  /** Tiles in one part. */
  private static final int TILES = 4;

  private static final int SIGN_BIT = 0x80000000;

  private final int replicas;
  private final int rows;
  private final int inputs;
  private final int outputs;
  private final Tensor xTensor;
  private final Tensor dyTensor;
  private final View x;
  private final View dy;
  private final Gradient dmu;
  private final Gradient drho;
  private final Scratch scratch;
  private Second second = Second.NONE;
  private SignSource signIn;
  private SignSource signOut;
  private Buffer otherDy;
  private Buffer factor;
  private Stage factorOwner;
  private int factorReplicas = 1;

  private int tiles;
  private int panels;
  private int heldRows;

  /** Distances of packed tiles and panels: no power of two, so that rows spread over the cache. */
  private int tileStride;

  private int panelStride;
  private int heldReplicas;
  private Buffer packedX;
  private Buffer packedDy;
  private Buffer sums;

  /** Gradients of the weights (R, K, N) from x (R, B, K) and dy (R, B, N). */
  WeightGradient(Tensor x, Tensor dy, Gradient dmu, Gradient drho, Scratch scratch) {
    this.replicas = dy.shape().replicas();
    this.rows = dy.shape().rows();
    this.inputs = x.shape().columns();
    this.outputs = dy.shape().columns();
    this.xTensor = x;
    this.dyTensor = dy;
    this.x = View.of(x, replicas);
    this.dy = View.of(dy);
    this.dmu = dmu;
    this.drho = drho;
    this.scratch = scratch;
  }

  /** What drho is the product's elementwise multiple of: {@code of} matrices. */
  WeightGradient factor(Buffer matrices, Stage owner, int of) {
    factor = matrices;
    factorOwner = owner;
    factorReplicas = of;
    return this;
  }

  WeightGradient flipped(SignSource in, SignSource out) {
    second = Second.FLIPPED;
    signIn = in;
    signOut = out;
    return this;
  }

  WeightGradient squared(Buffer other) {
    second = Second.SQUARED;
    otherDy = other;
    return this;
  }

  /** Adds the stages. */
  void addTo(Plan plan) {
    if (dmu == null && drho == null) {
      return;
    }
    tiles = Lanes.tiles(inputs);
    panels = Lanes.panels(outputs);
    int chunk = Math.min(LARGEST_CHUNK, CHUNK * scratch.workers());
    heldRows = Math.min(rows, chunk);
    heldReplicas = Math.min(replicas, Math.max(1, chunk / rows));
    int products = second == Second.NONE ? 1 : 2;
    tileStride = heldRows * TILE + L;
    panelStride = heldRows * PANEL + L;
    long sizeX = (long) products * heldReplicas * tiles * tileStride;
    long sizeDy = (long) products * heldReplicas * panels * panelStride;
    long sizeSums = (long) products * heldReplicas * tiles * TILE * panels * PANEL;
    boolean small = sizeX + sizeDy + sizeSums <= SMALL;
    packedX = small ? scratch.buffer(sizeX) : scratch.shared(0, sizeX);
    packedDy = small ? scratch.buffer(sizeDy) : scratch.shared(1, sizeDy);
    sums = small ? scratch.buffer(sizeSums) : scratch.shared(2, sizeSums);
    scratch.floats(Slots.EDGE, (long) TILE * PANEL);
    scratch.floats(Slots.BLOCK_A, (long) panels * PANEL);
    if (second == Second.FLIPPED) {
      scratch.ints(Slots.WORDS_IN, (long) PACK_ROWS * signIn.wordsPerRow);
      scratch.ints(Slots.WORDS_OUT, (long) PACK_ROWS * signOut.wordsPerRow);
    }
    for (int r = 0; r < replicas; r += heldReplicas) {
      int count = Math.min(heldReplicas, replicas - r);
      for (int b = 0; b < rows; b += heldRows) {
        int held = Math.min(heldRows, rows - b);
        plan.add(
            new Pack(r, count, b, held),
            Uses.reading(xTensor, dyTensor, otherDy, given(signIn), given(signOut))
                .writing(packedX, packedDy));
        plan.add(new Tiles(count, b == 0, held), Uses.reading(packedX, packedDy).writing(sums));
      }
      plan.add(new Finish(r, count), Uses.reading(sums, factorOwner).writing(dmu, drho));
    }
  }

  private static Tensor given(SignSource signs) {
    return signs == null ? null : signs.tensor();
  }

  /** Where tile {@code t} of product {@code p} of a held replica begins. */
  private int tileAt(int slot, int p, int t) {
    return ((p * heldReplicas + slot) * tiles + t) * tileStride;
  }

  private int panelAt(int slot, int p, int j) {
    return ((p * heldReplicas + slot) * panels + j) * panelStride;
  }

  private int sumAt(int slot, int p, int t, int j) {
    return (((p * heldReplicas + slot) * tiles + t) * panels + j) * TILE * PANEL;
  }

  private final class Pack implements Stage {
    private final int first;
    private final int count;
    private final int begin;
    private final int held;
    private final int blocks;

    Pack(int first, int count, int begin, int held) {
      this.first = first;
      this.count = count;
      this.begin = begin;
      this.held = held;
      this.blocks = (held + PACK_ROWS - 1) / PACK_ROWS;
    }

    @Override
    public int parts() {
      return count * blocks;
    }

    @Override
    public void run(int part, Worker worker) {
      int slot = part / blocks;
      int r = first + slot;
      int b = part % blocks * PACK_ROWS;
      int n = Math.min(PACK_ROWS, held - b);
      int xOff = x.at(r) + (begin + b) * inputs;
      int dyOff = dy.at(r) + (begin + b) * outputs;
      int[] in = null;
      int[] out = null;
      if (second == Second.FLIPPED) {
        in = worker.ints(Slots.WORDS_IN);
        out = worker.ints(Slots.WORDS_OUT);
        signIn.words(r, begin + b, n, in, 0);
        signOut.words(r, begin + b, n, out, 0);
      }
      tilesOf(xOff, slot, b, n, in);
      panelsOf(dy.data, dyOff, panelAt(slot, 0, 0) + b * PANEL, n, packedDy.data());
      if (second == Second.FLIPPED) {
        flippedPanelsOf(out, panelAt(slot, 0, 0) + b * PANEL, panelAt(slot, 1, 0) + b * PANEL, n);
      } else if (second == Second.SQUARED) {
        int other = (r * rows + begin + b) * outputs;
        panelsOf(otherDy.data(), other, panelAt(slot, 1, 0) + b * PANEL, n, packedDy.data());
      }
    }

    /**
     * Rows of x into tiles, and flipped or squared into the second tiles. A whole vector is stored
     * where it fits; what it spills into the next row's place is overwritten with that row. The
     * last row of a block belongs before another block, so it goes number by number.
     */
    private void tilesOf(int from, int slot, int b, int n, int[] words) {
      int to = tileAt(slot, 0, 0) + b * TILE;
      int other = tileAt(slot, 1, 0) + b * TILE;
      int end = from + n * inputs;
      for (int i = 0; i < n; i++) {
        int row = from + i * inputs;
        int k = 0;
        int at = i * TILE;
        if (i < n - 1) {
          int whole = Math.min(inputs, end - L - row + 1);
          int vectors = whole <= 0 ? 0 : (whole + TILE - 1) / TILE * TILE;
          if (second == Second.FLIPPED) {
            flippedVectors(row, vectors, to + at, other + at, words, i * signIn.wordsPerRow);
          } else if (second == Second.SQUARED) {
            squaredVectors(row, vectors, to + at, other + at);
          } else {
            plainVectors(row, vectors, to + at);
          }
          k = vectors;
          at += vectors / TILE * tileStride;
        }
        for (; k < inputs; k += TILE, at += tileStride) {
          each(row + k, Math.min(TILE, inputs - k), to + at, other + at, words, i, k);
        }
      }
    }

    private void plainVectors(int row, int columns, int to) {
      float[] out = packedX.data();
      for (int k = 0, at = to; k < columns; k += TILE, at += tileStride) {
        FloatVector.fromArray(S, x.data, row + k).intoArray(out, at);
      }
    }

    private void squaredVectors(int row, int columns, int to, int other) {
      float[] out = packedX.data();
      for (int k = 0, at = 0; k < columns; k += TILE, at += tileStride) {
        FloatVector v = FloatVector.fromArray(S, x.data, row + k);
        v.intoArray(out, to + at);
        v.mul(v).intoArray(out, other + at);
      }
    }

    private void flippedVectors(int row, int columns, int to, int other, int[] words, int word) {
      float[] out = packedX.data();
      for (int k = 0, at = 0; k < columns; k += TILE, at += tileStride) {
        FloatVector v = FloatVector.fromArray(S, x.data, row + k);
        IntVector sign =
            IntVector.broadcast(SI, words[word + (k >> 5)] >>> (k & 31))
                .lanewise(VectorOperators.LSHL, Lanes.TO_SIGN)
                .and(SIGN_BIT);
        v.intoArray(out, to + at);
        v.reinterpretAsInts()
            .lanewise(VectorOperators.XOR, sign)
            .reinterpretAsFloats()
            .intoArray(out, other + at);
      }
    }

    private void each(int from, int n, int to, int other, int[] words, int i, int k) {
      float[] out = packedX.data();
      for (int j = 0; j < n; j++) {
        float v = x.data[from + j];
        out[to + j] = v;
        if (second == Second.SQUARED) {
          out[other + j] = v * v;
        } else if (second == Second.FLIPPED) {
          int word = words[i * signIn.wordsPerRow + (k >> 5)];
          int sign = word >>> (k + j & 31) << 31;
          out[other + j] = Float.intBitsToFloat(Float.floatToRawIntBits(v) ^ sign);
        }
      }
    }

    private void panelsOf(float[] a, int from, int to, int n, float[] out) {
      for (int i = 0; i < n; i++) {
        int row = from + i * outputs;
        int at = to + i * PANEL;
        int j = 0;
        for (; j <= outputs - PANEL; j += PANEL, at += panelStride) {
          FloatVector.fromArray(S, a, row + j).intoArray(out, at);
          FloatVector.fromArray(S, a, row + j + L).intoArray(out, at + L);
        }
        for (int l = 0; j < outputs; j++, l++) {
          out[at + l] = a[row + j];
        }
      }
    }

    /** Flips already packed panels; what lies beyond the last column is never read. */
    private void flippedPanelsOf(int[] words, int from, int to, int n) {
      float[] out = packedDy.data();
      for (int i = 0; i < n; i++) {
        int word = i * signOut.wordsPerRow;
        int at = i * PANEL;
        for (int j = 0; j < outputs; j += PANEL, at += panelStride) {
          for (int l = 0; l < PANEL && j + l < outputs; l += L) {
            IntVector sign =
                IntVector.broadcast(SI, words[word + (j + l >> 5)] >>> (j + l & 31))
                    .lanewise(VectorOperators.LSHL, Lanes.TO_SIGN)
                    .and(SIGN_BIT);
            FloatVector.fromArray(S, out, from + at + l)
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, sign)
                .reinterpretAsFloats()
                .intoArray(out, to + at + l);
          }
        }
      }
    }
  }

  private final class Tiles implements Stage {
    private final int count;
    private final boolean fresh;
    private final int held;
    private final int groups = (tiles + TILES - 1) / TILES;
    private final int products = second == Second.NONE ? 1 : 2;

    Tiles(int count, boolean fresh, int held) {
      this.count = count;
      this.fresh = fresh;
      this.held = held;
    }

    @Override
    public int parts() {
      return Math.multiplyExact(count * products * panels, groups);
    }

    @Override
    public void run(int part, Worker worker) {
      int t0 = part % groups * TILES;
      int j = part / groups % panels;
      int p = part / (groups * panels) % products;
      int slot = part / (groups * panels * products);
      if (!(p == 0 ? wantsFirst() : drho != null)) {
        return;
      }
      float[] zeros = worker.floats(Slots.EDGE);
      Arrays.fill(zeros, 0);
      float[] sum = sums.data();
      int width = Math.min(PANEL, outputs - j * PANEL);
      int end = Math.min(tiles, t0 + TILES);
      for (int b = 0; b < held; b += PASS) {
        int depth = Math.min(PASS, held - b);
        int panel = panelAt(slot, p, j) + b * PANEL;
        for (int t = t0; t < end; t++) {
          int to = sumAt(slot, p, t, j);
          boolean first = fresh && b == 0;
          RegisterTiles.run(
              Math.min(TILE, inputs - t * TILE),
              width,
              packedX.data(),
              tileAt(slot, p, t) + b * TILE,
              packedDy.data(),
              panel,
              depth,
              first ? zeros : sum,
              first ? 0 : to,
              PANEL,
              sum,
              to,
              PANEL);
        }
      }
    }
  }

  private boolean wantsFirst() {
    return dmu != null || second == Second.NONE;
  }

  private final class Finish implements Stage {
    private final int first;
    private final int count;
    private final View mean = dmu == null ? null : View.of(dmu.tensor(), replicas);
    private final View spread = drho == null ? null : View.of(drho.tensor(), replicas);
    private final int meanGroup = dmu == null ? 1 : replicas / dmu.tensor().shape().replicas();
    private final int spreadGroup = drho == null ? 1 : replicas / drho.tensor().shape().replicas();

    Finish(int first, int count) {
      this.first = first;
      this.count = count;
    }

    @Override
    public int parts() {
      return tiles;
    }

    @Override
    public void run(int t, Worker worker) {
      float[] row = worker.floats(Slots.BLOCK_A);
      int end = Math.min(TILE, inputs - t * TILE);
      for (int slot = 0; slot < count; slot++) {
        int r = first + slot;
        for (int i = 0; i < end; i++) {
          int k = t * TILE + i;
          if (dmu != null) {
            gather(slot, 0, t, i, row);
            boolean add = dmu.accumulates() || r % meanGroup != 0;
            Elements.put(row, 0, mean.data, mean.at(r) + k * outputs, outputs, add);
          }
          if (drho != null) {
            gather(slot, second == Second.NONE ? 0 : 1, t, i, row);
            boolean add = drho.accumulates() || r % spreadGroup != 0;
            int f = (int) ((long) r * factorReplicas / replicas);
            Elements.putProduct(
                row,
                0,
                factor.data(),
                (f * inputs + k) * outputs,
                spread.data,
                spread.at(r) + k * outputs,
                outputs,
                add);
          }
        }
      }
    }

    private void gather(int slot, int p, int t, int i, float[] row) {
      for (int j = 0; j < panels; j++) {
        System.arraycopy(sums.data(), sumAt(slot, p, t, j) + i * PANEL, row, j * PANEL, PANEL);
      }
    }
  }
}
