package dev.credence.backend;

import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.Gradient;
import dev.credence.op.LossOp;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.StudentTNll;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Likelihoods. Predictions spread widely, so that log variances fall outside their clamps too. */
final class LossCases {
  static final List<Class<? extends LossOp>> TYPES =
      List.of(
          GaussianNll.class,
          MeanSquaredError.class,
          GaussianMixtureNll.class,
          StudentTNll.class,
          BernoulliNll.class,
          CategoricalNll.class);

  private static final float MIN = -2;
  private static final float MAX = 1.5f;

  private LossCases() {}

  /**
   * Sizes and options of one loss.
   *
   * @param size targets, classes or mixture components
   * @param optional bit 0 weights, bit 1 per-example losses, bit 2 gradient, bit 3 gradient of a
   *     shared log variance, bit 4 that one added to
   */
  record Options(
      int replicas, int targetReplicas, int weightReplicas, int rows, int size, int optional) {
    boolean has(int bit) {
      return (optional >> bit & 1) == 1;
    }

    @Override
    public String toString() {
      return "%dx%dx%d targets %d weights %d options %s"
          .formatted(
              replicas,
              rows,
              size,
              targetReplicas,
              weightReplicas,
              Integer.toBinaryString(optional));
    }
  }

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Class<? extends LossOp> type : TYPES) {
      int i = 0;
      for (int rows : Cases.SIZES) {
        int size = new int[] {1, 2, 3, 17}[i % 4];
        add(cases, type, new Options(1, 1, 1, rows, size, 0x0f | i << 4));
        i++;
      }
      for (int optional = 0; optional < 32; optional += 3) {
        add(cases, type, new Options(6, 2, 3, 5, 2, optional));
      }
      add(cases, type, new Options(6, 1, 1, 33, 3, 0x0f));
      add(cases, type, new Options(3, 3, 3, 17, 2, 0x1f));
      add(cases, type, new Options(2, 1, 2, 16, 16, 0x0f));
      add(cases, type, new Options(2, 1, 2, 3, 33, 0x0f));
      add(cases, type, new Options(3, 1, 1, 1031, 3, 0x0f));
      // More rows or columns than one block of threads takes at once, aligned and not.
      add(cases, type, new Options(1, 1, 1, 2055, 1, 0x0f));
      add(cases, type, new Options(2, 1, 2, 2052, 1, 0x1f));
      add(cases, type, new Options(2, 2, 1, 1037, 4, 0x0b));
      add(cases, type, new Options(2, 1, 1, 41, 132, 0x0f));
      add(cases, type, new Options(1, 1, 1, 9, 261, 0x0f));
    }
    return cases;
  }

  private static void add(List<OpCase> cases, Class<? extends LossOp> type, Options o) {
    cases.add(new OpCase(type, o.toString(), f -> build(f, type, o)));
  }

  static LossOp build(Fixture f, Class<? extends LossOp> type, Options o) {
    boolean oneColumn = type == GaussianMixtureNll.class || type == CategoricalNll.class;
    int targets = oneColumn ? 1 : o.size;
    int outputs =
        type == GaussianMixtureNll.class
            ? 3 * o.size
            : type == GaussianNll.class || type == StudentTNll.class ? 2 * o.size : o.size;
    Tensor prediction =
        f.filled("prediction", o.replicas, o.rows, outputs, () -> 2 * f.random.nextGaussian());
    Tensor target =
        f.filled(
            "target",
            o.targetReplicas,
            o.rows,
            targets,
            () ->
                type == CategoricalNll.class
                    ? f.random.nextInt(o.size)
                    : type == BernoulliNll.class
                        ? f.random.nextInt(3) / 2.0
                        : f.random.nextGaussian());
    Tensor weight =
        o.has(0)
            ? f.filled("weight", o.weightReplicas, o.rows, 1, () -> 1 + 3 * f.random.nextDouble())
            : null;
    Tensor loss = f.output("loss", o.replicas, 1, 1);
    Tensor each = o.has(1) ? f.output("perExample", o.replicas, o.rows, 1) : null;
    Tensor gradient = o.has(2) ? f.output("gradient", o.replicas, o.rows, outputs) : null;
    float s = 0.25f;
    if (type == GaussianNll.class) {
      return new GaussianNll(prediction, target, weight, MIN, MAX, loss, each, gradient, s);
    }
    if (type == StudentTNll.class) {
      float nu = 3.5f;
      return new StudentTNll(prediction, target, weight, nu, MIN, MAX, loss, each, gradient, s);
    }
    if (type == GaussianMixtureNll.class) {
      return new GaussianMixtureNll(
          prediction, target, weight, o.size, MIN, MAX, loss, each, gradient, s);
    }
    if (type == BernoulliNll.class) {
      return new BernoulliNll(prediction, target, weight, loss, each, gradient, s);
    }
    if (type == CategoricalNll.class) {
      return new CategoricalNll(prediction, target, weight, loss, each, gradient, s);
    }
    Tensor logVariance = f.normal("logVariance", o.targetReplicas, 1, o.size);
    Gradient dLogVariance = o.has(3) ? f.gradient(logVariance, o.has(4)) : null;
    return new MeanSquaredError(
        prediction, target, weight, logVariance, loss, each, gradient, s, dLogVariance);
  }
}
