package dev.credence.backend.vector;

import dev.credence.op.Gradient;
import dev.credence.op.Noise;
import dev.credence.tensor.HeapStorage;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stage reads and writes: tensors, and buffers or stages that keep something for later
 * stages. Decides which stages may change places or run side by side.
 */
final class Uses {
  /**
   * One use.
   *
   * @param memory array of a tensor, or the buffer or stage itself
   * @param tensor null for buffers and stages
   * @param anywhere whether a row stage touches more than the rows of its block
   */
  private record Use(Object memory, Tensor tensor, boolean writes, boolean anywhere) {
    boolean conflicts(Use other) {
      return (writes || other.writes) && memory == other.memory && overlaps(other);
    }

    private boolean overlaps(Use other) {
      if (tensor == null) {
        return true;
      }
      Tensor a = tensor;
      Tensor b = other.tensor;
      if (a.replicaStride() == b.replicaStride()) {
        // Two slices of one block of parameters, or views of the same replicas.
        long stride = a.replicaStride();
        long from = Math.floorMod(a.offset(0), stride);
        long otherFrom = Math.floorMod(b.offset(0), stride);
        long end = from + a.shape().matrixElements();
        long otherEnd = otherFrom + b.shape().matrixElements();
        if (end <= stride && otherEnd <= stride && (end <= otherFrom || otherEnd <= from)) {
          return false;
        }
      }
      return a.offset(0) < end(b) && b.offset(0) < end(a);
    }

    private static long end(Tensor t) {
      return t.offset(t.shape().replicas() - 1) + t.shape().matrixElements();
    }

    /** Whether two row stages that touch this one after the other may do so block by block. */
    boolean sameRows(Use other, int replicas, int rows) {
      if (anywhere || other.anywhere) {
        return false;
      }
      if (tensor == null) {
        return true;
      }
      Tensor a = tensor;
      Tensor b = other.tensor;
      return a.shape().replicas() == replicas
          && a.shape().rows() == rows
          && a.shape().equals(b.shape())
          && a.offset(0) == b.offset(0)
          && (replicas == 1 || a.replicaStride() == b.replicaStride());
    }
  }

  private final List<Use> uses = new ArrayList<>();

  /** Tensors, gradients, noise, buffers or stages that are read; nulls are left out. */
  static Uses reading(Object... sources) {
    Uses uses = new Uses();
    for (Object source : sources) {
      uses.add(source, false, false);
    }
    return uses;
  }

  /** The same, and what is written. */
  Uses writing(Object... targets) {
    for (Object target : targets) {
      add(target, true, false);
    }
    return this;
  }

  /** The same, and what is read at any row. */
  Uses readingAnywhere(Object... sources) {
    for (Object source : sources) {
      add(source, false, true);
    }
    return this;
  }

  private void add(Object what, boolean writes, boolean anywhere) {
    if (what instanceof Tensor tensor) {
      Object array = ((HeapStorage) tensor.storage()).array();
      uses.add(new Use(array, tensor, writes, anywhere));
    } else if (what instanceof Gradient gradient) {
      add(gradient.tensor(), writes, anywhere);
    } else if (what instanceof Noise.Given given) {
      add(given.values(), writes, anywhere);
    } else if (what != null && !(what instanceof Noise)) {
      uses.add(new Use(what, null, writes, anywhere));
    }
  }

  /** Whether the order of the two stages matters. */
  boolean conflicts(Uses other) {
    for (Use a : uses) {
      for (Use b : other.uses) {
        if (a.conflicts(b)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the order of two row stages matters beyond the order within each block of rows. */
  boolean conflictsAcrossRows(Uses other, int replicas, int rows) {
    for (Use a : uses) {
      for (Use b : other.uses) {
        if (a.conflicts(b) && !a.sameRows(b, replicas, rows)) {
          return true;
        }
      }
    }
    return false;
  }
}
