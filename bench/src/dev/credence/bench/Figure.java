package dev.credence.bench;

import java.util.Map;

/**
 * One measured cell, as the results file holds it.
 *
 * @param family family of operations
 * @param parameters the work
 * @param contender who did it
 * @param seconds median over the iterations of all forks, or of all calls for latencies
 * @param least fastest iteration
 * @param most slowest iteration
 * @param p99 99th percentile of all calls for latencies, else null
 * @param forks Java machines started one after the other
 * @param flops of one run
 * @param bytes least traffic of one run
 * @param gigaflops flops over seconds
 * @param fmaFraction share of the machine's fma rate with as many threads
 * @param copyFraction share of the machine's copy rate with as many threads
 * @param coreNanos {@link CoreDistance} before or after, the larger one; null for one thread
 */
public record Figure(
    String family,
    Map<String, String> parameters,
    String contender,
    double seconds,
    double least,
    double most,
    Double p99,
    int forks,
    double flops,
    double bytes,
    double gigaflops,
    double fmaFraction,
    double copyFraction,
    Double coreNanos) {}
