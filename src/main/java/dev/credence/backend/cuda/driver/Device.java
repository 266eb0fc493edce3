package dev.credence.backend.cuda.driver;

/**
 * What a device is.
 *
 * @param name for people
 * @param ordinal number of the device
 * @param major compute capability before the point
 * @param minor compute capability behind the point
 * @param multiprocessors number of streaming multiprocessors
 * @param memory bytes in all
 * @param driverVersion 1000 times the major plus 10 times the minor CUDA version; 0 where unknown
 * @param warpgroups whether this build's kernels multiply by warpgroups on it (wgmma): compute
 *     capability 9.0, and code for sm_90a
 */
public record Device(
    String name,
    int ordinal,
    int major,
    int minor,
    int multiprocessors,
    long memory,
    int driverVersion,
    boolean warpgroups) {}
