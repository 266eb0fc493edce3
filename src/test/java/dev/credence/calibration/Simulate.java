package dev.credence.calibration;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Seeded data for statistical tests. */
final class Simulate {
  private Simulate() {}

  static double[] gaussian(RandomGenerator random, int n, double mean, double sigma) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = mean + sigma * random.nextGaussian();
    }
    return values;
  }

  /** 90 % N(0,1), 10 % N(0,2^2): heavier tails than a Gaussian, all moments known. */
  static double[] contaminated(RandomGenerator random, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = (random.nextInt(10) == 0 ? 2 : 1) * random.nextGaussian();
    }
    return values;
  }

  static double[] uniform(RandomGenerator random, int n, double low, double high) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextDouble(low, high);
    }
    return values;
  }

  static double[] constant(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }
}
