package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.op.Activate;
import dev.credence.op.Activation;
import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.Gradient;
import dev.credence.op.Head;
import dev.credence.op.LossOp;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.op.SampledMatMul;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Limits in which an operation is known exactly. */
class IdentityTest {
  private static final int ROWS = 17;
  private static final int INPUTS = 13;
  private static final int OUTPUTS = 33;

  /** Softplus of less than this underflows float32. */
  private static final double VANISHING = -110;

  private static Stream<DynamicNode> onEach(BiConsumer<Backend, Fixture> check) {
    return Machines.each(
        backend -> {
          try (Fixture fixture = new Fixture(backend, 42, true)) {
            check.accept(backend, fixture);
          }
        });
  }

  private static void run(Backend backend, Fixture f, Op... ops) {
    backend.compile(List.of(ops), f.state).run();
  }

  /** An activation that made a number of it would hide that something went wrong. */
  @TestFactory
  Stream<DynamicNode> activationsHandOnWhatIsNoNumber() {
    return onEach(
        (backend, f) -> {
          for (Activation function : Activation.values()) {
            Tensor x = f.normal("x", 1, ROWS, OUTPUTS);
            Tensor y = f.output("y", 1, ROWS, OUTPUTS);
            float[] values = x.toArray();
            values[3] = Float.NaN;
            values[values.length - 1] = -Float.NaN;
            x.write(values);
            run(backend, f, new Activate(function, x, y));
            float[] result = y.toArray();
            for (int i = 0; i < result.length; i++) {
              assertThat(Float.isNaN(result[i]))
                  .as("%s of %s", function, values[i])
                  .isEqualTo(Float.isNaN(values[i]));
            }
          }
        });
  }

  /** Whoever is sure pays nothing where right and the logit where wrong, however large it is. */
  @TestFactory
  Stream<DynamicNode> lossesOfSurePredictions() {
    return onEach(
        (backend, f) -> {
          for (float logit : new float[] {200, 1e30f}) {
            Tensor two = f.normal("logits", 1, 4, 1);
            Tensor label = f.normal("labels", 1, 4, 1);
            two.write(new float[] {logit, -logit, logit, -logit});
            label.write(new float[] {1, 0, 0, 1});
            Tensor each = f.output("each", 1, 4, 1);
            Tensor slope = f.output("slope", 1, 4, 1);
            Tensor loss = f.output("loss", 1, 1, 1);
            run(backend, f, new BernoulliNll(two, label, null, loss, each, slope, 4));
            assertThat(each.toArray()).containsExactly(0, 0, logit, logit);
            assertThat(slope.toArray()).containsExactly(0, 0, 1, -1);
            Tensor sure = f.output("probabilities", 1, 4, 2);
            run(backend, f, new PredictSample(new Head.Bernoulli(), two, sure));
            assertThat(sure.toArray()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0);

            Tensor three = f.normal("logits", 1, 2, 3);
            Tensor index = f.normal("classes", 1, 2, 1);
            three.write(new float[] {0, logit, -logit, 0, logit, -logit});
            index.write(new float[] {1, 0});
            Tensor both = f.output("each", 1, 2, 1);
            Tensor slopes = f.output("slopes", 1, 2, 3);
            run(backend, f, new CategoricalNll(three, index, null, loss, both, slopes, 2));
            assertThat(both.toArray()).containsExactly(0, logit);
            assertThat(slopes.toArray()).containsExactly(0, 0, 0, -1, 1, 0);
            Tensor classes = f.output("probabilities", 1, 2, 4);
            run(backend, f, new PredictSample(new Head.Categorical(), three, classes));
            assertThat(classes.toArray()).containsExactly(0, 1, 0, 0, 0, 1, 0, 0);
          }
        });
  }

  @TestFactory
  Stream<DynamicNode> flipoutWithoutNoiseIsDense() {
    return onEach(
        (backend, f) -> {
          Tensor x = f.normal("x", 2, ROWS, INPUTS);
          Tensor mu = f.normal("mu", 2, INPUTS, OUTPUTS);
          Tensor rho = f.rho("rho", 2, INPUTS, OUTPUTS);
          Tensor b = f.normal("b", 2, 1, OUTPUTS);
          Tensor dense = f.output("dense", 2, ROWS, OUTPUTS);
          Tensor flipout = f.output("flipout", 2, ROWS, OUTPUTS);
          Noise zero = new Noise.Given(f.cycling("eps", 1, INPUTS, OUTPUTS, 0));
          run(
              backend,
              f,
              new MatMul(x, mu, b, dense),
              new FlipoutMatMul(
                  x,
                  mu,
                  rho,
                  b,
                  ScaleParameterization.SOFTPLUS,
                  zero,
                  f.signs(false, 2, ROWS, INPUTS),
                  f.signs(false, 2, ROWS, OUTPUTS),
                  flipout));
          assertThat(flipout.toArray()).containsExactly(dense.toArray());
        });
  }

  @TestFactory
  Stream<DynamicNode> vanishingSigmaIsDense() {
    return onEach(
        (backend, f) -> {
          Tensor x = f.normal("x", 1, ROWS, INPUTS);
          Tensor mu = f.normal("mu", 1, INPUTS, OUTPUTS);
          Tensor rho = f.cycling("rho", 1, INPUTS, OUTPUTS, VANISHING);
          Tensor dense = f.output("dense", 1, ROWS, OUTPUTS);
          Tensor sampled = f.output("sampled", 1, ROWS, OUTPUTS);
          run(
              backend,
              f,
              new MatMul(x, mu, null, dense),
              new SampledMatMul(
                  x,
                  mu,
                  rho,
                  null,
                  ScaleParameterization.SOFTPLUS,
                  f.normals(false, 1, INPUTS, OUTPUTS),
                  sampled));
          assertThat(sampled.toArray()).containsExactly(dense.toArray());
        });
  }

  @TestFactory
  Stream<DynamicNode> posteriorAtThePriorHasNoDivergence() {
    return onEach(
        (backend, f) -> {
          for (ScaleParameterization scale : ScaleParameterization.values()) {
            double s = 0.5;
            Tensor mu = f.cycling("mu", 1, INPUTS, OUTPUTS, 0.25);
            Tensor rho = f.cycling("rho", 1, INPUTS, OUTPUTS, scale.rho(s));
            Tensor kl = f.output("kl", 1, 1, 1);
            Gradient dmu = f.gradient(mu, false);
            Gradient drho = f.gradient(rho, false);
            Tensor prior = f.cycling("prior", 1, 1, 2, 0.25, s);
            f.state.klScale(1);
            run(backend, f, new GaussianKl(mu, rho, scale, prior, kl, dmu, drho));
            // Each of the four terms is at most 1 and rounded; rho itself is rounded.
            double perWeight = 4 * Num.ELEMENTARY;
            assertThat(kl.item()).isBetween(within(-perWeight), within(perWeight));
            assertThat(dmu.tensor().toArray()).containsOnly(0f);
            for (float d : drho.tensor().toArray()) {
              assertThat((double) d).isBetween(-perWeight, perWeight);
            }
          }
        });
  }

  private static float within(double perWeight) {
    return (float) (perWeight * INPUTS * OUTPUTS);
  }

  /** methods.md section 2: sigma -> 0 gives L2 regularisation with lambda = 1 / (2 s^2 n). */
  @TestFactory
  Stream<DynamicNode> vanishingSigmaIsL2Regularisation() {
    return onEach(
        (backend, f) -> {
          double s = 0.5;
          double n = 1024;
          Tensor mu = f.normal("mu", 1, INPUTS, OUTPUTS);
          Tensor rho = f.cycling("rho", 1, INPUTS, OUTPUTS, VANISHING);
          Gradient dmu = f.gradient(mu, false);
          Tensor prior = f.cycling("prior", 1, 1, 2, 0, s);
          f.state.klScale((float) (1 / n));
          run(
              backend,
              f,
              new GaussianKl(
                  mu,
                  rho,
                  ScaleParameterization.SOFTPLUS,
                  prior,
                  f.output("kl", 1, 1, 1),
                  dmu,
                  null));
          // s and n are powers of two: every rounding is exact.
          float lambda = (float) (1 / (2 * s * s * n));
          float[] weights = mu.toArray();
          float[] gradients = dmu.tensor().toArray();
          for (int i = 0; i < weights.length; i++) {
            assertThat(gradients[i]).isEqualTo(2 * lambda * weights[i]);
          }
        });
  }

  /** Four mantissas in every binade of both signs. */
  @TestFactory
  Stream<DynamicNode> softplusIsRightForEveryFiniteFloat() {
    return onEach(
        (backend, f) -> {
          double[] xs = new double[2 * 255 * 4];
          for (int i = 0; i < xs.length; i++) {
            int sign = i % 2 << 31;
            int exponent = i / 8;
            int mantissa = (i / 2 % 4) * 0x1fffff;
            xs[i] = Float.intBitsToFloat(sign | exponent << 23 | mantissa);
          }
          Tensor x = f.cycling("x", 1, 1, xs.length, xs);
          Tensor y = f.output("y", 1, 1, xs.length);
          run(backend, f, new Activate(Activation.SOFTPLUS, x, y));
          float[] actual = y.toArray();
          for (int i = 0; i < xs.length; i++) {
            Num expected = ActivationOracle.value(Activation.SOFTPLUS, xs[i]);
            double error = Math.abs(actual[i] - expected.value());
            assertThat(error).isLessThanOrEqualTo(expected.error() + Float.MIN_NORMAL);
          }
        });
  }

  @TestFactory
  Stream<DynamicNode> oneEpochOfShuffledBatchesHoldsEveryRowOnce() {
    return onEach(
        (backend, f) -> {
          int n = 23;
          int batch = 5;
          Tensor source = f.filled("source", 1, n, 1, counter());
          Tensor out = f.output("out", 3, batch, 1);
          Program program = backend.compile(List.of(new GatherRows(source, true, 4, out)), f.state);
          List<List<Float>> orders = new ArrayList<>();
          for (int r = 0; r < 3; r++) {
            orders.add(new ArrayList<>());
          }
          // Five epochs, which batches cross.
          for (int step = 0; step < n; step++) {
            f.state.step(step);
            program.run();
            for (int r = 0; r < 3; r++) {
              for (float row : out.replica(r).toArray()) {
                orders.get(r).add(row);
              }
            }
          }
          List<List<Float>> epochs = new ArrayList<>();
          for (List<Float> order : orders) {
            for (int e = 0; e < batch; e++) {
              List<Float> epoch = new ArrayList<>(order.subList(e * n, (e + 1) * n));
              epochs.add(List.copyOf(epoch));
              Collections.sort(epoch);
              assertThat(epoch).hasSize(n).doesNotHaveDuplicates().endsWith((float) (n - 1));
            }
          }
          assertThat(epochs).doesNotHaveDuplicates();
        });
  }

  private static DoubleSupplier counter() {
    int[] next = {0};
    return () -> next[0]++;
  }

  @TestFactory
  Stream<DynamicNode> gradientsWithoutFiniteNormStayForTheReport() {
    return onEach(
        (backend, f) -> {
          Tensor gradients = f.cycling("gradients", 1, 1, 5, 1, Double.POSITIVE_INFINITY, 3, 4, 5);
          Tensor norm = f.output("norm", 1, 1, 1);
          float[] before = gradients.toArray();
          run(backend, f, new ClipGlobalNorm(gradients, 0.5f, norm));
          assertThat(gradients.toArray()).containsExactly(before);
          assertThat(norm.item()).isEqualTo(Float.POSITIVE_INFINITY);
        });
  }

  /** Bounds of log variances and greatest logits must not hide it. */
  @TestFactory
  Stream<DynamicNode> oneNumberThatIsNoneMakesTheLossNone() {
    return Machines.each(
        LossCases.TYPES,
        (type, backend) -> {
          try (Fixture f = new Fixture(backend, 42, true)) {
            LossOp op = LossCases.build(f, type, new LossCases.Options(1, 1, 1, 3, 2, 0x07));
            Program program = backend.compile(List.of(op), f.state);
            float[] sound = op.prediction().toArray();
            program.run();
            assertThat(op.loss().item()).isFinite();
            for (int i = 0; i < sound.length; i++) {
              float[] spoilt = sound.clone();
              spoilt[i] = Float.NaN;
              op.prediction().write(spoilt);
              program.run();
              assertThat(op.loss().item()).as("element %d", i).isNaN();
            }
          }
        });
  }
}
