package dev.credence.bench;

import dev.credence.op.GatherRows;
import dev.credence.op.Op;
import dev.credence.tensor.Storage;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run of a piece of work takes at least.
 *
 * @param flops floating point operations; a fused multiply-add counts as two
 * @param bytes traffic: every operand of every operation moved once
 * @param footprint bytes of memory that the work touches, each counted once
 */
public record Cost(double flops, double bytes, double footprint) {
  /** The cost of operations that run in order. */
  static Cost of(List<Op> ops) {
    double flops = 0;
    double bytes = 0;
    for (Op op : ops) {
      flops += op.flops();
      bytes += op.bytes();
    }
    return new Cost(flops, bytes, Math.min(footprint(ops), bytes));
  }

  /**
   * Bytes of all operands, each counted once however many views of it there are; tables that
   * batches are gathered from are left out.
   */
  static double footprint(List<Op> ops) {
    Map<Storage, List<long[]>> extents = new IdentityHashMap<>();
    for (Op op : ops) {
      List<Tensor> inputs = op instanceof GatherRows ? List.of() : op.inputs();
      for (List<Tensor> operands : List.of(inputs, op.outputs())) {
        for (Tensor t : operands) {
          long end = t.offset(t.shape().replicas() - 1) + t.shape().matrixElements();
          extents
              .computeIfAbsent(t.storage(), s -> new ArrayList<>())
              .add(new long[] {t.offset(0), end});
        }
      }
    }
    return (double) Float.BYTES * extents.values().stream().mapToLong(Cost::covered).sum();
  }

  /** Elements that a set of extents covers together. */
  private static long covered(List<long[]> extents) {
    extents.sort(Comparator.comparingLong(e -> e[0]));
    long covered = 0;
    long end = 0;
    for (long[] extent : extents) {
      covered += Math.max(0, extent[1] - Math.max(end, extent[0]));
      end = Math.max(end, extent[1]);
    }
    return covered;
  }
}
