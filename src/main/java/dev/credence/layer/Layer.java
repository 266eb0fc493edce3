package dev.credence.layer;

import dev.credence.posterior.ParameterBlock;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Tensor;

/** One layer of a feed-forward network. Immutable; {@code index} is its place in the network. */
public sealed interface Layer permits Dense, BayesianDense, ActivationLayer, DropoutLayer {
  /** Number of outputs for this many inputs. */
  int outputs(int inputs);

  /** Declares the layer's parameters. */
  default void declare(ParameterLayout.Builder parameters, int index, int inputs) {}

  /** Sets the initial values of the layer's parameters from noise of the given seed. */
  default void initialize(ParameterBlock parameters, int index, long seed) {}

  /** Records the layer's operations; returns its activation. */
  Tensor record(Pass pass, int index, Tensor x);
}
