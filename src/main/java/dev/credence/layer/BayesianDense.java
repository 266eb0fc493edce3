package dev.credence.layer;

import dev.credence.op.FlipoutMatMul;
import dev.credence.op.GaussianKl;
import dev.credence.op.Gradients;
import dev.credence.op.LocalReparameterizedMatMul;
import dev.credence.op.MatMul;
import dev.credence.op.Noise;
import dev.credence.op.PenaltyOp;
import dev.credence.op.SampleGaussian;
import dev.credence.op.SampledMatMul;
import dev.credence.op.ScaleMixtureKl;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;

/**
 * A dense layer whose weights have independent Gaussian posteriors N(mu, sigma^2).
 *
 * @param outputs number of outputs N
 * @param estimator how training estimates the expectation over weights
 * @param scale how sigma follows from rho
 * @param bias kind of bias
 * @param prior prior of every weight, and of the bias where it is Gaussian
 */
public record BayesianDense(
    int outputs, Estimator estimator, ScaleParameterization scale, Bias bias, Prior prior)
    implements Layer {
  public BayesianDense {
    checkWidth(outputs);
  }

  static void checkWidth(int outputs) {
    if (outputs < 1) {
      throw new IllegalArgumentException("a layer needs at least one output, not " + outputs);
    }
  }

  @Override
  public int outputs(int inputs) {
    return outputs;
  }

  @Override
  public void declare(ParameterLayout.Builder parameters, int index, int inputs) {
    parameters.declare(index + ".mu", inputs, outputs);
    parameters.declare(index + ".rho", inputs, outputs);
    if (bias != Bias.NONE) {
      parameters.declare(index + ".bias", 1, outputs);
    }
    if (bias == Bias.GAUSSIAN) {
      parameters.declare(index + ".biasRho", 1, outputs);
    }
  }

  @Override
  public void initialize(ParameterBlock parameters, int index, long seed) {
    double rhoMean = scale == ScaleParameterization.SOFTPLUS ? -3 : -9;
    double rhoWidth = scale == ScaleParameterization.SOFTPLUS ? 0.1 : 0.001;
    Tensor mu = parameters.get(index + ".mu");
    Initialization.normal(
        mu, 0, 1 / Math.sqrt(mu.shape().rows()), seed, Streams.of(index, Streams.INITIAL_MU));
    Initialization.normal(
        parameters.get(index + ".rho"),
        rhoMean,
        rhoWidth,
        seed,
        Streams.of(index, Streams.INITIAL_RHO));
    if (bias == Bias.GAUSSIAN) {
      Initialization.normal(
          parameters.get(index + ".biasRho"),
          rhoMean,
          rhoWidth,
          seed,
          Streams.of(index, Streams.INITIAL_BIAS_RHO));
    }
  }

  @Override
  public Tensor record(Pass pass, int index, Tensor x) {
    ParameterBlock p = pass.parameters();
    Tensor mu = p.get(index + ".mu");
    Tensor rho = p.get(index + ".rho");
    if (pass.priors() != null) {
      recordPenalty(pass, index, index + ".mu", mu, rho, Streams.PRIOR);
      if (bias == Bias.GAUSSIAN) {
        Tensor biasRho = p.get(index + ".biasRho");
        Tensor biasMu = p.get(index + ".bias");
        recordPenalty(pass, index, index + ".bias", biasMu, biasRho, Streams.PRIOR_BIAS);
      }
    }
    Tensor b = recordBias(pass, index);
    Tensor y = pass.activation(index + ".dense", x.shape().rows(), outputs);
    return switch (pass.mode()) {
      case MEAN -> pass.tape().record(new MatMul(x, mu, b, y));
      case FROZEN -> {
        Noise eps = new Noise.Stream(Streams.frozen(index, Streams.WEIGHT));
        Tensor w = recordSample(pass, index + ".weights", mu, rho, eps);
        yield pass.tape().record(new MatMul(x, w, b, y));
      }
      case ESTIMATE -> recordEstimate(pass, index, x, mu, rho, b, y);
    };
  }

  private Tensor recordEstimate(
      Pass pass, int index, Tensor x, Tensor mu, Tensor rho, Tensor b, Tensor y) {
    Noise eps = stream(index, Streams.WEIGHT);
    return switch (estimator) {
      case REPARAMETERIZED -> pass.tape().record(new SampledMatMul(x, mu, rho, b, scale, eps, y));
      case LOCAL_REPARAMETERIZED -> {
        Tensor variance = pass.tape().allocate(index + ".variance", y.shape());
        Noise outputEps = stream(index, Streams.OUTPUT);
        yield pass.tape()
            .record(new LocalReparameterizedMatMul(x, mu, rho, b, scale, outputEps, variance, y));
      }
      case FLIPOUT ->
          pass.tape()
              .record(
                  new FlipoutMatMul(
                      x,
                      mu,
                      rho,
                      b,
                      scale,
                      eps,
                      stream(index, Streams.SIGN_IN),
                      stream(index, Streams.SIGN_OUT),
                      y));
    };
  }

  private Tensor recordBias(Pass pass, int index) {
    if (bias == Bias.NONE) {
      return null;
    }
    Tensor b = pass.parameters().get(index + ".bias");
    if (bias == Bias.DETERMINISTIC || pass.mode() == Pass.Mode.MEAN) {
      return b;
    }
    Noise eps =
        pass.mode() == Pass.Mode.FROZEN
            ? new Noise.Stream(Streams.frozen(index, Streams.BIAS))
            : stream(index, Streams.BIAS);
    Tensor biasRho = pass.parameters().get(index + ".biasRho");
    return recordSample(pass, index + ".biasSample", b, biasRho, eps);
  }

  private Tensor recordSample(Pass pass, String name, Tensor mu, Tensor rho, Noise eps) {
    Tensor drawn = pass.samples().get(name);
    if (drawn != null) {
      return drawn;
    }
    Shape shape = new Shape(pass.replicas(), mu.shape().rows(), mu.shape().columns());
    Tensor w = pass.tape().allocate(name, shape);
    pass.samples().put(name, w);
    return pass.tape().record(new SampleGaussian(mu, rho, scale, eps, w));
  }

  private void recordPenalty(
      Pass pass, int index, String parameter, Tensor mu, Tensor rho, int purpose) {
    pass.tape().penalty(g -> penalty(pass, g, index, parameter, mu, rho, purpose));
  }

  private PenaltyOp penalty(
      Pass pass, Gradients g, int index, String parameter, Tensor mu, Tensor rho, int purpose) {
    String name = "KL " + parameter;
    if (prior instanceof Prior.ScaleMixture m) {
      Tensor kl = pass.tape().allocate(name, new Shape(pass.replicas(), 1, 1));
      return new ScaleMixtureKl(
          mu,
          rho,
          scale,
          (float) m.pi(),
          (float) m.sigma1(),
          (float) m.sigma2(),
          stream(index, purpose),
          kl,
          g.claim(mu),
          g.claim(rho));
    }
    Prior.Gaussian gaussian =
        prior instanceof Prior.PerInput p ? p.of(mu.shape().rows()) : (Prior.Gaussian) prior;
    Tensor kl = pass.tape().allocate(name, new Shape(mu.shape().replicas(), 1, 1));
    Tensor widths = pass.priors().gaussian(parameter, gaussian);
    return new GaussianKl(mu, rho, scale, widths, kl, g.claim(mu), g.claim(rho));
  }

  private static Noise stream(int index, int purpose) {
    return new Noise.Stream(Streams.of(index, purpose));
  }
}
