package dev.credence.op;

import dev.credence.tensor.Tensor;
import java.util.List;

/**
 * The rows of one batch. With g = step B + b, row b of the result is row i of the source, where i
 * is g mod n itself or, shuffled, its place in the pseudo-random order of epoch g div n: every row
 * comes once per epoch, and batches run on across epochs. Operations with the same stream gather
 * the same rows; every replica of the result has an order of its own.
 *
 * @param source (R, n, C)
 * @param shuffled whether rows come in pseudo-random order
 * @param stream noise stream of the order
 * @param out (R, B, C)
 */
public record GatherRows(Tensor source, boolean shuffled, int stream, Tensor out) implements Op {
  public GatherRows {
    Checks.match(source.shape().columns() == out.shape().columns(), "gatherRows", source, out);
    Checks.broadcasts("gatherRows", source, out);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(source);
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(out);
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public long bytes() {
    return 2 * out.shape().elements() * Float.BYTES;
  }
}
