package dev.credence.backend;

import dev.credence.op.GatherRows;
import dev.credence.op.Head;
import dev.credence.op.Moments;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Batches, moments, predictions of one sample. */
final class DataCases {
  private DataCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    int i = 0;
    for (int n : Cases.SIZES) {
      for (int rows : new int[] {1, 5, 16, n, 40}) {
        int own = new int[] {1, 2, 3, 6}[i % 4];
        int step = new int[] {0, 7, 123457, 0xf0000001}[i % 4];
        gather(cases, own, 6, n, rows, 1 + i % 5, i % 3 != 0, step);
        i++;
      }
    }
    gather(cases, 1, 2, 1000, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, true, 7);
    // Rows that are split among blocks.
    gather(cases, 2, 2, 7, 5, 1031, true, 7);
    gather(cases, 1, 2, 7, 5, 2052, false, 7);
    i = 0;
    for (int columns : Cases.SIZES) {
      moments(cases, 6, new int[] {1, 2, 3, 6}[i % 4], 1 + i % 3, columns, 0);
      moments(cases, 6, new int[] {1, 2, 3, 6}[i % 4], 1 + i % 3, columns, 3 + 4 * i);
      i++;
    }
    moments(cases, 1, 1, 3, 17, 0);
    moments(cases, 50, 1, 3, 17, 0);
    moments(cases, 6, 2, Cases.LARGE_ROWS, Cases.LARGE_COLUMNS, 6);
    for (int rows : new int[] {1, 16, 17}) {
      for (int size : new int[] {1, 2, 3, 16, 33}) {
        heads(cases, rows, size);
      }
    }
    heads(cases, 1031, 3);
    heads(cases, 5, 132);
    return cases;
  }

  private static void gather(
      List<OpCase> cases,
      int own,
      int replicas,
      int n,
      int rows,
      int columns,
      boolean shuffled,
      int step) {
    String detail =
        "%d of %d, %d of %d rows x%d%s step %d"
            .formatted(own, replicas, rows, n, columns, shuffled ? " shuffled" : "", step);
    cases.add(
        new OpCase(
            GatherRows.class,
            detail,
            f -> {
              f.state.step(step);
              // The order of rows must not depend on the first replica.
              f.state.firstReplica(11);
              return new GatherRows(
                  f.normal("source", own, n, columns),
                  shuffled,
                  9,
                  f.output("out", replicas, rows, columns));
            }));
  }

  private static void moments(
      List<OpCase> cases, int replicas, int own, int rows, int columns, int before) {
    cases.add(
        new OpCase(
            Moments.class,
            "%d of %d x%dx%d after %d".formatted(own, replicas, rows, columns, before),
            f -> {
              f.state.firstReplica(before);
              Tensor x = f.filled("x", replicas, rows, columns, () -> 10 + f.random.nextGaussian());
              return before == 0
                  ? new Moments(
                      x,
                      f.output("mean", own, rows, columns),
                      f.output("variance", own, rows, columns))
                  : new Moments(
                      x,
                      f.filled("mean", own, rows, columns, () -> 10 + f.random.nextDouble()),
                      f.filled("variance", own, rows, columns, f.random::nextDouble));
            }));
  }

  private static void heads(List<OpCase> cases, int rows, int size) {
    add(cases, "Gaussian", rows, size, 2 * size, 2 * size, f -> new Head.Gaussian(-3, 2));
    add(cases, "StudentT", rows, size, 2 * size, 2 * size, f -> new Head.StudentT(4.5f, -3, 2));
    for (int own : new int[] {1, 3}) {
      String name = "Homoscedastic " + own;
      add(
          cases,
          name,
          rows,
          size,
          size,
          2 * size,
          f -> new Head.Homoscedastic(f.normal("logVariance", own, 1, size)));
    }
    add(
        cases,
        "GaussianMixture",
        rows,
        size,
        3 * size,
        2,
        f -> new Head.GaussianMixture(size, -3, 2));
    add(cases, "Bernoulli", rows, size, size, 2 * size, f -> new Head.Bernoulli());
    add(cases, "Categorical", rows, size, size, size + 1, f -> new Head.Categorical());
  }

  private interface HeadOf {
    Head make(Fixture fixture);
  }

  private static void add(
      List<OpCase> cases, String name, int rows, int size, int inputs, int outputs, HeadOf head) {
    cases.add(
        new OpCase(
            PredictSample.class,
            "%s %dx%d".formatted(name, rows, size),
            f ->
                new PredictSample(
                    head.make(f),
                    f.filled("prediction", 3, rows, inputs, () -> 3 * f.random.nextGaussian()),
                    f.output("out", 3, rows, outputs))));
  }
}
