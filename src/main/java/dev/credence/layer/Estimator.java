package dev.credence.layer;

/** How a Bayesian layer estimates the expectation over its weights in training. */
public enum Estimator {
  /** One weight sample for the whole batch (Blundell et al. 2015). */
  REPARAMETERIZED,
  /** One pre-activation sample per example and output (Kingma et al. 2015). */
  LOCAL_REPARAMETERIZED,
  /** One weight perturbation, decorrelated between examples by signs (Wen et al. 2018). */
  FLIPOUT
}
