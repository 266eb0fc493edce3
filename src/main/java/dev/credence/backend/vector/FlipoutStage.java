package dev.credence.backend.vector;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;

/**
 * Rows of a Flipout product: out = x M + ((x o s) P) o t with sign bits s and t. The rows of x are
 * packed once and copied with the signs of the second product flipped. Backward it is the same form
 * with dy for x, transposed panels, and the two sign sources exchanged.
 */
final class FlipoutStage extends ProductStage {
  private final PanelStage perturbation;
  private final SignSource signIn;
  private final SignSource signOut;
  private final int resultReplicas;

  private FlipoutStage(
      View x,
      PanelStage mean,
      PanelStage perturbation,
      int inputs,
      View bias,
      Tensor result,
      int resultReplicas,
      boolean accumulate,
      SignSource signIn,
      SignSource signOut,
      Scratch scratch) {
    super(x, mean, inputs, bias, result, resultReplicas, accumulate, 2, scratch);
    this.perturbation = perturbation;
    this.signIn = signIn;
    this.signOut = signOut;
    this.resultReplicas = resultReplicas;
    secondScratch(scratch);
    scratch.ints(Slots.WORDS_IN, (long) block() * signIn.wordsPerRow);
    scratch.ints(Slots.WORDS_OUT, (long) block() * signOut.wordsPerRow);
    scratch.ints(Slots.LANES, Lanes.L);
  }

  static FlipoutStage forward(
      FlipoutMatMul op,
      PanelStage mean,
      PanelStage perturbation,
      SignSource signIn,
      SignSource signOut,
      Scratch scratch) {
    int replicas = op.y().shape().replicas();
    return new FlipoutStage(
        View.of(op.x(), replicas),
        mean,
        perturbation,
        op.x().shape().columns(),
        View.ofNullable(op.b(), replicas),
        op.y(),
        replicas,
        false,
        signIn,
        signOut,
        scratch);
  }

  static FlipoutStage backward(
      FlipoutMatMulBackward op,
      PanelStage mean,
      PanelStage perturbation,
      SignSource signIn,
      SignSource signOut,
      Scratch scratch) {
    Gradient dx = op.dx();
    int replicas = op.dy().shape().replicas();
    return new FlipoutStage(
        View.of(op.dy(), replicas),
        mean,
        perturbation,
        op.dy().shape().columns(),
        null,
        dx.tensor(),
        replicas,
        dx.accumulates(),
        signOut,
        signIn,
        scratch);
  }

  @Override
  void prepare(int r, int begin, int end, Worker worker) {
    signIn.words(r, begin, end - begin, worker.ints(Slots.WORDS_IN), 0);
    signOut.words(r, begin, end - begin, worker.ints(Slots.WORDS_OUT), 0);
  }

  @Override
  void packSecond(int r, int begin, int end, int k, int depth, Worker worker) {
    RowPacking.flip(
        worker.floats(Slots.PACKED),
        worker.floats(Slots.SECOND),
        end - begin,
        depth,
        worker.ints(Slots.WORDS_IN),
        k / 32,
        signIn.wordsPerRow,
        worker.ints(Slots.LANES));
  }

  @Override
  void second(int q, int r, int begin, int end, int k, int depth, int j, int width, Worker worker) {
    float[] sum =
        multiplySecond(perturbation, resultReplicas, r, end - begin, k, depth, j, width, worker);
    Elements.addFlippedRows(
        sum,
        worker.ints(Slots.WORDS_OUT),
        signOut.wordsPerRow,
        j,
        out.data,
        out.at(q) + begin * outputs + j,
        outputs,
        end - begin,
        width);
  }
}
