package dev.credence.inference.sampler;

import dev.credence.calibration.ChainStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether chains have mixed. Judged by the energy and by predictions, not by weights: hidden units
 * can change places and signs without changing the network, so that chains may agree about
 * everything that can be observed and about no weight.
 *
 * @param quantities statistics of each quantity that was followed
 * @param acceptance mean acceptance probability of each chain, empty without a Metropolis test
 * @param energyFractions Bayesian fraction of missing information of each chain, empty where
 *     unknown
 * @param divergences trajectories after the burn-in whose energy went out of control
 */
public record Convergence(
    List<Quantity> quantities, double[] acceptance, double[] energyFractions, long divergences) {
  /** Largest R-hat of chains that agree (Vehtari et al. 2021). */
  public static final double LARGEST_R_HAT = 1.01;

  /** Smallest effective sample size per chain that R-hat can be trusted with. */
  public static final double SMALLEST_ESS = 100;

  /** Smallest energy fraction of chains that explore the energy well (Betancourt 2016). */
  public static final double SMALLEST_ENERGY_FRACTION = 0.3;

  /** Acceptance below which a chain hardly moves. */
  public static final double SMALLEST_ACCEPTANCE = 0.1;

  public Convergence {
    quantities = List.copyOf(quantities);
  }

  /**
   * Statistics of one quantity.
   *
   * @param chains number of chains
   * @param rHat rank-normalised split R-hat
   * @param bulk effective sample size for the centre, of all chains together
   * @param tail effective sample size for the 5 % and 95 % quantiles, of all chains together
   */
  public record Quantity(String name, int chains, double rHat, double bulk, double tail) {
    /** The statistics of the draws (chains, draws). */
    public static Quantity of(String name, double[][] draws) {
      return new Quantity(
          name,
          draws.length,
          ChainStatistics.rHat(draws),
          ChainStatistics.bulkSampleSize(draws),
          ChainStatistics.tailSampleSize(draws));
    }
  }

  /** The worst R-hat and effective sample sizes, and what Metropolis tests and energies say. */
  public Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("r_hat", quantities.stream().mapToDouble(Quantity::rHat).max().orElse(Double.NaN));
    figures.put("ess_bulk", quantities.stream().mapToDouble(Quantity::bulk).min().orElse(0));
    figures.put("ess_tail", quantities.stream().mapToDouble(Quantity::tail).min().orElse(0));
    if (acceptance.length > 0) {
      figures.put("acceptance", Arrays.stream(acceptance).average().orElseThrow());
      figures.put("divergences", (double) divergences);
    }
    if (energyFractions.length > 0) {
      figures.put("energy_fraction", Arrays.stream(energyFractions).min().orElseThrow());
    }
    return figures;
  }

  /** One sentence for each reason to distrust the result; none where there is no such reason. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Quantity worst = null;
    Quantity fewest = null;
    for (Quantity q : quantities) {
      worst = worst == null || !(q.rHat <= worst.rHat) ? q : worst;
      fewest = fewest == null || !(size(q) >= size(fewest)) ? q : fewest;
    }
    if (worst != null && !(worst.rHat <= LARGEST_R_HAT)) {
      warnings.add(
          text(
              "The chains do not agree about the %s: R-hat is %.3f, above %.2f; run them longer.",
              worst.name, worst.rHat, LARGEST_R_HAT));
    }
    if (fewest != null && !(size(fewest) >= SMALLEST_ESS * fewest.chains)) {
      warnings.add(
          text(
              "The draws of the %s are worth only %.0f independent ones, fewer than %.0f per"
                  + " chain; run longer or with a larger gap.",
              fewest.name, size(fewest), SMALLEST_ESS));
    }
    for (int c = 0; c < acceptance.length; c++) {
      if (!(acceptance[c] >= SMALLEST_ACCEPTANCE)) {
        warnings.add(
            text(
                "Chain %d accepts only %.1f %% of its proposals; make its steps smaller.",
                c, 100 * acceptance[c]));
      }
    }
    for (int c = 0; c < energyFractions.length; c++) {
      if (!(energyFractions[c] >= SMALLEST_ENERGY_FRACTION)) {
        warnings.add(
            text(
                "Chain %d explores the energy slowly: its energy fraction is %.2f, below %.1f.",
                c, energyFractions[c], SMALLEST_ENERGY_FRACTION));
      }
    }
    if (divergences > 0) {
      warnings.add(
          text(
              "%d trajectories diverged after the burn-in: the result may be biased; make the steps"
                  + " smaller.",
              divergences));
    }
    return warnings;
  }

  private static double size(Quantity q) {
    return Math.min(q.bulk, q.tail);
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
