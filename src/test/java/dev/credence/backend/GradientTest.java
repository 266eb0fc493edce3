package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.autodiff.Tape;
import dev.credence.op.DifferentiableOp;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
import dev.credence.op.LossOp;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.Op;
import dev.credence.op.PenaltyOp;
import dev.credence.op.Repulsion;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Gradients that backends compute, through the tape, against central differences of the float64
 * oracle of the forward operation.
 */
class GradientTest {
  private static final double STEP = 1e-5;

  /** Error of a central difference: STEP^2 / 6 times a third derivative, and cancellation. */
  private static final double DIFFERENCE_ERROR = 1e-7;

  /** Elements checked per tensor. */
  private static final int PROBES = 8;

  /** Small forward cases without kinks at the arguments. */
  static List<OpCase> cases() {
    Predicate<OpCase> differentiable =
        c ->
            DifferentiableOp.class.isAssignableFrom(c.type())
                || LossOp.class.isAssignableFrom(c.type())
                || PenaltyOp.class.isAssignableFrom(c.type());
    return Cases.all().stream()
        .filter(differentiable)
        .filter(c -> !c.detail().contains("extremes") && !c.detail().contains("range of rho"))
        .filter(GradientTest::isSmall)
        .toList();
  }

  private static boolean isSmall(OpCase c) {
    try (Backend scalar = Backends.select(Backends.SCALAR);
        Fixture fixture = c.fixture(scalar)) {
      return c.build().apply(fixture).flops() <= 8000;
    }
  }

  @TestFactory
  Stream<DynamicNode> gradientsAreCentralDifferences() {
    return Machines.each(cases(), (c, backend) -> assertThat(violations(c, backend)).isEmpty());
  }

  private static List<String> violations(OpCase c, Backend backend) {
    try (Fixture fixture = c.fixture(backend)) {
      Op op = c.build().apply(fixture);
      if (op instanceof DifferentiableOp forward) {
        return throughTheTape(forward, fixture, backend);
      }
      if (op instanceof LossOp loss) {
        return loss(loss, fixture, backend);
      }
      return penalty((PenaltyOp) op, fixture, backend);
    }
  }

  private static List<String> throughTheTape(
      DifferentiableOp op, Fixture fixture, Backend backend) {
    Tape tape = new Tape(fixture.arena());
    Map<Tensor, Tensor> gradients = new IdentityHashMap<>();
    for (Tensor operand : operands(op)) {
      Tensor gradient = fixture.arena().allocate("d " + operand.name(), operand.shape());
      gradients.put(operand, gradient);
      tape.parameter(operand, gradient);
    }
    Tensor result = tape.record(op);
    Values before = Values.of(op);
    double[] upstream = new double[Math.toIntExact(result.shape().elements())];
    float[] written = new float[upstream.length];
    for (int i = 0; i < upstream.length; i++) {
      written[i] = (float) fixture.random.nextGaussian();
      upstream[i] = written[i];
    }
    tape.claim(result).tensor().write(written);
    tape.backward();
    backend.compile(tape.ops(), fixture.state).run();

    Op backward = tape.ops().get(1);
    Map<Tensor, Num[]> bounds = Oracle.expect(backward, Values.of(backward), fixture.state);
    ToDoubleFunction<Values> objective =
        values -> {
          Num[] y = Oracle.expect(op, values, fixture.state).get(result);
          double sum = 0;
          for (int i = 0; i < y.length; i++) {
            sum += upstream[i] * y[i].value();
          }
          return sum;
        };
    List<String> found = new ArrayList<>();
    gradients.forEach(
        (operand, gradient) ->
            compare(operand, gradient, bounds.get(gradient), objective, before, null, found));
    return found;
  }

  /** The tensors among the operands; noise is none. */
  private static List<Tensor> operands(DifferentiableOp op) {
    List<Tensor> operands = new ArrayList<>();
    for (var component : op.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(op);
        if (value instanceof Tensor tensor && op.inputs().contains(tensor)) {
          operands.add(tensor);
        }
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    return operands;
  }

  private static List<String> loss(LossOp op, Fixture fixture, Backend backend) {
    Values before = Values.of(op);
    Map<Tensor, Num[]> bounds = Oracle.expect(op, before, fixture.state);
    backend.compile(List.of(op), fixture.state).run();
    ToDoubleFunction<Values> objective =
        values -> {
          double sum = 0;
          for (Num loss : Oracle.expect(op, values, fixture.state).get(op.loss())) {
            sum += op.gradientScale() * loss.value();
          }
          return sum;
        };
    List<String> found = new ArrayList<>();
    if (op.gradient() != null) {
      Num[] bound = bounds.get(op.gradient());
      compare(op.prediction(), op.gradient(), bound, objective, before, null, found);
    }
    if (op instanceof MeanSquaredError o) {
      compare(o.logVariance(), o.logVarianceGradient(), bounds, objective, before, found);
    }
    return found;
  }

  private static List<String> penalty(PenaltyOp op, Fixture fixture, Backend backend) {
    Values before = Values.of(op);
    Map<Tensor, Num[]> bounds = Oracle.expect(op, before, fixture.state);
    backend.compile(List.of(op), fixture.state).run();
    double share = (double) operand(op).shape().replicas() / op.value().shape().replicas();
    ToDoubleFunction<Values> objective =
        op instanceof Repulsion o
            ? repulsion(o, before, fixture.state)
            : values -> {
              double sum = 0;
              for (Num value : Oracle.expect(op, values, fixture.state).get(op.value())) {
                sum += fixture.state.klScale() * share * value.value();
              }
              return sum;
            };
    List<String> found = new ArrayList<>();
    if (op instanceof GaussianKl o) {
      compare(o.mu(), o.dmu(), bounds, objective, before, found);
      compare(o.rho(), o.drho(), bounds, objective, before, found);
    } else if (op instanceof ScaleMixtureKl o) {
      compare(o.mu(), o.dmu(), bounds, objective, before, found);
      compare(o.rho(), o.drho(), bounds, objective, before, found);
    } else if (op instanceof Repulsion o) {
      compare(o.f(), o.df(), bounds, objective, before, found);
    } else {
      GaussianPrior o = (GaussianPrior) op;
      compare(o.parameters(), o.gradient(), bounds, objective, before, found);
    }
    return found;
  }

  /**
   * klScale beta sum_i sum_j k(f_i, stop f_j) / sum_j k(stop f_i, stop f_j): what stands behind a
   * stop, the bandwidth too, keeps the values that it has now.
   */
  private static ToDoubleFunction<Values> repulsion(Repulsion op, Values now, StepState state) {
    double[] stopped = now.all(op.f()).clone();
    int members = op.f().shape().replicas();
    double[] distances = new double[members * members];
    for (int i = 0; i < members; i++) {
      for (int j = 0; j < members; j++) {
        distances[i * members + j] = squaredDistance(op, stopped, i, stopped, j);
      }
    }
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    double median = 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    double h = median / (2 * Math.log(members + 1));
    return values -> {
      double sum = 0;
      for (int i = 0; i < members; i++) {
        double moving = 0;
        double still = 0;
        for (int j = 0; j < members && h > 0; j++) {
          moving += Math.exp(-squaredDistance(op, values.all(op.f()), i, stopped, j) / (2 * h));
          still += Math.exp(-distances[i * members + j] / (2 * h));
        }
        sum += h > 0 ? moving / still : 0;
      }
      return state.klScale() * op.beta() * sum;
    };
  }

  private static double squaredDistance(Repulsion op, double[] a, int i, double[] b, int j) {
    int rows = op.f().shape().rows();
    int all = op.f().shape().columns();
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < op.columns(); column++) {
        int at = row * all + column;
        double difference = a[i * rows * all + at] - b[j * rows * all + at];
        sum += difference * difference;
      }
    }
    return sum;
  }

  private static Tensor operand(PenaltyOp op) {
    return op instanceof ScaleMixtureKl o ? o.mu() : op.inputs().get(0);
  }

  private static void compare(
      Tensor operand,
      Gradient gradient,
      Map<Tensor, Num[]> bounds,
      ToDoubleFunction<Values> objective,
      Values before,
      List<String> found) {
    if (gradient != null) {
      Tensor tensor = gradient.tensor();
      double[] old = gradient.accumulates() ? before.all(tensor) : null;
      compare(operand, tensor, bounds.get(tensor), objective, before, old, found);
    }
  }

  private static void compare(
      Tensor operand,
      Tensor gradient,
      Num[] bounds,
      ToDoubleFunction<Values> objective,
      Values before,
      double[] old,
      List<String> found) {
    float[] actual = gradient.toArray();
    double[] argument = before.all(operand);
    SplittableRandom random = new SplittableRandom(actual.length);
    for (int probe = 0; probe < PROBES; probe++) {
      int i = random.nextInt(actual.length);
      double x = argument[i];
      double h = STEP * Math.max(1, Math.abs(x));
      argument[i] = x + h;
      double up = objective.applyAsDouble(before);
      argument[i] = x - h;
      double down = objective.applyAsDouble(before);
      argument[i] = x;
      double expected = (up - down) / (2 * h) + (old == null ? 0 : old[i]);
      double size = Math.abs(expected) + Math.abs(up);
      double tolerance = 2 * Parity.MARGIN * bounds[i].error() + DIFFERENCE_ERROR * (1 + size);
      if (!(Math.abs(actual[i] - expected) <= tolerance)) {
        found.add(
            "%s[%d] is %s, the difference %s +- %.2g"
                .formatted(gradient, i, actual[i], expected, tolerance));
      }
    }
  }
}
