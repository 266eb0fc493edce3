package dev.credence.layer;

import dev.credence.autodiff.Tape;
import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.Priors;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/**
 * One pass of a network onto a tape.
 *
 * @param tape where operations go
 * @param parameters the network's parameters
 * @param priors prior widths, or null where no penalty is recorded
 * @param mode how Bayesian layers act
 * @param replicas replicas R of the activations
 * @param samples sampled parameters by name: those found here are used as they are, others are
 *     drawn and added
 * @param lasting whether activations outlive the next operation, as gradients and readers need
 */
public record Pass(
    Tape tape,
    ParameterBlock parameters,
    Priors priors,
    Mode mode,
    int replicas,
    Map<String, Tensor> samples,
    boolean lasting) {
  /** A pass that draws samples of its own and keeps its activations. */
  public Pass(Tape tape, ParameterBlock parameters, Priors priors, Mode mode, int replicas) {
    this(tape, parameters, priors, mode, replicas, new HashMap<>(), true);
  }

  /** How Bayesian layers act. */
  public enum Mode {
    /** Training: each layer's estimator draws fresh noise every step. */
    ESTIMATE,
    /** Prediction: one addressable weight sample per replica, the same for every row. */
    FROZEN,
    /** Prediction with the posterior means. */
    MEAN
  }

  /** The same pass for a layer whose activations others read. */
  Pass keeping() {
    return lasting ? this : new Pass(tape, parameters, priors, mode, replicas, samples, true);
  }

  /** A new activation of R replicas. */
  Tensor activation(String name, int rows, int columns) {
    return activation(name, new Shape(replicas, rows, columns));
  }

  /** A new activation. */
  Tensor activation(String name, Shape shape) {
    return lasting ? tape.allocate(name, shape) : tape.temporary(name, shape);
  }
}
