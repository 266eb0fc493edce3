package dev.credence.backend.vector;

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
import dev.credence.op.Gradient;
import dev.credence.op.Head;
import dev.credence.op.InnerProduct;
import dev.credence.op.LangevinStep;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.LocalReparameterizedMatMulBackward;
import dev.credence.op.MatMul;
import dev.credence.op.MatMulBackward;
import dev.credence.op.MeanSquaredError;
import dev.credence.op.Moments;
import dev.credence.op.Noise;
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
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One or more examples of every operation, with sizes about the tiles and shared operands. */
final class OpExamples {
  private static final Noise EPS = new Noise.Stream(1);
  private static final Noise SIGN_IN = new Noise.Stream(2);
  private static final Noise SIGN_OUT = new Noise.Stream(3);

  /** Result replicas, operand replicas, batch, inputs, outputs. */
  private static final int[][] PRODUCTS = {
    {1, 1, 1, 1, 1},
    {2, 1, 9, 17, 33},
    {4, 2, 13, 20, 16},
    {1, 1, 33, 64, 2},
    {1, 1, 300, 9, 18},
    {1, 1, 9, 530, 5},
  };

  private OpExamples() {}

  static Stream<OpExample> all() {
    List<OpExample> examples = new ArrayList<>();
    for (int[] s : PRODUCTS) {
      products(examples, s[0], s[1], s[2], s[3], s[4]);
    }
    for (Activation function : Activation.values()) {
      activation(examples, function);
    }
    losses(examples);
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      parameters(examples, scale);
    }
    optimizers(examples);
    data(examples);
    return examples.stream();
  }

  private static void products(List<OpExample> list, int r, int q, int b, int k, int n) {
    String size = " (%d of %d, %d, %d, %d)".formatted(q, r, b, k, n);
    list.add(
        new OpExample(
            "matMul" + size,
            m -> {
              Tensor x = m.normal(q, b, k);
              Tensor w = m.normal(q, k, n);
              Tensor bias = m.normal(q, 1, n);
              Tensor dy = m.normal(r, b, n);
              return List.of(
                  new MatMul(x, w, bias, m.result(r, b, n)),
                  new MatMul(x, w, null, m.result(r, b, n)),
                  new MatMulBackward(
                      x, w, dy, m.overwritten(x), m.overwritten(w), m.overwritten(bias)),
                  new MatMulBackward(x, w, dy, m.added(x), m.added(w), m.added(bias)),
                  new MatMulBackward(x, w, dy, null, m.overwritten(w), null));
            }));
    for (ScaleParameterization scale : ScaleParameterization.values()) {
      list.add(
          new OpExample(
              "sampledMatMul " + scale + size,
              m -> {
                Tensor x = m.normal(q, b, k);
                Tensor mu = m.normal(q, k, n);
                Tensor rho = m.normal(q, k, n, -1, 1);
                Tensor bias = m.normal(q, 1, n);
                Tensor dy = m.normal(r, b, n);
                Noise given = new Noise.Given(m.normal(q, k, n));
                return List.of(
                    new SampledMatMul(x, mu, rho, bias, scale, EPS, m.result(r, b, n)),
                    new SampledMatMul(x, mu, rho, null, scale, given, m.result(r, b, n)),
                    new SampledMatMulBackward(
                        x,
                        mu,
                        rho,
                        scale,
                        EPS,
                        dy,
                        m.overwritten(x),
                        m.overwritten(mu),
                        m.overwritten(rho),
                        m.overwritten(bias)),
                    new SampledMatMulBackward(
                        x, mu, rho, scale, given, dy, null, null, m.added(rho), null));
              }));
      list.add(
          new OpExample(
              "localReparameterizedMatMul " + scale + size,
              m -> {
                Tensor x = m.normal(q, b, k);
                Tensor mu = m.normal(q, k, n);
                Tensor rho = m.normal(q, k, n, -1, 1);
                Tensor bias = m.normal(q, 1, n);
                Tensor dy = m.normal(r, b, n);
                Tensor v = m.result(r, b, n);
                Noise given = new Noise.Given(m.normal(q, b, n));
                return List.of(
                    new LocalReparameterizedMatMul(
                        x, mu, rho, bias, scale, EPS, v, m.result(r, b, n)),
                    new LocalReparameterizedMatMulBackward(
                        x,
                        mu,
                        rho,
                        scale,
                        EPS,
                        v,
                        dy,
                        m.overwritten(x),
                        m.overwritten(mu),
                        m.overwritten(rho),
                        m.overwritten(bias)),
                    new LocalReparameterizedMatMulBackward(
                        x, mu, rho, scale, given, v, dy, m.added(x), null, m.added(rho), null),
                    new LocalReparameterizedMatMulBackward(
                        x, mu, rho, scale, given, v, dy, null, m.added(mu), null, null));
              }));
      list.add(
          new OpExample(
              "flipoutMatMul " + scale + size,
              m -> {
                Tensor x = m.normal(q, b, k);
                Tensor mu = m.normal(q, k, n);
                Tensor rho = m.normal(q, k, n, -1, 1);
                Tensor bias = m.normal(q, 1, n);
                Tensor dy = m.normal(r, b, n);
                Noise given = new Noise.Given(m.normal(q, k, n));
                return List.of(
                    new FlipoutMatMul(
                        x, mu, rho, bias, scale, EPS, SIGN_IN, SIGN_OUT, m.result(r, b, n)),
                    new FlipoutMatMul(
                        x, mu, rho, null, scale, given, SIGN_IN, SIGN_OUT, m.result(r, b, n)),
                    new FlipoutMatMulBackward(
                        x,
                        mu,
                        rho,
                        scale,
                        EPS,
                        SIGN_IN,
                        SIGN_OUT,
                        dy,
                        m.overwritten(x),
                        m.overwritten(mu),
                        m.overwritten(rho),
                        m.overwritten(bias)),
                    new FlipoutMatMulBackward(
                        x,
                        mu,
                        rho,
                        scale,
                        given,
                        SIGN_IN,
                        SIGN_OUT,
                        dy,
                        m.added(x),
                        m.added(mu),
                        m.added(rho),
                        m.added(bias)),
                    new FlipoutMatMulBackward(
                        x,
                        mu,
                        rho,
                        scale,
                        EPS,
                        SIGN_IN,
                        SIGN_OUT,
                        dy,
                        null,
                        m.added(mu),
                        null,
                        null));
              }));
    }
  }

  private static void activation(List<OpExample> list, Activation function) {
    list.add(
        new OpExample(
            "activate " + function,
            m -> {
              Tensor x = m.normal(2, 37, 29, 0, 4);
              Tensor dy = m.normal(2, 37, 29);
              return List.of(
                  new Activate(function, x, m.result(2, 37, 29)),
                  new ActivateBackward(function, x, dy, m.overwritten(x)),
                  new ActivateBackward(function, x, dy, m.added(x)));
            }));
  }

  private static void losses(List<OpExample> list) {
    int r = 4;
    int b = 77;
    list.add(
        new OpExample(
            "gaussianNll",
            m ->
                List.of(
                    new GaussianNll(
                        m.normal(r, b, 6),
                        m.normal(2, b, 3),
                        m.normal(1, b, 1, 2, 0.1),
                        -1f,
                        1f,
                        m.result(r, 1, 1),
                        m.result(r, b, 1),
                        m.result(r, b, 6),
                        0.25f),
                    new GaussianNll(
                        m.normal(1, b, 2),
                        m.normal(1, b, 1),
                        null,
                        -9f,
                        9f,
                        m.result(1, 1, 1),
                        null,
                        null,
                        1f))));
    list.add(
        new OpExample(
            "meanSquaredError",
            m -> {
              Tensor logVariance = m.normal(2, 1, 3);
              return List.of(
                  new MeanSquaredError(
                      m.normal(r, b, 3),
                      m.normal(r, b, 3),
                      m.normal(1, b, 1, 2, 0.1),
                      logVariance,
                      m.result(r, 1, 1),
                      m.result(r, b, 1),
                      m.result(r, b, 3),
                      0.25f,
                      m.added(logVariance)));
            }));
    list.add(
        new OpExample(
            "gaussianMixtureNll",
            m ->
                List.of(
                    new GaussianMixtureNll(
                        m.normal(r, b, 9),
                        m.normal(1, b, 1),
                        null,
                        3,
                        -1f,
                        1f,
                        m.result(r, 1, 1),
                        m.result(r, b, 1),
                        m.result(r, b, 9),
                        0.25f))));
    list.add(
        new OpExample(
            "studentTNll",
            m ->
                List.of(
                    new StudentTNll(
                        m.normal(r, b, 4),
                        m.normal(1, b, 2),
                        null,
                        4f,
                        -1f,
                        1f,
                        m.result(r, 1, 1),
                        m.result(r, b, 1),
                        m.result(r, b, 4),
                        0.25f))));
    list.add(
        new OpExample(
            "bernoulliNll",
            m ->
                List.of(
                    new BernoulliNll(
                        m.normal(r, b, 3, 0, 5),
                        m.whole(2, b, 3, 2),
                        null,
                        m.result(r, 1, 1),
                        m.result(r, b, 1),
                        m.result(r, b, 3),
                        0.25f))));
    list.add(
        new OpExample(
            "categoricalNll",
            m ->
                List.of(
                    new CategoricalNll(
                        m.normal(r, b, 5, 0, 5),
                        m.whole(1, b, 1, 5),
                        m.normal(1, b, 1, 2, 0.1),
                        m.result(r, 1, 1),
                        m.result(r, b, 1),
                        m.result(r, b, 5),
                        0.25f))));
  }

  private static void parameters(List<OpExample> list, ScaleParameterization scale) {
    list.add(
        new OpExample(
            "gaussianKl " + scale,
            m -> {
              Tensor mu = m.normal(2, 41, 53);
              Tensor rho = m.normal(2, 41, 53, -3, 6);
              Tensor prior = m.normal(1, 1, 2, 1, 0.1);
              return List.of(
                  new GaussianKl(
                      mu, rho, scale, prior, m.result(2, 1, 1), m.overwritten(mu), m.added(rho)),
                  new GaussianKl(mu, rho, scale, prior, m.result(2, 1, 1), null, null));
            }));
    list.add(
        new OpExample(
            "scaleMixtureKl " + scale,
            m -> {
              Tensor mu = m.normal(2, 41, 53);
              Tensor rho = m.normal(2, 41, 53, -3, 2);
              return List.of(
                  new ScaleMixtureKl(
                      mu,
                      rho,
                      scale,
                      0.3f,
                      1f,
                      0.1f,
                      EPS,
                      m.result(4, 1, 1),
                      m.overwritten(mu),
                      m.added(rho)),
                  new ScaleMixtureKl(
                      mu, rho, scale, 0.3f, 1f, 0.1f, EPS, m.result(2, 1, 1), null, null));
            }));
    list.add(
        new OpExample(
            "sampleGaussian " + scale,
            m -> {
              Tensor mu = m.normal(2, 41, 53);
              Tensor rho = m.normal(2, 41, 53, -3, 6);
              Tensor dw = m.normal(4, 41, 53);
              return List.of(
                  new SampleGaussian(mu, rho, scale, EPS, m.result(4, 41, 53)),
                  new SampleGaussianBackward(rho, scale, EPS, dw, m.overwritten(mu), m.added(rho)),
                  new SampleGaussianBackward(rho, scale, EPS, dw, null, m.overwritten(rho)));
            }));
  }

  private static void optimizers(List<OpExample> list) {
    int n = 2345;
    list.add(
        new OpExample(
            "adam",
            m ->
                List.of(
                    new Adam(
                        m.normal(2, 1, n),
                        m.normal(2, 1, n),
                        m.normal(2, 1, n),
                        m.normal(2, 1, n, 2, 0.1),
                        0.9f,
                        0.999f,
                        1e-8f,
                        0.01f))));
    for (int columns : new int[] {1, 53}) {
      list.add(
          new OpExample(
              "repulsion " + columns,
              m -> {
                Tensor f = m.normal(5, 41, 53);
                return List.of(
                    repulsion(m, f, columns, m.overwritten(f)),
                    repulsion(m, f, columns, m.added(f)),
                    repulsion(m, f, columns, null));
              }));
    }
    list.add(
        new OpExample(
            "sgd",
            m ->
                List.of(
                    new Sgd(
                        m.normal(2, 1, n), m.normal(2, 1, n), m.normal(2, 1, n), 0.9f, 0.01f))));
    list.add(
        new OpExample(
            "clipGlobalNorm",
            m ->
                List.of(
                    new ClipGlobalNorm(m.normal(2, 1, n), 1f, m.result(2, 1, 1)),
                    new ClipGlobalNorm(m.normal(2, 1, n), 1e6f, m.result(2, 1, 1)))));
    list.add(new OpExample("langevinStep", m -> langevinSteps(m, n)));
    list.add(
        new OpExample(
            "innerProduct",
            m ->
                List.of(
                    new InnerProduct(m.normal(2, 1, n), m.normal(2, 1, n), m.result(2, 1, 1)))));
    list.add(
        new OpExample(
            "selectReplicas",
            m ->
                List.of(
                    new SelectReplicas(
                        m.whole(3, 1, 1, 2), m.normal(3, 1, n), m.normal(3, 1, n)))));
    list.add(
        new OpExample(
            "gaussianPrior",
            m -> {
              Tensor theta = m.normal(2, 1, n);
              return List.of(
                  new GaussianPrior(
                      theta,
                      m.normal(1, 1, n),
                      m.normal(2, 1, n),
                      m.result(2, 1, 1),
                      m.added(theta)));
            }));
  }

  /** A move and a noisy kick in place. */
  private static List<Op> langevinSteps(OpExample.Memory m, int n) {
    Tensor x = m.normal(2, 1, n);
    Tensor direction = m.normal(2, 1, n);
    Tensor scale = m.whole(1, 1, n, 3);
    Tensor own = m.normal(2, 1, 3);
    Tensor shared = m.normal(1, 1, 3);
    return List.of(
        new LangevinStep(x, direction, scale, own, null, m.result(2, 1, n)),
        new LangevinStep(x, direction, scale, shared, EPS, x));
  }

  private static Repulsion repulsion(OpExample.Memory m, Tensor f, int columns, Gradient gradient) {
    return new Repulsion(
        f, columns, 0.7f, m.result(1, 5, 5), m.result(1, 1, 1), m.result(5, 1, 1), gradient);
  }

  private static void data(List<OpExample> list) {
    for (boolean shuffled : new boolean[] {false, true}) {
      list.add(
          new OpExample(
              "gatherRows " + shuffled,
              m -> List.of(new GatherRows(m.normal(1, 50, 3), shuffled, 4, m.result(2, 120, 3)))));
    }
    for (boolean shared : new boolean[] {false, true}) {
      list.add(
          new OpExample(
              "dropout " + shared,
              m -> {
                Tensor x = m.normal(2, 37, 29);
                Tensor dy = m.normal(4, 37, 29);
                Noise given = new Noise.Given(m.whole(2, shared ? 1 : 37, 29, 2));
                return List.of(
                    new Dropout(x, 0.3f, shared, EPS, m.result(4, 37, 29)),
                    new Dropout(x, 0.3f, shared, given, m.result(4, 37, 29)),
                    new DropoutBackward(0.3f, shared, EPS, dy, m.overwritten(x)),
                    new DropoutBackward(0.3f, shared, given, dy, m.added(x)));
              }));
    }
    list.add(
        new OpExample(
            "moments",
            m ->
                List.of(
                    new Moments(
                        m.normal(6, 37, 29, 5, 1), m.result(2, 37, 29), m.result(2, 37, 29)))));
    list.add(
        new OpExample(
            "predictSample",
            m -> {
              Tensor x = m.normal(2, 37, 6);
              return List.of(
                  new PredictSample(new Head.Gaussian(-1, 1), x, m.result(2, 37, 6)),
                  new PredictSample(new Head.StudentT(4, -1, 1), x, m.result(2, 37, 6)),
                  new PredictSample(
                      new Head.Homoscedastic(m.normal(1, 1, 6)), x, m.result(2, 37, 12)),
                  new PredictSample(new Head.GaussianMixture(2, -1, 1), x, m.result(2, 37, 2)),
                  new PredictSample(new Head.Bernoulli(), x, m.result(2, 37, 12)),
                  new PredictSample(new Head.Categorical(), x, m.result(2, 37, 7)));
            }));
  }
}
