package dev.credence.backend.scalar;

import dev.credence.backend.StepState;
import dev.credence.noise.Shuffle;
import dev.credence.op.GatherRows;
import dev.credence.tensor.Shape;

/** Row b is row (step B + b) mod n of the source, in the order of its epoch. */
final class ScalarGatherRows implements ScalarKernel {
  private final Shape shape;
  private final int sourceRows;
  private final boolean shuffled;
  private final int stream;
  private final Operand source;
  private final Operand out;
  private final Shuffle shuffle;

  ScalarGatherRows(GatherRows op) {
    shape = op.out().shape();
    sourceRows = op.source().shape().rows();
    shuffled = op.shuffled();
    stream = op.stream();
    source = Operand.of(op.source(), shape.replicas());
    out = Operand.of(op.out());
    shuffle = new Shuffle(sourceRows);
  }

  @Override
  public void run(StepState state) {
    int columns = shape.columns();
    long first = Integer.toUnsignedLong(state.step()) * shape.rows();
    for (int r = 0; r < shape.replicas(); r++) {
      for (int b = 0; b < shape.rows(); b++) {
        int position = (int) ((first + b) % sourceRows);
        int row = position;
        if (shuffled) {
          if (b == 0 || position == 0) {
            int epoch = (int) ((first + b) / sourceRows);
            shuffle.rekey(state.seed(), stream, epoch, r);
          }
          row = shuffle.index(position);
        }
        System.arraycopy(
            source.data, source.at(r) + row * columns, out.data, out.at(r) + b * columns, columns);
      }
    }
  }
}
