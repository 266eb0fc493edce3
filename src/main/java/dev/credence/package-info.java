/** Bayesian neural networks on the JVM. */
package dev.credence;
