package dev.credence.backend.vector;

import dev.credence.backend.StepState;
import dev.credence.noise.Shuffle;
import dev.credence.op.GatherRows;

/** Row b is row (step B + b) mod n of the source, in the order of its epoch. */
final class GatherStage extends RowStage {
  private final StepState state;
  private final int columns;
  private final int sourceRows;
  private final boolean shuffled;
  private final int stream;
  private final View source;
  private final View out;
  private final Shuffle[] shuffles;

  GatherStage(GatherRows op, StepState state, Scratch scratch) {
    super(
        op.out().shape().replicas(),
        op.out().shape().rows(),
        (op.shuffled() ? 2000.0 : 20.0) + 2.0 * op.out().shape().columns());
    this.state = state;
    columns = op.out().shape().columns();
    sourceRows = op.source().shape().rows();
    shuffled = op.shuffled();
    stream = op.stream();
    source = View.of(op.source(), replicas);
    out = View.of(op.out());
    shuffles = new Shuffle[scratch.workers()];
    for (int i = 0; i < shuffles.length; i++) {
      shuffles[i] = new Shuffle(sourceRows);
    }
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    Shuffle shuffle = shuffles[worker.index];
    long first = Integer.toUnsignedLong(state.step()) * rows;
    for (int b = begin; b < end; b++) {
      int position = (int) ((first + b) % sourceRows);
      int row = position;
      if (shuffled) {
        if (b == begin || position == 0) {
          int epoch = (int) ((first + b) / sourceRows);
          shuffle.rekey(state.seed(), stream, epoch, r);
        }
        row = shuffle.index(position);
      }
      int from = source.at(r) + row * columns;
      System.arraycopy(source.data, from, out.data, out.at(r) + b * columns, columns);
    }
  }
}
