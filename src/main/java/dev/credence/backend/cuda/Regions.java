package dev.credence.backend.cuda;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Region;
import dev.credence.backend.cuda.driver.Region.Access;
import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Collects the memory that the launches of some operations may touch. */
final class Regions {
  private final long state;
  private final List<Region> regions = new ArrayList<>();

  /** With the device address of the step state, which every launch may read. */
  Regions(long state) {
    this.state = state;
  }

  /** The launches that follow serve these operations, of whose tensors they touch none hidden. */
  void begin(List<Op> ops, List<Tensor> hidden) {
    regions.clear();
    add("step state", state, StepState.WORDS, Access.READ);
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.addAll(hidden);
    ops.forEach(op -> op.outputs().forEach(tensor -> add(tensor, Access.READ_WRITE, seen)));
    ops.forEach(op -> op.inputs().forEach(tensor -> add(tensor, Access.READ, seen)));
  }

  /** The launches that follow touch these tensors and belong to no operation. */
  void touch(List<Tensor> tensors) {
    regions.clear();
    add("step state", state, StepState.WORDS, Access.READ);
    Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    tensors.forEach(tensor -> add(tensor, Access.READ_WRITE, seen));
  }

  private void add(Tensor tensor, Access access, Set<Tensor> seen) {
    if (seen.add(tensor)) {
      regions.add(
          new Region(
              tensor.toString(),
              DeviceStorage.address(tensor),
              tensor.replicaStride(),
              tensor.shape().replicas(),
              tensor.shape().matrixElements(),
              access));
    }
  }

  /** Memory beside that of the tensors. */
  void add(String name, long address, long elements, Access access) {
    regions.add(new Region(name, address, elements, 1, elements, access));
  }

  /** The regions of the next launch. What it leaves in scratch memory, the one after may read. */
  List<Region> next() {
    List<Region> result = List.copyOf(regions);
    regions.replaceAll(r -> r.access() == Access.UNWRITTEN ? r.with(Access.READ_WRITE) : r);
    return result;
  }
}
