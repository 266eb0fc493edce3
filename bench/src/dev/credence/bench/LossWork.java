package dev.credence.bench;

import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.StudentTNll;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Map;

/** The mean loss of a batch and the gradient of its prediction. */
public record LossWork(Kind kind, int rows) implements OpWork {
  /** The likelihood. */
  public enum Kind {
    /** Mean and log variance per row. */
    GAUSSIAN(2),
    STUDENT_T(2),
    /** Three components. */
    MIXTURE(9),
    BERNOULLI(1),
    /** Ten classes. */
    CATEGORICAL(10);

    private final int columns;

    Kind(int columns) {
      this.columns = columns;
    }
  }

  private static final float MOST = 10;

  @Override
  public Map<String, Values> inputs() {
    Values target = Values.random(2, Shape.of(rows, 1), 0, 1);
    if (kind == Kind.BERNOULLI || kind == Kind.CATEGORICAL) {
      int classes = kind == Kind.BERNOULLI ? 2 : kind.columns;
      for (int i = 0; i < rows; i++) {
        target.numbers()[i] = i * 7 % classes;
      }
    }
    return Map.of(
        "prediction", Values.random(1, Shape.of(rows, kind.columns), 0, 1), "target", target);
  }

  @Override
  public void record(Recording r) {
    Tensor p = r.input("prediction");
    Tensor y = r.input("target");
    Tensor loss = r.result("loss", Shape.SCALAR);
    Tensor dp = r.result("gradient", p.shape());
    r.add(
        switch (kind) {
          case GAUSSIAN -> new GaussianNll(p, y, null, -MOST, MOST, loss, null, dp, 1);
          case STUDENT_T -> new StudentTNll(p, y, null, 5, -MOST, MOST, loss, null, dp, 1);
          case MIXTURE -> new GaussianMixtureNll(p, y, null, 3, -MOST, MOST, loss, null, dp, 1);
          case BERNOULLI -> new BernoulliNll(p, y, null, loss, null, dp, 1);
          case CATEGORICAL -> new CategoricalNll(p, y, null, loss, null, dp, 1);
        });
  }
}
