package dev.credence.noise;

/**
 * Two standard normals from two 32-bit words: radius(first) * cosine(second), radius(first) *
 * sine(second).
 *
 * <p>Only float add, mul, fma, sqrt and integer operations, each rounded once, in the order written
 * here: any port that keeps the order (lanewise FMA, {@code __fmaf_rn}, no contraction) gives the
 * same bits.
 *
 * <p><b>Radius</b> sqrt(-2 log u) with u = (w + 1/2) / 2^32 in (0, 1), w the unsigned word. A float
 * holds u itself only for u below 1/2; above it the code keeps t = 1 - u, so that the radius has
 * full relative accuracy at both ends. It reaches from 1.5e-5 to 6.764.
 *
 * <p><b>Angle</b> An octant angle phi = (pi/4) (a + 1/2) / 2^29 from bits 0..28; bit 29 mirrors it
 * into the second octant, bits 30 and 31 are the signs of sine and cosine.
 *
 * <p><b>Accuracy</b> against float64, largest relative error over every 31st word and all words
 * near the ends: radius 1.28e-7, cosine and sine 1.71e-7; so a normal is off by less than 3.6e-7
 * |z|.
 */
public final class BoxMuller {
  /** Coefficients of p in -2 log(1 + f) = -2 f + f^2 p(f), f in [sqrt(1/2) - 1, sqrt(2) - 1]. */
  public static final float L0 = 0x1.ffffc8p-1f;

  public static final float L1 = -0x1.55579ap-1f;
  public static final float L2 = 0x1.000f00p-1f;
  public static final float L3 = -0x1.98b556p-2f;
  public static final float L4 = 0x1.51fb44p-2f;
  public static final float L5 = -0x1.317110p-2f;
  public static final float L6 = 0x1.2cb56ep-2f;
  public static final float L7 = -0x1.7685dep-3f;

  /** -2 log 2. */
  public static final float MINUS_2_LOG_2 = -0x1.62e43p0f;

  /** Coefficients of sin(pi t / 4) = t (S0 + S1 t^2 + S2 t^4 + S3 t^6), t in (0, 1]. */
  public static final float S0 = 0x1.921fb6p-1f;

  public static final float S1 = -0x1.4abc24p-4f;
  public static final float S2 = 0x1.4680a4p-9f;
  public static final float S3 = -0x1.33198ep-15f;

  /** Coefficients of cos(pi t / 4) = 1 + C1 t^2 + C2 t^4 + C3 t^6 + C4 t^8, t in (0, 1]. */
  public static final float C1 = -0x1.3bd3ccp-2f;

  public static final float C2 = 0x1.03c1b0p-6f;
  public static final float C3 = -0x1.55b2b2p-12f;
  public static final float C4 = 0x1.d4f478p-19f;

  /** The float bits of 1. */
  public static final int ONE = 0x3F800000;

  /** The float bits of sqrt(1/2): mantissas are taken from [sqrt(1/2), sqrt(2)). */
  public static final int SQRT_HALF = 0x3F3504F3;

  public static final int SIGN = 0x80000000;

  /** Bits of the angle word that give the octant angle. */
  public static final int OCTANT = 0x1FFFFFFF;

  private BoxMuller() {}

  /** sqrt(-2 log u). */
  public static float radius(int word) {
    int upper = word >> 31; // all ones where u > 1/2
    float t = Math.fma((float) (word ^ upper), 0x1p-32f, 0x1p-33f); // min(u, 1 - u)
    float signed = Float.intBitsToFloat(Float.floatToRawIntBits(t) | word & SIGN);
    float u = signed + Float.intBitsToFloat(upper & ONE);
    // u = 2^exponent (1 + f); f comes from t, not from u, which has lost the low bits of t.
    int exponent = Float.floatToRawIntBits(u) - SQRT_HALF >> 23;
    int scaleBits = ONE - (exponent << 23);
    float base = Float.intBitsToFloat(upper & scaleBits) - 1f;
    float f = Math.fma(signed, Float.intBitsToFloat(scaleBits), base);
    float p = Math.fma(L7, f, L6);
    p = Math.fma(p, f, L5);
    p = Math.fma(p, f, L4);
    p = Math.fma(p, f, L3);
    p = Math.fma(p, f, L2);
    p = Math.fma(p, f, L1);
    p = Math.fma(p, f, L0);
    float minus2Log = Math.fma(exponent, MINUS_2_LOG_2, Math.fma(f * f, p, -2f * f));
    return (float) Math.sqrt(minus2Log);
  }

  /** Cosine of the angle. */
  public static float cosine(int word) {
    float t = octant(word);
    return withSign(mirrored(word) ? sinePolynomial(t) : cosinePolynomial(t), word);
  }

  /** Sine of the angle. */
  public static float sine(int word) {
    float t = octant(word);
    return withSign(mirrored(word) ? cosinePolynomial(t) : sinePolynomial(t), word << 1);
  }

  private static float octant(int word) {
    return Math.fma((float) (word & OCTANT), 0x1p-29f, 0x1p-30f);
  }

  private static boolean mirrored(int word) {
    return word << 2 < 0;
  }

  private static float sinePolynomial(float t) {
    float x = t * t;
    return t * Math.fma(Math.fma(Math.fma(S3, x, S2), x, S1), x, S0);
  }

  private static float cosinePolynomial(float t) {
    float x = t * t;
    return Math.fma(Math.fma(Math.fma(Math.fma(C4, x, C3), x, C2), x, C1), x, 1f);
  }

  private static float withSign(float value, int word) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ word & SIGN);
  }
}
