/**
 * The peers of the benchmark suite, compiled with the Maven profile bench only: LibTorch through
 * DJL, once in the form that bayesian-torch and most users write and once in the best form that we
 * can write with it, and OpenBLAS for the plain product. Where a choice between two spellings is
 * free, the peer has the faster one.
 */
package dev.credence.bench.peers;
