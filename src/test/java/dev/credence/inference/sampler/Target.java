package dev.credence.inference.sampler;

import dev.credence.inference.TrainingData;
import dev.credence.layer.Dense;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import java.util.Arrays;
import java.util.Random;

/**
 * Distributions with exact draws, as posteriors of small networks.
 *
 * @param name for people
 * @param slots the parameters that make up the state, in order
 * @param stepSize leapfrog step with an acceptance well between 0 and 1
 * @param learningRate of Adam, likewise
 * @param sigma noise of the proposals of AdamMCMC
 * @param gradientSquare typical square of a gradient of U / n
 */
record Target(
    String name,
    Network network,
    TrainingData data,
    WeightPriors priors,
    String[] slots,
    double stepSize,
    double learningRate,
    double sigma,
    double gradientSquare,
    Exact exact) {
  /** Draws one state. */
  interface Exact {
    double[] draw(Random random);
  }

  /** The linear model: a Gaussian in three dimensions with strong correlations. */
  static final Target GAUSSIAN =
      new Target(
          "Gaussian",
          LinearModel.network(),
          LinearModel.DATA,
          LinearModel.priors(),
          new String[] {"0.mu"},
          0.1,
          0.05,
          0.1,
          0.3,
          Target::gaussian);

  private static final double NOISE = 0.3;
  private static final double PRODUCT = 0.7;

  /** One observation of w1 w2 under a standard normal prior: two bent ridges. */
  static final Target BANANA =
      new Target(
          "banana",
          Network.builder(1)
              .add(new Dense(1, false))
              .add(new Dense(1, false))
              .build(new HomoscedasticLikelihood(NOISE, false), 1),
          new TrainingData(1, new float[] {1}, new float[] {(float) PRODUCT}, null),
          WeightPriors.fixed(Prior.gaussian(1), Prior.gaussian(1)),
          new String[] {"0.mu", "1.mu"},
          0.35,
          0.15,
          0.25,
          6,
          Target::banana);

  private static double[] gaussian(Random random) {
    double[][] root = cholesky(LinearModel.covariance());
    double[] mean = LinearModel.mean();
    double[] z = new double[mean.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = random.nextGaussian();
    }
    double[] state = Matrix.times(root, z);
    for (int i = 0; i < z.length; i++) {
      state[i] += mean[i];
    }
    return state;
  }

  /** Rejection from the prior. */
  private static double[] banana(Random random) {
    while (true) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double pull = (PRODUCT - a * b) / NOISE;
      if (random.nextDouble() < Math.exp(-0.5 * pull * pull)) {
        return new double[] {a, b};
      }
    }
  }

  private static double[][] cholesky(double[][] a) {
    double[][] l = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
      }
    }
    return l;
  }

  double[][] draw(int n, Random random) {
    double[][] states = new double[n][];
    for (int i = 0; i < n; i++) {
      states[i] = exact.draw(random);
    }
    return states;
  }

  /** What float32 makes of a state. */
  double[] rounded(double[] state) {
    double[] rounded = new double[state.length];
    for (int i = 0; i < state.length; i++) {
      rounded[i] = (float) state[i];
    }
    return rounded;
  }

  /** The given parameters (n, P) with n states in their places. */
  float[] parameters(double[][] states, float[] initial) {
    ParameterLayout layout = network.layout();
    float[] parameters = initial.clone();
    for (int c = 0; c < states.length; c++) {
      int next = 0;
      for (String name : slots) {
        ParameterLayout.Slot slot = layout.slot(name);
        for (int i = 0; i < slot.rows() * slot.columns(); i++) {
          parameters[c * layout.size() + slot.start() + i] = (float) states[c][next++];
        }
      }
    }
    return parameters;
  }

  /** The states within parameters (n, P). */
  double[][] states(float[] parameters, int n) {
    ParameterLayout layout = network.layout();
    double[][] states = new double[n][];
    for (int c = 0; c < n; c++) {
      double[] state = new double[3];
      int next = 0;
      for (String name : slots) {
        ParameterLayout.Slot slot = layout.slot(name);
        for (int i = 0; i < slot.rows() * slot.columns(); i++) {
          state[next++] = parameters[c * layout.size() + slot.start() + i];
        }
      }
      states[c] = Arrays.copyOf(state, next);
    }
    return states;
  }
}
