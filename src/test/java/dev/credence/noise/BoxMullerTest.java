package dev.credence.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Against float64: every word near the ends and the joints, and a stride over the rest. */
class BoxMullerTest {
  /** One rounding of the result, one of log, and what the polynomial leaves. */
  private static final double RADIUS_BOUND = 1.3e-7;

  private static final double ANGLE_BOUND = 1.8e-7;

  @Test
  void radiusIsAccurateRelativeToFloat64() {
    forManyWords(
        w -> {
          double exact = Math.sqrt(-2 * logU(w));
          requireWithin(RADIUS_BOUND, exact, BoxMuller.radius(w), w);
        });
  }

  @Test
  void cosineAndSineAreAccurateRelativeToFloat64() {
    forManyWords(
        w -> {
          double phi = Math.PI / 4 * ((w & 0x1FFFFFFF) + 0.5) * 0x1p-29;
          boolean mirrored = (w >>> 29 & 1) == 1;
          double cosine = mirrored ? Math.sin(phi) : Math.cos(phi);
          double sine = mirrored ? Math.cos(phi) : Math.sin(phi);
          requireWithin(ANGLE_BOUND, w < 0 ? -cosine : cosine, BoxMuller.cosine(w), w);
          requireWithin(ANGLE_BOUND, (w & 1 << 30) != 0 ? -sine : sine, BoxMuller.sine(w), w);
        });
  }

  @Test
  void radiusReachesBeyondSixSigma() {
    assertThat(BoxMuller.radius(0)).isEqualTo(6.7637057f);
    assertThat(BoxMuller.radius(-1)).isEqualTo(0x1p-16f);
  }

  private static double logU(int word) {
    double below = ((word & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    double above = ((~word & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    return word >= 0 ? Math.log(below) : Math.log1p(-above);
  }

  private static void requireWithin(double bound, double exact, float actual, int word) {
    if (!(Math.abs(actual - exact) <= bound * Math.abs(exact))) {
      throw new AssertionError(
          String.format("word %08x: %s is not within %s of %s", word, actual, bound, exact));
    }
  }

  private static void forManyWords(IntConsumer check) {
    int sqrtHalf = (int) Math.round(Math.sqrt(0.5) * 0x1p32);
    for (int w = 0; w < 1 << 15; w++) {
      for (int edge : new int[] {0, 1 << 29, 1 << 30, 1 << 31, sqrtHalf, sqrtHalf >>> 1}) {
        check.accept(edge + w);
        check.accept(edge - 1 - w);
      }
    }
    for (long w = 0; w < 1L << 32; w += 4999) {
      check.accept((int) w);
    }
  }
}
