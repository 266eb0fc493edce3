package dev.credence.bench;

import java.util.Map;
import java.util.TreeMap;

/** What the machine can do at most, measured in the same run. */
final class Limits {
  /** GFLOP/s by number of threads. */
  final Map<Integer, Double> fma = new TreeMap<>();

  /** GB/s read and written, by KiB of footprint and number of threads. */
  final Map<Integer, Map<Integer, Double>> copy = new TreeMap<>();

  /** Share of the fma rate that work reaches; absent where the rate was not measured. */
  double fmaFraction(Cost cost, double seconds, int threads) {
    return cost.flops() / seconds * 1e-9 / fma.getOrDefault(threads, Double.NaN);
  }

  /** Share of the rate of a copy with the same footprint, or of the next larger one measured. */
  double copyFraction(Cost cost, double seconds, int threads) {
    double rate = Double.NaN;
    for (Map.Entry<Integer, Map<Integer, Double>> entry : copy.entrySet()) {
      rate = entry.getValue().getOrDefault(threads, Double.NaN);
      if (cost.footprint() <= entry.getKey() * 1024.0) {
        break;
      }
    }
    return cost.bytes() / seconds * 1e-9 / rate;
  }

  /** Keeps the larger of two measurements: whatever disturbs makes a limit smaller. */
  void fma(int threads, double gigaflops) {
    fma.merge(threads, gigaflops, Math::max);
  }

  void copy(int footprint, int threads, double gigabytes) {
    copy.computeIfAbsent(footprint, f -> new TreeMap<>()).merge(threads, gigabytes, Math::max);
  }
}
