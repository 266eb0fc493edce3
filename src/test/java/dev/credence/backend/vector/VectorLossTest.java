package dev.credence.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.StepState;
import dev.credence.op.GaussianNll;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and predictions of an example have the same bits wherever it lies in a batch. */
class VectorLossTest {
  private static final int ROWS = 75;

  /** A tensor of one run. */
  private record Result(float[] numbers, int columns) {
    float[] rows(int first, int end) {
      return Arrays.copyOfRange(numbers, first * columns, end * columns);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 17})
  void anExampleDoesNotDependOnItsNeighbours(int targets) {
    Random random = new Random(targets);
    float[] prediction = normals(random, ROWS * 2 * targets);
    float[] target = normals(random, ROWS * targets);
    float[] weight = normals(random, ROWS);
    try (VectorBackend backend = new VectorBackend(2)) {
      List<Result> all = results(backend, 0, ROWS, targets, prediction, target, weight);
      for (int batch : new int[] {1, 2, 7, 16, 33}) {
        for (int first = 0; first + batch <= ROWS; first += 7) {
          List<Result> own =
              results(backend, first, first + batch, targets, prediction, target, weight);
          for (int i = 0; i < all.size(); i++) {
            assertThat(own.get(i).numbers)
                .as("result %d of rows %d to %d", i, first, first + batch)
                .isEqualTo(all.get(i).rows(first, first + batch));
          }
        }
      }
    }
  }

  private static List<Result> results(
      VectorBackend backend,
      int first,
      int end,
      int targets,
      float[] predictions,
      float[] targetsOfAll,
      float[] weights) {
    int rows = end - first;
    try (Arena arena = backend.newArena()) {
      Tensor p = part(arena, "prediction", predictions, first, end, 2 * targets);
      Tensor y = part(arena, "target", targetsOfAll, first, end, targets);
      Tensor mean = part(arena, "mean", predictions, first, end, targets);
      Tensor v = part(arena, "logVariance", targetsOfAll, 0, 1, targets);
      List<Op> ops = new ArrayList<>();
      List<Tensor> outputs = new ArrayList<>();
      for (float[] own : new float[][] {null, weights}) {
        Tensor w = own == null ? null : part(arena, "weight", own, first, end, 1);
        // The gradient of a mean over the batch is divided by its size.
        ops.add(
            new GaussianNll(
                p,
                y,
                w,
                -1,
                1,
                arena.allocate("loss", Shape.SCALAR),
                arena.allocate("each", Shape.of(rows, 1)),
                arena.allocate("gradient", p.shape()),
                rows));
        ops.add(
            new MeanSquaredError(
                mean,
                y,
                w,
                v,
                arena.allocate("loss", Shape.SCALAR),
                arena.allocate("each", Shape.of(rows, 1)),
                arena.allocate("gradient", mean.shape()),
                rows,
                null));
      }
      ops.forEach(
          op -> {
            outputs.add(((LossOp) op).perExample());
            outputs.add(((LossOp) op).gradient());
          });
      Tensor out = arena.allocate("out", p.shape());
      ops.add(new PredictSample(new Head.Gaussian(-1, 1), p, out));
      outputs.add(out);
      backend.compile(ops, new StepState(1)).run();
      return outputs.stream().map(t -> new Result(t.toArray(), t.shape().columns())).toList();
    }
  }

  private static Tensor part(
      Arena arena, String name, float[] all, int first, int end, int columns) {
    float[] own = Arrays.copyOfRange(all, first * columns, end * columns);
    return arena.allocate(name, Shape.of(end - first, columns), own);
  }

  private static float[] normals(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
