/** Weight posteriors: where parameters live, how they start, and their priors. */
package dev.credence.posterior;
