package dev.credence.inference.sampler;

import dev.credence.backend.Backend;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.InnerProduct;
import dev.credence.op.Op;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws prior widths and the noise variance from their conditionals given the parameters, which are
 * inverse gamma (Neal 1996, section 3.4):
 *
 * <pre>
 *   s^2     | theta ~ InverseGamma(a + k / 2, a s0^2 + sum theta^2 / 2)           k weights
 *   sigma^2 | theta ~ InverseGamma(a + n / 2, a sigma0^2 + sum (y - f)^2 / 2)     n examples
 * </pre>
 *
 * At temperature T the shape a + k / 2 becomes (a + k / 2 + 1) / T - 1, and the scale is divided by
 * T.
 */
final class GibbsUpdates {
  /** A group of weights with a width of its own. */
  private record Group(ParameterLayout.Slot slot, double shape, double width, Tensor squares) {
    int count() {
      return slot.rows() * slot.columns();
    }
  }

  private final Energy energy;
  private final SamplingOptions options;
  private final List<Group> groups = new ArrayList<>();
  private final Program squares;
  private final HomoscedasticLikelihood noise;

  /** Prior variance of each group and chain. */
  private final double[][] variances;

  GibbsUpdates(
      Energy energy, SamplingOptions options, Arena arena, StepState state, Backend backend) {
    this.energy = energy;
    this.options = options;
    this.noise = Double.isFinite(options.priors().noiseShape()) ? energy.learnedNoise() : null;
    if (noise != null && !energy.wholeData()) {
      throw new IllegalArgumentException(
          "the noise can be drawn from its conditional only where every gradient takes in all rows:"
              + " set no shape for its prior, or no batch size");
    }
    List<Op> sums = new ArrayList<>();
    for (ParameterLayout.Slot slot : energy.parameters().layout().slots()) {
      GroupPrior prior = options.priors().of(slot);
      if (!slot.name().equals(HomoscedasticLikelihood.LOG_VARIANCE) && prior.isSampled()) {
        Tensor theta = energy.parameters().get(slot.name());
        Tensor sum = arena.allocate("squares " + slot.name(), new Shape(energy.chains(), 1, 1));
        sums.add(new InnerProduct(theta, theta, sum));
        groups.add(new Group(slot, prior.shape(), prior.of(slot.rows()).sigma(), sum));
      }
    }
    this.squares = sums.isEmpty() ? null : backend.compile(sums, state);
    this.variances = new double[groups.size()][energy.chains()];
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      Arrays.fill(variances[g], group.width * group.width);
      checkShape(group.shape + group.count() / 2.0);
    }
    if (noise != null) {
      checkShape(options.priors().noiseShape() + energy.weight() / 2);
    }
  }

  private void checkShape(double shape) {
    if (!(tempered(shape) > 0)) {
      throw new IllegalArgumentException(
          "at temperature %s a width has no proper conditional".formatted(options.temperature()));
    }
  }

  /** Whether anything is drawn. */
  boolean any() {
    return squares != null || noise != null;
  }

  /**
   * Draws everything. Where the noise is drawn, the gradients have to be those of the current
   * parameters; afterwards energy and gradients are those of other widths and have to be renewed.
   */
  void update(int step) {
    if (squares != null) {
      squares.run();
      for (int g = 0; g < groups.size(); g++) {
        draw(g, step);
      }
      writePrecisions();
    }
    if (noise != null) {
      drawNoise(step);
    }
  }

  private void draw(int g, int step) {
    Group group = groups.get(g);
    float[] sums = group.squares.toArray();
    double base = group.shape * group.width * group.width;
    for (int c = 0; c < energy.chains(); c++) {
      variances[g][c] =
          inverseGamma(group.shape + group.count() / 2.0, base + sums[c] / 2.0, step, c, g);
    }
  }

  /** The gradient of log sigma^2 holds the squared residuals: sum w (1 - e^2 / sigma^2) / (2 n). */
  private void drawNoise(int step) {
    Tensor logVariance = energy.parameters().get(HomoscedasticLikelihood.LOG_VARIANCE);
    float[] values = logVariance.toArray();
    float[] slopes = energy.gradients().get(HomoscedasticLikelihood.LOG_VARIANCE).toArray();
    double shape = options.priors().noiseShape();
    double base = shape * noise.sigma() * noise.sigma();
    int targets = logVariance.shape().columns();
    for (int i = 0; i < values.length; i++) {
      double residuals =
          Math.exp(values[i]) * Math.max(0, energy.weight() - 2.0 * energy.rows() * slopes[i]);
      int number = groups.size() + i % targets;
      double variance =
          inverseGamma(
              shape + energy.weight() / 2, base + residuals / 2, step, i / targets, number);
      values[i] = (float) Math.log(variance);
    }
    logVariance.write(values);
  }

  private double inverseGamma(double shape, double scale, int step, int chain, int number) {
    double gamma = GammaVariates.draw(tempered(shape), options.seed(), step, chain, number);
    return scale / options.temperature() / gamma;
  }

  private double tempered(double shape) {
    return (shape + 1) / options.temperature() - 1;
  }

  private void writePrecisions() {
    float[] precisions = energy.precision().toArray();
    int size = energy.parameters().layout().size();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      for (int c = 0; c < energy.chains(); c++) {
        int first = c * size + group.slot.start();
        Arrays.fill(precisions, first, first + group.count(), (float) (1 / variances[g][c]));
      }
    }
    energy.precision().write(precisions);
  }

  /** Mean and width of every group's prior now, per chain (M, 2). */
  Map<String, float[]> priors() {
    Map<String, float[]> priors = new LinkedHashMap<>();
    for (ParameterLayout.Slot slot : energy.parameters().layout().slots()) {
      if (slot.name().equals(HomoscedasticLikelihood.LOG_VARIANCE)) {
        continue;
      }
      var fixed = options.priors().of(slot).of(slot.rows());
      float[] values = new float[2 * energy.chains()];
      for (int c = 0; c < energy.chains(); c++) {
        values[2 * c] = (float) fixed.mean();
        values[2 * c + 1] = (float) fixed.sigma();
      }
      priors.put(slot.name(), values);
    }
    for (int g = 0; g < groups.size(); g++) {
      float[] values = priors.get(groups.get(g).slot.name());
      for (int c = 0; c < energy.chains(); c++) {
        values[2 * c + 1] = (float) Math.sqrt(variances[g][c]);
      }
    }
    return priors;
  }

  /** All prior variances, group after group. */
  double[] state() {
    int chains = energy.chains();
    double[] all = new double[groups.size() * chains];
    for (int g = 0; g < groups.size(); g++) {
      System.arraycopy(variances[g], 0, all, g * chains, chains);
    }
    return all;
  }

  void restore(double[] saved) {
    int chains = energy.chains();
    for (int g = 0; g < groups.size(); g++) {
      System.arraycopy(saved, g * chains, variances[g], 0, chains);
    }
    if (!groups.isEmpty()) {
      writePrecisions();
    }
  }
}
