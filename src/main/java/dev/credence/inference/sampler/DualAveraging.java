package dev.credence.inference.sampler;

/**
 * Step sizes of all chains that drive their acceptance to a target: dual averaging with the
 * constants of Hoffman and Gelman (2014, section 3.2).
 */
final class DualAveraging {
  private static final double GAMMA = 0.05;
  private static final double DELAY = 10;
  private static final double KAPPA = 0.75;

  /** Numbers kept per chain: updates, mean error, log step, averaged log step. */
  private static final int FIELDS = 4;

  private final double target;
  private final double centre;
  private final double[] fields;

  DualAveraging(int chains, double stepSize, double target) {
    this.target = target;
    this.centre = Math.log(10 * stepSize);
    this.fields = new double[FIELDS * chains];
    for (int c = 0; c < chains; c++) {
      fields[FIELDS * c + 2] = Math.log(stepSize);
      fields[FIELDS * c + 3] = Math.log(stepSize);
    }
  }

  /** Takes in the acceptance probability of a chain's last trajectory. */
  void update(int chain, double acceptance) {
    int at = FIELDS * chain;
    double m = fields[at] + 1;
    double share = 1 / (m + DELAY);
    double error = (1 - share) * fields[at + 1] + share * (target - acceptance);
    double logStep = centre - Math.sqrt(m) / GAMMA * error;
    double weight = Math.pow(m, -KAPPA);
    fields[at] = m;
    fields[at + 1] = error;
    fields[at + 2] = logStep;
    fields[at + 3] = weight * logStep + (1 - weight) * fields[at + 3];
  }

  /** The step size to try next. */
  double exploring(int chain) {
    return Math.exp(fields[FIELDS * chain + 2]);
  }

  /** The step size to stay with. */
  double settled(int chain) {
    return Math.exp(fields[FIELDS * chain + 3]);
  }

  double[] state() {
    return fields.clone();
  }

  void restore(double[] saved) {
    System.arraycopy(saved, 0, fields, 0, fields.length);
  }
}
