package dev.credence.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainStatisticsTest {
  private static final int CHAINS = 4;
  private static final int DRAWS = 20_000;

  /**
   * An autoregressive chain has the effective sample size n (1 - phi) / (1 + phi). The estimate
   * scatters by about 2 % here; 8 % are four standard deviations, and leaving out the factor of an
   * antithetic or a correlated chain is off by more than 40 %.
   */
  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0, 0.5, 0.9})
  void findsTheSampleSizeOfAutoregressiveChains(double phi) {
    double[][] chains = autoregressive(phi, 3, 0);
    double expected = CHAINS * DRAWS * (1 - phi) / (1 + phi);
    assertThat(ChainStatistics.meanSampleSize(chains)).isCloseTo(expected, within(0.08 * expected));
    // The chains are normal: their scores are all but themselves.
    assertThat(ChainStatistics.bulkSampleSize(chains)).isCloseTo(expected, within(0.08 * expected));
    assertThat(ChainStatistics.rHat(chains)).isCloseTo(1, within(0.005));
  }

  /** Indicators forget faster than values: less correlated, for every positive phi. */
  @Test
  void tailsOfCorrelatedChainsAreWorthMore() {
    double[][] chains = autoregressive(0.9, 3, 0);
    double bulk = ChainStatistics.bulkSampleSize(chains);
    assertThat(ChainStatistics.tailSampleSize(chains)).isBetween(bulk, 3 * bulk);
  }

  /**
   * Chains of unit variance whose means differ with variance b have R-hat^2 = 1 + b. Here half of
   * them are shifted by 1: the split halves' means have variance 2/7 (four at 0, four at 1). The
   * scores compress the mixture a little.
   */
  @Test
  void findsShiftedChains() {
    double[][] chains = autoregressive(0, 5, 1);
    assertThat(ChainStatistics.rHat(chains)).isCloseTo(Math.sqrt(1 + 2.0 / 7), within(0.02));
    assertThat(ChainStatistics.bulkSampleSize(chains)).isLessThan(30);
  }

  @Test
  void findsChainsThatDifferInSpreadOnly() {
    double[][] chains = autoregressive(0, 5, 0);
    for (int i = 0; i < DRAWS; i++) {
      chains[1][i] *= 3;
    }
    assertThat(ChainStatistics.rHat(chains)).isGreaterThan(1.05);
  }

  @Test
  void findsDrift() {
    double[][] chains = autoregressive(0, 5, 0);
    for (double[] chain : chains) {
      for (int i = 0; i < DRAWS; i++) {
        chain[i] += 2.0 * i / DRAWS;
      }
    }
    assertThat(ChainStatistics.rHat(chains)).isGreaterThan(1.05);
  }

  /** Ranks know no scale: infinite moments and monotone maps change nothing. */
  @Test
  void ranksAreInvariantUnderMonotoneMaps() {
    double[][] chains = autoregressive(0.5, 7, 0);
    double[][] cubes = new double[CHAINS][];
    for (int c = 0; c < CHAINS; c++) {
      cubes[c] = Arrays.stream(chains[c]).map(Math::exp).toArray();
    }
    assertThat(ChainStatistics.bulkSampleSize(cubes))
        .isEqualTo(ChainStatistics.bulkSampleSize(chains));
    // Quantiles lie between order statistics, so the same draws are below them.
    assertThat(ChainStatistics.tailSampleSize(cubes))
        .isEqualTo(ChainStatistics.tailSampleSize(chains));
  }

  /** Independent energies change by twice their variance; a random walk's hardly at all. */
  @Test
  void findsTheEnergyFraction() {
    double[][] chains = autoregressive(0, 9, 0);
    assertThat(ChainStatistics.energyFraction(chains[0])).isCloseTo(2, within(0.08));
    double[][] slow = autoregressive(0.9, 9, 0);
    assertThat(ChainStatistics.energyFraction(slow[0])).isCloseTo(0.2, within(0.03));
  }

  @Test
  void refusesWhatItCannotJudge() {
    assertThatThrownBy(() -> ChainStatistics.rHat(new double[][] {{1, 2, 3}}))
        .hasMessage("chains need at least 4 draws to be judged.");
    assertThatThrownBy(() -> ChainStatistics.rHat(new double[][] {{1, 2, 3, 4}, {1, 2, 3}}))
        .hasMessageContaining("chain 1 has 3 values");
    assertThatThrownBy(() -> ChainStatistics.rHat(new double[][] {{1, 2, Double.NaN, 4}}))
        .hasMessageContaining("chain 0 at index 2 is NaN");
    double[][] constant = {{1, 1, 1, 1}, {1, 1, 1, 1}};
    assertThat(ChainStatistics.rHat(constant)).isNaN();
    assertThat(ChainStatistics.bulkSampleSize(constant)).isNaN();
  }

  /** Stationary chains of unit variance; every second one is shifted. */
  private static double[][] autoregressive(double phi, long seed, double shift) {
    Random random = new Random(seed);
    double[][] chains = new double[CHAINS][DRAWS];
    for (int c = 0; c < CHAINS; c++) {
      double x = random.nextGaussian();
      for (int i = 0; i < DRAWS; i++) {
        chains[c][i] = x + (c % 2) * shift;
        x = phi * x + Math.sqrt(1 - phi * phi) * random.nextGaussian();
      }
    }
    return chains;
  }
}
