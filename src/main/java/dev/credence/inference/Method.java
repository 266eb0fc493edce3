package dev.credence.inference;

import java.util.Locale;

/** How weights and their uncertainty are inferred from data. */
public sealed interface Method {
  /** Mean-field Gaussian posterior: {@link VariationalInference}. */
  record Variational() implements Method {
    @Override
    public String name() {
      return "vi";
    }

    @Override
    public Weights weights() {
      return Weights.GAUSSIAN;
    }
  }

  /**
   * Bernoulli masks as a posterior: {@link MonteCarloDropout}.
   *
   * @param rate probability in (0, 1) that an input of a layer is left out
   */
  record Dropout(double rate) implements Method {
    public Dropout {
      if (!(rate > 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "the dropout rate must be above 0 and below 1, not " + rate);
      }
    }

    @Override
    public String name() {
      return "mc-dropout";
    }

    @Override
    public Weights weights() {
      return Weights.DROPOUT;
    }
  }

  /** Independent networks: {@link DeepEnsemble}. */
  record Ensemble() implements Method {
    @Override
    public String name() {
      return "ensemble";
    }

    @Override
    public Weights weights() {
      return Weights.POINT;
    }
  }

  /**
   * Networks that keep each other at a distance: {@link RepulsiveEnsemble}.
   *
   * @param space where distances are measured
   * @param strength beta; 1 makes the members a sample of the posterior
   * @param context function space: rows between and beyond the training rows at which members are
   *     compared too, for each training row; with 0 nothing drives them apart where there are no
   *     data
   */
  record Repulsive(Space space, double strength, double context) implements Method {
    public Repulsive {
      if (!(context >= 0) || !Double.isFinite(context)) {
        throw new IllegalArgumentException(
            "context rows per training row must be a finite number of at least 0, not " + context);
      }
      if (!(strength >= 0) || !Double.isFinite(strength)) {
        throw new IllegalArgumentException(
            "the strength of the repulsion must be a finite number of at least 0, not " + strength);
      }
    }

    @Override
    public String name() {
      return "repulsive";
    }

    @Override
    public Weights weights() {
      return Weights.POINT;
    }
  }

  /** Where the members of a repulsive ensemble meet. */
  enum Space {
    /** What they say about the rows of a batch. */
    FUNCTION,
    /** Their parameters. */
    WEIGHT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What kind of weights the layers of a network have. */
  enum Weights {
    /** Independent Gaussians. */
    GAUSSIAN,
    /** Numbers. */
    POINT,
    /** Numbers behind Bernoulli masks. */
    DROPOUT
  }

  /** The name on the command line and in files. */
  String name();

  /** What kind of weights the method needs. */
  Weights weights();
}
