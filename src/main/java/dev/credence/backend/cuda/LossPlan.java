package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.LossOp;

/** How the threads of one likelihood lie over its rows, and the mean over its blocks. */
final class LossPlan {
  static final int THREADS = 256;

  static final Kernel MEAN = new Kernel("loss", "loss_mean", THREADS, "MM");

  /**
   * More blocks than this walk over the rows of one replica; the same on every device, so that the
   * order of sums and with it every bit of a loss is.
   */
  private static final int MOST_BLOCKS = 4096;

  /** Rows that each thread of a likelihood over whole rows takes. */
  private static final int ROWS_IN_TURN = 4;

  private final LossOp op;
  private final Recorder recorder;
  private final int replicas;
  private final Layout layout;
  private final int lanes;
  private final int blocks;
  private final long shares;

  /** What a thread takes of a likelihood that sums over targets; {@code target_loss.cuh}. */
  private enum Layout {
    SINGLE_TARGETS(4),
    TARGET_QUADS(2),
    ROW_QUADS(4);

    /** Rows that a thread takes at once. */
    private final int rows;

    Layout(int rows) {
      this.rows = rows;
    }

    static Layout of(LossOp op) {
      int targets = op.target().shape().columns();
      if (targets == 1
          && Alignment.ofQuads(
              op.prediction(), op.target(), op.weight(), op.perExample(), op.gradient())) {
        return ROW_QUADS;
      }
      return targets % Alignment.QUAD == 0
              && Alignment.ofQuads(op.prediction(), op.target(), op.gradient())
          ? TARGET_QUADS
          : SINGLE_TARGETS;
    }

    int lanes(int targets) {
      return Lanes.of(this == TARGET_QUADS ? targets / Alignment.QUAD : targets);
    }
  }

  private LossPlan(LossOp op, Layout layout, int lanes, int rowsOfThread, Recorder recorder) {
    this.op = op;
    this.recorder = recorder;
    this.replicas = op.loss().shape().replicas();
    this.layout = layout;
    this.lanes = lanes;
    int rowsOfBlock = THREADS / lanes * rowsOfThread;
    long needed = ((long) op.prediction().shape().rows() + rowsOfBlock - 1) / rowsOfBlock;
    this.blocks = (int) Math.min(needed, MOST_BLOCKS);
    this.shares = blocks == 1 ? 0 : recorder.scratch((long) replicas * blocks);
  }

  /** For a likelihood that sums over targets. */
  static LossPlan byTarget(LossOp op, Recorder recorder) {
    Layout layout = Layout.of(op);
    int lanes = layout.lanes(op.target().shape().columns());
    return new LossPlan(op, layout, lanes, layout.rows, recorder);
  }

  /** For a likelihood over whole rows, shared by so many threads. */
  static LossPlan byRow(LossOp op, int lanes, Recorder recorder) {
    return new LossPlan(op, null, lanes, ROWS_IN_TURN, recorder);
  }

  /** Neighbouring threads that share a row. */
  int lanes() {
    return lanes;
  }

  /** Blocks of each replica. */
  int blocks() {
    return blocks;
  }

  /** {@code LossOperands}; where one block covers a replica, its share is the loss. */
  Arguments operands() {
    Arguments arguments =
        new Arguments().matrix(op.prediction()).matrix(op.target()).matrix(op.weight());
    if (blocks == 1) {
      arguments.matrix(op.loss());
    } else {
      arguments.matrix(shares, replicas, 1, blocks);
    }
    return arguments.matrix(op.perExample()).matrix(op.gradient()).real(op.gradientScale());
  }

  /** The operands, then the layout of a likelihood that sums over targets. */
  Arguments operandsAndLayout() {
    return operands().integer(layout.ordinal()).integer(lanes);
  }

  /** Launches a likelihood, then what is left of the mean. */
  void launch(Kernel kernel, Arguments arguments) {
    recorder.launch(kernel, new Grid(blocks, Math.min(replicas, Grid.MAX_YZ), 1), arguments);
    if (blocks > 1) {
      recorder.launch(
          MEAN,
          new Grid(replicas, 1, 1),
          new Arguments().matrix(shares, replicas, 1, blocks).matrix(op.loss()));
    }
  }
}
