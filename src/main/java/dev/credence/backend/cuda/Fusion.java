package dev.credence.backend.cuda;

import dev.credence.backend.FeedForward;
import dev.credence.op.Activate;
import dev.credence.op.Adam;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.MatMul;
import dev.credence.op.Op;
import dev.credence.op.SampledMatMul;
import dev.credence.op.Sgd;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds neighbours in a list of operations that can share launches. What they leave in memory is
 * bit for bit what they leave one after the other: nothing that an operation writes is left out, so
 * it does not matter who reads it later. Layers with frozen weights are the exception: their
 * temporary activations are never written, and sums differ by rounding.
 *
 * <ul>
 *   <li>{@link GatherRows} with one order of rows: one launch, which makes the order once.
 *   <li>{@link GaussianKl} of several layers: one launch.
 *   <li>{@link GaussianKl} of several layers and then {@link Adam} on the parameters that they
 *       belong to: one launch and one pass.
 *   <li>{@link ClipGlobalNorm} and then {@link Adam} or {@link Sgd} on the same gradients: the
 *       optimiser scales the gradients on its way, which saves a launch and a pass over them.
 *   <li>A product and the {@link Activate} of its result: the block that has written a tile
 *       activates it from its caches.
 *   <li>{@link FeedForward}: all layers in one launch, where a kernel serves them.
 * </ul>
 *
 * Operations of which one writes what another reads or writes keep to themselves.
 */
final class Fusion {
  private Fusion() {}

  /**
   * The operations in order, in groups of one or more.
   *
   * @param served which layers with frozen weights have a kernel that takes them together
   */
  static List<List<Op>> groups(List<Op> ops, Predicate<FeedForward> served) {
    List<List<Op>> groups = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      FeedForward network = FeedForward.at(ops, i, 0);
      if (network != null && served.test(network)) {
        groups.add(List.copyOf(ops.subList(i, i + network.operations())));
        i += network.operations() - 1;
        continue;
      }
      Op op = ops.get(i);
      List<Op> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (!last.isEmpty() && joins(last, op)) {
        last.add(op);
      } else {
        groups.add(new ArrayList<>(List.of(op)));
      }
    }
    return groups;
  }

  private static boolean joins(List<Op> group, Op op) {
    Op first = group.get(0);
    Op last = group.get(group.size() - 1);
    if (FeedForward.at(group, 0, 0) != null) {
      return false;
    }
    if (first instanceof GatherRows a && op instanceof GatherRows b) {
      return group.size() < GatherLaunches.MOST && sameOrder(a, b) && independent(group, op);
    }
    if (last instanceof GaussianKl && op instanceof Adam adam) {
      return UpdateLaunches.serves(group.stream().map(GaussianKl.class::cast).toList(), adam);
    }
    if (last instanceof GaussianKl a && op instanceof GaussianKl b) {
      return group.size() < PenaltyLaunches.MOST
          && a.scale() == b.scale()
          && a.mu().shape().replicas() == b.mu().shape().replicas()
          && independent(group, op);
    }
    if (op instanceof Activate then && group.size() == 1) {
      return activates(first, then);
    }
    return group.size() == 1 && first instanceof ClipGlobalNorm clip && clipsFor(clip, op);
  }

  /** Whether a product's result is activated into memory that the product does not touch. */
  private static boolean activates(Op product, Activate then) {
    Tensor y;
    if (product instanceof MatMul o) {
      y = o.y();
    } else if (product instanceof SampledMatMul o) {
      y = o.y();
    } else if (product instanceof LocalReparameterizedMatMul o) {
      y = o.y();
    } else if (product instanceof FlipoutMatMul o) {
      y = o.y();
    } else {
      return false;
    }
    return Overlap.same(y, then.x())
        && !Overlap.any(product.outputs(), then.outputs())
        && !Overlap.any(product.inputs(), then.outputs());
  }

  private static boolean independent(List<Op> group, Op op) {
    return group.stream().noneMatch(other -> Overlap.conflict(other, op));
  }

  private static boolean sameOrder(GatherRows a, GatherRows b) {
    Shape out = a.out().shape();
    Shape other = b.out().shape();
    return a.stream() == b.stream()
        && a.shuffled() == b.shuffled()
        && a.source().shape().rows() == b.source().shape().rows()
        && out.replicas() == other.replicas()
        && out.rows() == other.rows();
  }

  /** Whether the operation is an update by the clipped gradients, which nothing else touches. */
  private static boolean clipsFor(ClipGlobalNorm clip, Op op) {
    Tensor gradients;
    if (op instanceof Adam adam) {
      gradients = adam.gradients();
    } else if (op instanceof Sgd sgd) {
      gradients = sgd.gradients();
    } else {
      return false;
    }
    return Overlap.same(clip.gradients(), gradients) && !Overlap.any(clip.outputs(), op.outputs());
  }
}
