package dev.credence.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/**
 * Each test rejects a true N(0,1) source with probability at most 1e-6 per p-value (seeds are
 * fixed, so a pass is a pass for ever), and must reject the broken source beside it.
 */
class NormalsStatisticsTest {
  private static final double FALSE_ALARM = 1e-6;
  private static final long SEED = 20260101;
  private static final int N = 1 << 21;

  /** What a test asks of a generator of normals. */
  private interface Source {
    void fill(int stream, int step, int replica, long firstElement, float[] dst);

    default float[] sample(int stream, int step, int replica, int n) {
      float[] dst = new float[n];
      fill(stream, step, replica, 0, dst);
      return dst;
    }

    default float[] sample(int n) {
      return sample(1, 2, 3, n);
    }
  }

  /** A source made of single elements. */
  private interface Elementwise extends Source {
    float at(int stream, int step, int replica, long element);

    @Override
    default void fill(int stream, int step, int replica, long firstElement, float[] dst) {
      for (int i = 0; i < dst.length; i++) {
        dst[i] = at(stream, step, replica, firstElement + i);
      }
    }
  }

  private static final Source NORMALS =
      (stream, step, replica, first, dst) ->
          Normals.fill(SEED, stream, step, replica, first, dst, 0, dst.length);

  private static Source changed(DoubleUnaryOperator change) {
    return (stream, step, replica, first, dst) -> {
      NORMALS.fill(stream, step, replica, first, dst);
      for (int i = 0; i < dst.length; i++) {
        dst[i] = (float) change.applyAsDouble(dst[i]);
      }
    };
  }

  @Test
  void momentsToFourthOrder() {
    assertThat(NoiseStatistics.moments(NORMALS.sample(N))).isGreaterThan(FALSE_ALARM);

    Elementwise sumOfFourUniforms =
        (stream, step, replica, element) -> {
          double sum = -2;
          for (int k = 0; k < 4; k++) {
            sum += Uniforms.at(SEED, stream, step, replica, 4 * element + k);
          }
          return (float) (sum * Math.sqrt(3));
        };
    List<Source> broken =
        List.of(
            changed(z -> z + 0.005),
            changed(z -> 1.004 * z),
            changed(z -> z + 0.005 * (z * z - 1)),
            sumOfFourUniforms);
    assertThat(broken)
        .allSatisfy(b -> assertThat(NoiseStatistics.moments(b.sample(N))).isLessThan(FALSE_ALARM));
  }

  @Test
  void distributionByKolmogorovSmirnov() {
    NormalDistribution law = NormalDistribution.of(0, 1);
    float[] good = NORMALS.sample(N);
    float[] coarse = changed(z -> Math.rint(z * 32) / 32).sample(N);
    assertThat(NoiseStatistics.kolmogorovSmirnov(good, law::cumulativeProbability))
        .isGreaterThan(FALSE_ALARM);
    assertThat(NoiseStatistics.kolmogorovSmirnov(coarse, law::cumulativeProbability))
        .isLessThan(FALSE_ALARM);
  }

  @Test
  void tailsBeyondFourAndFiveSigma() {
    int chunk = 1 << 20;
    int chunks = 32;
    float[] z = new float[chunk];
    long beyondFour = 0;
    long beyondFive = 0;
    long coarseBeyondFive = 0;
    long heavyBeyondFour = 0;
    for (int c = 0; c < chunks; c++) {
      Normals.fill(SEED, 1, 2, 3, (long) c * chunk, z, 0, chunk);
      for (int i = 0; i < chunk; i++) {
        float size = Math.abs(z[i]);
        beyondFour += size > 4 ? 1 : 0;
        beyondFive += size > 5 ? 1 : 0;
        coarseBeyondFive += Math.min(size, COARSE_END) > 5 ? 1 : 0;
        heavyBeyondFour += size * (1 + 0.001f * size * size) > 4 ? 1 : 0;
      }
    }
    long n = (long) chunk * chunks;
    assertThat(tail(beyondFour, 4, n)).isGreaterThan(FALSE_ALARM);
    assertThat(tail(beyondFive, 5, n)).isGreaterThan(FALSE_ALARM);
    assertThat(tail(coarseBeyondFive, 5, n)).isLessThan(FALSE_ALARM);
    assertThat(tail(heavyBeyondFour, 4, n)).isLessThan(FALSE_ALARM);
  }

  /** Where normals end whose radius is made from 16 bits of a word: 4.85 sigma. */
  private static final float COARSE_END = (float) Math.sqrt(-2 * Math.log(0x1p-17));

  private static double tail(long beyond, double sigmas, long n) {
    double probability = 2 * NormalDistribution.of(0, 1).survivalProbability(sigmas);
    return NoiseStatistics.count(beyond, probability * n);
  }

  @Test
  void elementsAreIndependent() {
    float[] good = NORMALS.sample(N);
    assertThat(List.of(1, 2, 15, 16, 32, 48, 64))
        .allSatisfy(
            lag ->
                assertThat(NoiseStatistics.correlation(good, good, lag))
                    .isGreaterThan(FALSE_ALARM));

    float[] smoothed = good.clone();
    for (int i = 1; i < N; i++) {
      smoothed[i] = good[i] * 0.99995f + good[i - 1] * 0.01f;
    }
    assertThat(NoiseStatistics.correlation(smoothed, smoothed, 1)).isLessThan(FALSE_ALARM);

    Elementwise sharedRadius = // uncorrelated, but not independent
        (stream, step, replica, element) ->
            BoxMuller.radius(Words.at(SEED, stream, step, replica, element & ~32L))
                * BoxMuller.cosine(Words.at(SEED, stream + 1, step, replica, element));
    float[] shared = sharedRadius.sample(N);
    assertThat(NoiseStatistics.correlation(shared, shared, 32)).isLessThan(FALSE_ALARM);
  }

  @Test
  void stepsReplicasStreamsAndSeedsAreIndependent() {
    float[] base = NORMALS.sample(4, 6, 8, N);
    float[] otherSeed = new float[N];
    Normals.fill(SEED + 1, 4, 6, 8, 0, otherSeed, 0, N);
    List<float[]> neighbours =
        List.of(
            NORMALS.sample(5, 6, 8, N),
            NORMALS.sample(4, 7, 8, N),
            NORMALS.sample(4, 6, 9, N),
            otherSeed);
    assertThat(neighbours)
        .allSatisfy(
            other ->
                assertThat(NoiseStatistics.correlation(base, other, 0)).isGreaterThan(FALSE_ALARM));

    Source deaf = // forgets the lowest bit of every coordinate but the element
        (stream, step, replica, first, dst) ->
            Normals.fill(SEED, stream & ~1, step & ~1, replica & ~1, first, dst, 0, dst.length);
    List<float[]> repeated =
        List.of(deaf.sample(5, 6, 8, N), deaf.sample(4, 7, 8, N), deaf.sample(4, 6, 9, N));
    assertThat(repeated)
        .allSatisfy(
            other ->
                assertThat(NoiseStatistics.correlation(base, other, 0)).isLessThan(FALSE_ALARM));
  }

  @Test
  void uniformsAreUniform() {
    float[] u = new float[N];
    Uniforms.fill(SEED, 1, 2, 3, 0, u, 0, N);
    float[] shrunk = u.clone();
    for (int i = 0; i < N; i++) {
      shrunk[i] = 0.996f * u[i];
    }
    assertThat(NoiseStatistics.kolmogorovSmirnov(u, x -> x)).isGreaterThan(FALSE_ALARM);
    assertThat(NoiseStatistics.kolmogorovSmirnov(shrunk, x -> x)).isLessThan(FALSE_ALARM);
  }

  @Test
  void uniformsAreNeverZeroOrOne() {
    assertThat(Uniforms.fromWord(0)).isEqualTo(0x1p-24f);
    assertThat(Uniforms.fromWord(-1)).isEqualTo(1 - 0x1p-24f);
  }
}
