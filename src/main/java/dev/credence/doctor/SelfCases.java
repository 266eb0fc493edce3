package dev.credence.doctor;

import static dev.credence.doctor.SelfTensors.INPUTS;
import static dev.credence.doctor.SelfTensors.OUTPUTS;
import static dev.credence.doctor.SelfTensors.REPLICAS;
import static dev.credence.doctor.SelfTensors.ROWS;

import dev.credence.op.Activate;
import dev.credence.op.ActivateBackward;
import dev.credence.op.Activation;
import dev.credence.op.Adam;
import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.ClipGlobalNorm;
import dev.credence.op.Dropout;
import dev.credence.op.DropoutBackward;
import dev.credence.op.FlipoutMatMul;
import dev.credence.op.FlipoutMatMulBackward;
import dev.credence.op.GatherRows;
import dev.credence.op.GaussianKl;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.GaussianNll;
import dev.credence.op.GaussianPrior;
import dev.credence.op.Head;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.Moments;
import dev.credence.op.Op;
import dev.credence.op.PredictSample;
import dev.credence.op.Repulsion;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampleGaussianBackward;
import dev.credence.op.SampledMatMul;
import dev.credence.op.SampledMatMulBackward;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.op.SelectReplicas;
import dev.credence.op.Sgd;
import dev.credence.op.StudentTNll;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A small set of cases that has every operation. */
final class SelfCases {
  private static final ScaleParameterization SOFTPLUS = ScaleParameterization.SOFTPLUS;
  private static final float MIN = -5;
  private static final float MAX = 5;

  /** One case: its name and how it makes its operation. */
  record SelfCase(String name, Function<SelfTensors, Op> build) {}

  private SelfCases() {}

  static List<SelfCase> all() {
    List<SelfCase> cases = new ArrayList<>();
    products(cases);
    elementwise(cases);
    losses(cases);
    parameters(cases);
    data(cases);
    return cases;
  }

  private static void products(List<SelfCase> cases) {
    add(cases, "shared weights", t -> new MatMul(t.x(), t.mu(), t.b(), t.y("y")));
    add(
        cases,
        "shared weights",
        t -> {
          Tensor x = t.x();
          Tensor mu = t.mu();
          return new MatMulBackward(x, mu, dy(t), t.gradient(x), t.gradient(mu), t.gradient(t.b()));
        });
    add(
        cases,
        "shared weights",
        t -> new SampledMatMul(t.x(), t.mu(), t.rho(), t.b(), SOFTPLUS, t.stream(), t.y("y")));
    add(
        cases,
        "shared weights",
        t -> {
          Tensor x = t.x();
          Tensor mu = t.mu();
          Tensor rho = t.rho();
          return new SampledMatMulBackward(
              x,
              mu,
              rho,
              SOFTPLUS,
              t.stream(),
              dy(t),
              t.gradient(x),
              t.gradient(mu),
              t.gradient(rho),
              t.gradient(t.b()));
        });
    add(
        cases,
        "shared weights",
        t ->
            new LocalReparameterizedMatMul(
                t.x(), t.mu(), t.rho(), t.b(), SOFTPLUS, t.stream(), t.y("variance"), t.y("y")));
    add(
        cases,
        "shared weights",
        t -> {
          Tensor x = t.x();
          Tensor mu = t.mu();
          Tensor rho = t.rho();
          return new LocalReparameterizedMatMulBackward(
              x,
              mu,
              rho,
              SOFTPLUS,
              t.stream(),
              t.uniform("variance", REPLICAS, ROWS, OUTPUTS),
              dy(t),
              t.gradient(x),
              t.gradient(mu),
              t.gradient(rho),
              t.gradient(t.b()));
        });
    add(
        cases,
        "shared weights",
        t ->
            new FlipoutMatMul(
                t.x(),
                t.mu(),
                t.rho(),
                t.b(),
                SOFTPLUS,
                t.stream(),
                t.stream(),
                t.stream(),
                t.y("y")));
    add(
        cases,
        "shared weights",
        t -> {
          Tensor x = t.x();
          Tensor mu = t.mu();
          Tensor rho = t.rho();
          return new FlipoutMatMulBackward(
              x,
              mu,
              rho,
              SOFTPLUS,
              t.stream(),
              t.stream(),
              t.stream(),
              dy(t),
              t.gradient(x),
              t.gradient(mu),
              t.gradient(rho),
              t.gradient(t.b()));
        });
  }

  private static void elementwise(List<SelfCase> cases) {
    for (Activation f : Activation.values()) {
      add(cases, f.name(), t -> new Activate(f, activations(t), t.y("y")));
      add(
          cases,
          f.name(),
          t -> {
            Tensor x = activations(t);
            return new ActivateBackward(f, x, dy(t), t.gradient(x));
          });
    }
    add(
        cases,
        "mask of its own per row",
        t -> new Dropout(activations(t), 0.3f, false, t.stream(), t.y("y")));
    add(
        cases,
        "one mask per replica",
        t -> new DropoutBackward(0.3f, true, t.stream(), dy(t), t.gradient(activations(t))));
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      add(
          cases,
          scale.name(),
          t ->
              new SampleGaussian(
                  t.mu(), t.rho(), scale, t.stream(), t.output("w", REPLICAS, INPUTS, OUTPUTS)));
      add(
          cases,
          scale.name(),
          t -> {
            Tensor rho = t.rho();
            return new SampleGaussianBackward(
                rho,
                scale,
                t.stream(),
                t.normal("dw", REPLICAS, INPUTS, OUTPUTS),
                t.gradient(rho),
                t.gradient(rho));
          });
    }
  }

  private static void losses(List<SelfCase> cases) {
    add(
        cases,
        "weighted",
        t ->
            new GaussianNll(
                outputs(t, 4),
                t.normal("target", 1, ROWS, 2),
                t.uniform("weight", 1, ROWS, 1),
                MIN,
                MAX,
                loss(t),
                each(t),
                outputs(t, 4),
                0.5f));
    add(
        cases,
        "weighted",
        t ->
            new StudentTNll(
                outputs(t, 4),
                t.normal("target", 1, ROWS, 2),
                t.uniform("weight", 1, ROWS, 1),
                4,
                MIN,
                MAX,
                loss(t),
                each(t),
                outputs(t, 4),
                0.5f));
    add(
        cases,
        "learned log variance",
        t -> {
          Tensor logVariance = t.normal("logVariance", 1, 1, 2);
          return new MeanSquaredError(
              outputs(t, 2),
              t.normal("target", 1, ROWS, 2),
              null,
              logVariance,
              loss(t),
              each(t),
              outputs(t, 2),
              0.5f,
              t.gradient(logVariance));
        });
    add(
        cases,
        "3 components",
        t ->
            new GaussianMixtureNll(
                outputs(t, 9),
                t.normal("target", 1, ROWS, 1),
                null,
                3,
                MIN,
                MAX,
                loss(t),
                each(t),
                outputs(t, 9),
                0.5f));
    add(
        cases,
        "2 targets",
        t ->
            new BernoulliNll(
                outputs(t, 2),
                t.uniform("target", 1, ROWS, 2),
                null,
                loss(t),
                each(t),
                outputs(t, 2),
                0.5f));
    add(
        cases,
        "5 classes",
        t ->
            new CategoricalNll(
                outputs(t, 5),
                t.classes("target", 5),
                null,
                loss(t),
                each(t),
                outputs(t, 5),
                0.5f));
  }

  private static void parameters(List<SelfCase> cases) {
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      add(
          cases,
          scale.name(),
          t -> {
            Tensor mu = t.mu();
            Tensor rho = t.rho();
            Tensor prior = t.uniform("prior", 1, 1, 2);
            return new GaussianKl(
                mu, rho, scale, prior, t.output("kl", 1, 1, 1), t.gradient(mu), t.gradient(rho));
          });
      add(
          cases,
          scale.name(),
          t -> {
            Tensor mu = t.mu();
            Tensor rho = t.rho();
            return new ScaleMixtureKl(
                mu,
                rho,
                scale,
                0.5f,
                1,
                0.2f,
                t.stream(),
                loss(t),
                t.gradient(mu),
                t.gradient(rho));
          });
    }
    for (int columns : new int[] {1, OUTPUTS}) {
      add(
          cases,
          columns + " of " + OUTPUTS + " columns",
          t -> {
            Tensor f = activations(t);
            return new Repulsion(
                f,
                columns,
                0.7f,
                t.output("squaredDistances", 1, REPLICAS, REPLICAS),
                t.output("bandwidth", 1, 1, 1),
                t.output("energy", REPLICAS, 1, 1),
                t.gradient(f));
          });
    }
    add(
        cases,
        "weight decay",
        t ->
            new Adam(
                block(t, "parameters"),
                block(t, "gradients"),
                block(t, "m"),
                t.uniform("v", REPLICAS, 1, 1000),
                0.9f,
                0.999f,
                1e-8f,
                0.01f));
    add(
        cases,
        "momentum",
        t ->
            new Sgd(
                block(t, "parameters"), block(t, "gradients"), block(t, "velocity"), 0.9f, 0.01f));
    add(
        cases,
        "above the norm",
        t -> new ClipGlobalNorm(block(t, "gradients"), 1, t.output("norm", REPLICAS, 1, 1)));
    sampling(cases);
  }

  private static void sampling(List<SelfCase> cases) {
    add(
        cases,
        "with noise",
        t ->
            new LangevinStep(
                block(t, "x"),
                block(t, "direction"),
                block(t, "scale"),
                t.normal("coefficients", REPLICAS, 1, LangevinStep.COEFFICIENTS),
                t.stream(),
                t.output("out", REPLICAS, 1, 1000)));
    add(
        cases,
        "of two",
        t -> {
          Tensor a = t.uniform("a", REPLICAS, 1, 1000);
          return new InnerProduct(a, a, t.output("out", REPLICAS, 1, 1));
        });
    add(
        cases,
        "some",
        t -> {
          Tensor mask = t.classes("mask", 2).slice("mask", 0, new Shape(REPLICAS, 1, 1));
          return new SelectReplicas(mask, block(t, "source"), block(t, "target"));
        });
    add(
        cases,
        "of a block",
        t -> {
          Tensor theta = block(t, "parameters");
          return new GaussianPrior(
              theta,
              t.normal("mean", 1, 1, 1000),
              t.uniform("precision", 1, 1, 1000),
              t.output("energy", REPLICAS, 1, 1),
              t.gradient(theta));
        });
  }

  private static void data(List<SelfCase> cases) {
    add(
        cases,
        "shuffled",
        t ->
            new GatherRows(
                t.normal("source", 1, 101, 7), true, 1, t.output("out", REPLICAS, ROWS, 7)));
    add(
        cases,
        "over replicas",
        t ->
            new Moments(
                t.x(), t.output("mean", 1, ROWS, INPUTS), t.output("variance", 1, ROWS, INPUTS)));
    head(cases, "Gaussian", 4, 4, t -> new Head.Gaussian(MIN, MAX));
    head(cases, "Student's t", 4, 4, t -> new Head.StudentT(4, MIN, MAX));
    head(
        cases,
        "homoscedastic",
        2,
        4,
        t -> new Head.Homoscedastic(t.normal("logVariance", 1, 1, 2)));
    head(cases, "Gaussian mixture", 9, 2, t -> new Head.GaussianMixture(3, MIN, MAX));
    head(cases, "Bernoulli", 2, 4, t -> new Head.Bernoulli());
    head(cases, "categorical", 5, 6, t -> new Head.Categorical());
  }

  private static void head(
      List<SelfCase> cases, String name, int in, int out, Function<SelfTensors, Head> head) {
    add(
        cases,
        name,
        t ->
            new PredictSample(head.apply(t), outputs(t, in), t.output("out", REPLICAS, ROWS, out)));
  }

  private static void add(List<SelfCase> cases, String name, Function<SelfTensors, Op> build) {
    cases.add(new SelfCase(name, build));
  }

  private static Tensor dy(SelfTensors t) {
    return t.normal("dy", REPLICAS, ROWS, OUTPUTS);
  }

  private static Tensor activations(SelfTensors t) {
    return t.normal("x", REPLICAS, ROWS, OUTPUTS);
  }

  /** Network outputs, or a buffer of their shape for the gradient. */
  private static Tensor outputs(SelfTensors t, int columns) {
    return t.normal("prediction", REPLICAS, ROWS, columns);
  }

  private static Tensor loss(SelfTensors t) {
    return t.output("loss", REPLICAS, 1, 1);
  }

  private static Tensor each(SelfTensors t) {
    return t.output("perExample", REPLICAS, ROWS, 1);
  }

  private static Tensor block(SelfTensors t, String name) {
    return t.normal(name, REPLICAS, 1, 1000);
  }
}
