package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.BrokenBackend.Bug;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Adam;
import dev.credence.op.BernoulliNll;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianNll;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Gradient;
import dev.credence.op.Head;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.Moments;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.PenaltyOp;
import dev.credence.op.PredictSample;
import dev.credence.op.Repulsion;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.op.Sgd;
import dev.credence.op.StudentTNll;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The parity suite rejects broken backends: each bug, in each operation it can sit in. */
class PlantedBugTest {
  private static final Backend SCALAR = Backends.select(Backends.SCALAR);

  @AfterAll
  static void close() {
    SCALAR.close();
  }

  /** Bugs of memory and arithmetic that any operation can have. */
  private static List<Bug> general() {
    return List.of(
        Bug.damage(
            "last element off by 1e-4", each(last -> (float) (last * 1.0001 + Float.MIN_NORMAL))),
        Bug.damage("last element negated", each(last -> -last)),
        Bug.damage("last element not a number", each(last -> Float.NaN)),
        Bug.damage("last element left as it was", PlantedBugTest::leaveLast),
        Bug.damage("one element too many", PlantedBugTest::spill),
        Bug.damage("operand written", PlantedBugTest::overwriteOperand));
  }

  private static BrokenBackend.After each(Function<Float, Float> change) {
    return (op, before) -> {
      for (Tensor output : op.outputs()) {
        float[] value = new float[1];
        output.storage().read(BrokenBackend.last(output), value, 0, 1);
        value[0] = change.apply(value[0]);
        output.storage().write(BrokenBackend.last(output), value, 0, 1);
      }
    };
  }

  private static void leaveLast(Op op, Values before) {
    for (Tensor output : op.outputs()) {
      double[] old = before.all(output);
      float[] value = {(float) old[old.length - 1]};
      output.storage().write(BrokenBackend.last(output), value, 0, 1);
    }
  }

  private static void spill(Op op, Values before) {
    for (Tensor output : op.outputs()) {
      long next = BrokenBackend.last(output) + 1;
      if (next < output.storage().size()) {
        output.storage().write(next, new float[] {0}, 0, 1);
      }
    }
  }

  private static void overwriteOperand(Op op, Values before) {
    for (Tensor input : op.inputs()) {
      if (!op.outputs().contains(input)) {
        long at = BrokenBackend.last(input);
        float[] value = new float[1];
        input.storage().read(at, value, 0, 1);
        input.storage().write(at, new float[] {value[0] + 1}, 0, 1);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> generalBugsAreFoundInEveryOperation() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Class<?> type : OpRecords.all()) {
      for (Bug bug : general()) {
        boolean possible = !bug.name().equals("operand written") || !onlyUpdates(type);
        if (possible) {
          tests.add(rejects(type, bug));
        }
      }
    }
    return tests.stream();
  }

  /** The only operand of clipping is what it updates. */
  private static boolean onlyUpdates(Class<?> type) {
    return type == ClipGlobalNorm.class;
  }

  @TestFactory
  Stream<DynamicTest> misreadStatesAreFound() {
    List<DynamicTest> tests = new ArrayList<>();
    BiConsumer<Class<?>, Bug> add = (type, bug) -> tests.add(rejects(type, bug));
    Bug seed = Bug.misread("upper half of the seed", s -> s.seed(s.seed() ^ 1L << 40));
    Bug step = Bug.misread("step off by one", s -> s.step(s.step() + 1));
    Bug replica = Bug.misread("first replica ignored", s -> s.firstReplica(0));
    Bug rate = Bug.misread("learning rate", s -> s.learningRate(s.learningRate() * 1.001f));
    Bug klScale = Bug.misread("KL scale", s -> s.klScale(s.klScale() * 1.001f));
    for (Class<?> type : OpRecords.all()) {
      boolean draws =
          Stream.of(type.getRecordComponents()).anyMatch(c -> c.getType() == Noise.class);
      if (draws) {
        Stream.of(seed, step, replica).forEach(bug -> add.accept(type, bug));
      }
      if (PenaltyOp.class.isAssignableFrom(type)) {
        add.accept(type, klScale);
      }
    }
    add.accept(GatherRows.class, seed);
    add.accept(GatherRows.class, step);
    add.accept(Moments.class, replica);
    add.accept(Adam.class, step);
    add.accept(Adam.class, rate);
    add.accept(Sgd.class, rate);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> wrongMathematicsIsFound() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Wrong<?> wrong : WRONG) {
      tests.add(rejects(wrong.type, wrong.bug()));
    }
    return tests.stream();
  }

  private static DynamicTest rejects(Class<?> type, Bug bug) {
    return dynamicTest(
        type.getSimpleName() + ": " + bug,
        () -> {
          BrokenBackend broken = new BrokenBackend(SCALAR, bug);
          boolean rejected =
              Cases.all().stream()
                  .filter(c -> c.type() == type)
                  .anyMatch(c -> !Parity.violations(c, broken).isEmpty());
          assertThat(rejected).as("some case rejects it").isTrue();
        });
  }

  /** A wrong formula, as another operation record. */
  private record Wrong<T extends Op>(Class<T> type, String name, Function<T, Op> rebuild) {
    Bug bug() {
      return Bug.rebuilt(name, op -> rebuild.apply(type.cast(op)));
    }
  }

  private static Gradient overwriting(Gradient g) {
    return g == null ? null : new Gradient(g.tensor(), Gradient.Mode.OVERWRITE);
  }

  private static ScaleParameterization other(ScaleParameterization scale) {
    return ScaleParameterization.values()[1 - scale.ordinal()];
  }

  private static final List<Wrong<?>> WRONG =
      List.of(
          new Wrong<>(MatMul.class, "bias dropped", o -> new MatMul(o.x(), o.w(), null, o.y())),
          new Wrong<>(
              SampledMatMul.class,
              "bias dropped",
              o -> new SampledMatMul(o.x(), o.mu(), o.rho(), null, o.scale(), o.eps(), o.y())),
          new Wrong<>(
              SampledMatMul.class,
              "other scale",
              o ->
                  new SampledMatMul(
                      o.x(), o.mu(), o.rho(), o.b(), other(o.scale()), o.eps(), o.y())),
          new Wrong<>(
              SampledMatMul.class, "no perturbation", o -> new MatMul(o.x(), o.mu(), o.b(), o.y())),
          new Wrong<>(
              LocalReparameterizedMatMul.class,
              "bias dropped",
              o ->
                  new LocalReparameterizedMatMul(
                      o.x(), o.mu(), o.rho(), null, o.scale(), o.eps(), o.variance(), o.y())),
          new Wrong<>(
              FlipoutMatMul.class,
              "bias dropped",
              o ->
                  new FlipoutMatMul(
                      o.x(),
                      o.mu(),
                      o.rho(),
                      null,
                      o.scale(),
                      o.eps(),
                      o.signIn(),
                      o.signOut(),
                      o.y())),
          new Wrong<>(
              FlipoutMatMul.class,
              "one weight for all examples",
              o -> new SampledMatMul(o.x(), o.mu(), o.rho(), o.b(), o.scale(), o.eps(), o.y())),
          new Wrong<>(
              FlipoutMatMul.class, "no perturbation", o -> new MatMul(o.x(), o.mu(), o.b(), o.y())),
          new Wrong<>(
              MatMulBackward.class,
              "gradients overwritten",
              o ->
                  new MatMulBackward(
                      o.x(),
                      o.w(),
                      o.dy(),
                      overwriting(o.dx()),
                      overwriting(o.dw()),
                      overwriting(o.db()))),
          new Wrong<>(
              SampledMatMulBackward.class,
              "input gradient of the mean weights",
              o ->
                  o.dx() == null
                      ? o
                      : new MatMulBackward(o.x(), o.mu(), o.dy(), o.dx(), o.dmu(), o.db())),
          new Wrong<>(
              FlipoutMatMulBackward.class,
              "signs ignored",
              o ->
                  new SampledMatMulBackward(
                      o.x(), o.mu(), o.rho(), o.scale(), o.eps(), o.dy(), o.dx(), o.dmu(), o.drho(),
                      o.db())),
          new Wrong<>(
              SampleGaussian.class,
              "other scale",
              o -> new SampleGaussian(o.mu(), o.rho(), other(o.scale()), o.eps(), o.w())),
          new Wrong<>(
              SampleGaussianBackward.class,
              "other scale",
              o ->
                  new SampleGaussianBackward(
                      o.rho(), other(o.scale()), o.eps(), o.dw(), o.dmu(), o.drho())),
          new Wrong<>(
              ActivateBackward.class,
              "gradient overwritten",
              o -> new ActivateBackward(o.function(), o.x(), o.dy(), overwriting(o.dx()))),
          new Wrong<>(
              Dropout.class,
              "other rate",
              o -> new Dropout(o.x(), o.rate() * 0.99f, o.sharedByRows(), o.mask(), o.y())),
          new Wrong<>(
              DropoutBackward.class,
              "other rate",
              o ->
                  new DropoutBackward(
                      o.rate() * 0.99f, o.sharedByRows(), o.mask(), o.dy(), o.dx())),
          new Wrong<>(
              GaussianNll.class,
              "weights ignored",
              o ->
                  new GaussianNll(
                      o.prediction(),
                      o.target(),
                      null,
                      o.minLogVariance(),
                      o.maxLogVariance(),
                      o.loss(),
                      o.perExample(),
                      o.gradient(),
                      o.gradientScale())),
          new Wrong<>(
              GaussianNll.class,
              "no clamp",
              o ->
                  new GaussianNll(
                      o.prediction(),
                      o.target(),
                      o.weight(),
                      -50,
                      50,
                      o.loss(),
                      o.perExample(),
                      o.gradient(),
                      o.gradientScale())),
          new Wrong<>(
              StudentTNll.class,
              "other degrees of freedom",
              o ->
                  new StudentTNll(
                      o.prediction(),
                      o.target(),
                      o.weight(),
                      o.degreesOfFreedom() + 0.01f,
                      o.minLogVariance(),
                      o.maxLogVariance(),
                      o.loss(),
                      o.perExample(),
                      o.gradient(),
                      o.gradientScale())),
          new Wrong<>(
              BernoulliNll.class,
              "gradient scale ignored",
              o ->
                  new BernoulliNll(
                      o.prediction(),
                      o.target(),
                      o.weight(),
                      o.loss(),
                      o.perExample(),
                      o.gradient(),
                      1)),
          new Wrong<>(
              GaussianKl.class,
              "other scale",
              o ->
                  new GaussianKl(
                      o.mu(), o.rho(), other(o.scale()), o.prior(), o.kl(), o.dmu(), o.drho())),
          new Wrong<>(
              ScaleMixtureKl.class,
              "components exchanged",
              o ->
                  new ScaleMixtureKl(
                      o.mu(),
                      o.rho(),
                      o.scale(),
                      1 - o.pi(),
                      o.sigma1(),
                      o.sigma2(),
                      o.eps(),
                      o.kl(),
                      o.dmu(),
                      o.drho())),
          new Wrong<>(
              Repulsion.class,
              "strength ignored",
              o ->
                  new Repulsion(
                      o.f(),
                      o.columns(),
                      1,
                      o.squaredDistances(),
                      o.bandwidth(),
                      o.energy(),
                      o.df())),
          new Wrong<>(
              Adam.class,
              "weight decay ignored",
              o ->
                  new Adam(
                      o.parameters(),
                      o.gradients(),
                      o.m(),
                      o.v(),
                      o.beta1(),
                      o.beta2(),
                      o.epsilon(),
                      0)),
          new Wrong<>(
              Sgd.class,
              "momentum ignored",
              o -> new Sgd(o.parameters(), o.gradients(), o.velocity(), 0, o.weightDecay())),
          new Wrong<>(
              ClipGlobalNorm.class,
              "never clips",
              o -> new ClipGlobalNorm(o.gradients(), 1e30f, o.norm())),
          new Wrong<>(
              LangevinStep.class,
              "noise dropped",
              o ->
                  new LangevinStep(
                      o.x(), o.direction(), o.scale(), o.coefficients(), null, o.out())),
          new Wrong<>(
              LangevinStep.class,
              "scale ignored",
              o ->
                  new LangevinStep(
                      o.x(), o.direction(), o.direction(), o.coefficients(), o.eps(), o.out())),
          new Wrong<>(
              InnerProduct.class,
              "square of the first",
              o -> new InnerProduct(o.a(), o.a(), o.out())),
          new Wrong<>(
              GaussianPrior.class,
              "mean ignored",
              o ->
                  new GaussianPrior(
                      o.parameters(), o.precision(), o.precision(), o.energy(), o.gradient())),
          new Wrong<>(
              GatherRows.class,
              "never shuffles",
              o -> new GatherRows(o.source(), false, o.stream(), o.out())),
          new Wrong<>(
              PredictSample.class,
              "Student's t has the variance of a Gaussian",
              o ->
                  o.head() instanceof Head.StudentT h
                      ? new PredictSample(
                          new Head.Gaussian(h.minLogVariance(), h.maxLogVariance()),
                          o.prediction(),
                          o.out())
                      : o));
}
