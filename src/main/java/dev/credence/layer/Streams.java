package dev.credence.layer;

/** Stream numbers of all noise in a program: layer number and purpose. */
public final class Streams {
  /** Order of training examples. */
  public static final int SHUFFLE = 0x3fff_0000;

  /** Rows between and beyond the training rows. */
  public static final int CONTEXT = 0x3ffd_0000;

  /** Draws from a posterior over all weights at once. */
  public static final int POSTERIOR_DRAWS = 0x3ffc_0000;

  /** Momenta, or the noise of a proposal, of Markov chains. */
  public static final int MOMENTUM = 0x3ffe_0000;

  /** Uniform numbers of Metropolis tests. */
  public static final int ACCEPTANCE = 0x3ffe_0001;

  /** Random factors on step sizes. */
  public static final int JITTER = 0x3ffe_0002;

  /** Normals along a direction that a proposal prefers. */
  public static final int DIRECTION = 0x3ffe_0003;

  /** Normals of gamma variates. */
  public static final int GAMMA_NORMAL = 0x3ffe_0004;

  /** Uniform numbers of gamma variates. */
  public static final int GAMMA_UNIFORM = 0x3ffe_0005;

  static final int WEIGHT = 0;
  static final int BIAS = 1;
  static final int SIGN_IN = 2;
  static final int SIGN_OUT = 3;
  static final int OUTPUT = 4;
  static final int DROPOUT = 5;
  static final int PRIOR = 6;
  static final int PRIOR_BIAS = 7;
  static final int INITIAL_MU = 8;
  static final int INITIAL_RHO = 9;
  static final int INITIAL_BIAS_RHO = 10;

  /** Frozen weight samples never share noise with training steps. */
  private static final int FROZEN = 0x4000_0000;

  private static final int PURPOSES = 16;

  private Streams() {}

  static int of(int layer, int purpose) {
    return layer * PURPOSES + purpose;
  }

  static int frozen(int layer, int purpose) {
    return of(layer, purpose) | FROZEN;
  }
}
