package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions of one vector by polynomials in explicit fma form. NaN stays NaN; infinities
 * give the limits. Errors against float64, over all finite floats (tested by sweeps):
 *
 * <pre>
 *   exp       2 ulp, results below 2^-126 within 2^-149
 *   log       2 ulp for positive x
 *   log1p01   2 ulp for x in [0, 1]
 *   expm1     3 ulp for x at most 0
 *   softplus  3 ulp          sigmoid  4 ulp          tanh  4 ulp
 * </pre>
 *
 * Polynomial coefficients are minimax fits in float64, rounded to float.
 */
final class VectorMath {
  private static final float LOG2_E = 0x1.715476p0f;

  /** ln 2 in two parts; products of the first with small integers are exact. */
  private static final float LN2_HIGH = 0x1.62e4p-1f;

  private static final float LN2_LOW = 0x1.7f7d1cp-20f;

  /** Added and subtracted, rounds to an integer and leaves it in the low mantissa bits. */
  private static final float ROUND = 0x1.8p23f;

  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
  private static final int SQRT_HALF_BITS = 0x3f3504f3;
  private static final int SIGN_BIT = 0x80000000;

  private VectorMath() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(S, value);
  }

  /** Nearest integer of x / ln 2 plus {@link #ROUND}. */
  private static FloatVector power(FloatVector x) {
    return x.fma(constant(LOG2_E), constant(ROUND));
  }

  /** exp(r) - 1 for the remainder r = x - n ln 2, |r| at most ln 2 / 2. */
  private static FloatVector remainder(FloatVector x, FloatVector n) {
    FloatVector r = n.fma(constant(-LN2_HIGH), x);
    r = n.fma(constant(-LN2_LOW), r);
    FloatVector p = r.fma(constant(EXP4), constant(EXP3));
    p = p.fma(r, constant(EXP2));
    p = p.fma(r, constant(EXP1));
    p = p.fma(r, constant(EXP0));
    return p.fma(r.mul(r), r);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector exp(FloatVector x) {
    FloatVector c = x.blend(constant(89f), x.compare(VectorOperators.GT, 89f));
    c = c.blend(constant(-104f), c.compare(VectorOperators.LT, -104f));
    FloatVector t = power(c);
    FloatVector e = remainder(c, t.sub(ROUND)).add(1f);
    IntVector n = t.reinterpretAsInts().sub(ROUND_BITS);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return e.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
  }

  /** exp(x) - 1 for x at most 0; above 0 the result means nothing. */
  static FloatVector expm1Negative(FloatVector x) {
    FloatVector c = x.blend(constant(-30f), x.compare(VectorOperators.LT, -30f));
    c = c.blend(constant(0f), c.compare(VectorOperators.GT, 0f));
    FloatVector t = power(c);
    FloatVector e = remainder(c, t.sub(ROUND));
    FloatVector scale = powerOfTwo(t.reinterpretAsInts().sub(ROUND_BITS));
    return e.fma(scale, scale.sub(1f));
  }

  /** Natural logarithm: x = 2^n m with m about 1, log m = 2 artanh((m - 1) / (m + 1)). */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> small = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), small).reinterpretAsInts();
    IntVector n = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    FloatVector f = bits.sub(n.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
    FloatVector e = (FloatVector) n.convert(VectorOperators.I2F, 0);
    e = e.blend(e.sub(23f), small);
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector q = z.fma(constant(LOG2), constant(LOG1));
    q = q.fma(z, constant(LOG0));
    FloatVector low = e.fma(constant(LN2_LOW), s.mul(z).mul(q));
    FloatVector result = e.fma(constant(LN2_HIGH), s.add(s).add(low));
    result = result.blend(x, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    result = result.blend(constant(Float.NEGATIVE_INFINITY), x.compare(VectorOperators.EQ, 0f));
    // Negative numbers and NaN.
    return result.blend(constant(Float.NaN), x.compare(VectorOperators.GE, 0f).not());
  }

  /** log(1 + z) for z in [0, 1]: 2 artanh(z / (z + 2)). */
  static FloatVector log1p01(FloatVector z) {
    FloatVector s = z.div(z.add(2f));
    FloatVector square = s.mul(s);
    FloatVector q = square.fma(constant(LOG1P3), constant(LOG1P2));
    q = q.fma(square, constant(LOG1P1));
    q = q.fma(square, constant(LOG1P0));
    return q.fma(s.mul(square), s.add(s));
  }

  /** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). */
  static FloatVector softplus(FloatVector x) {
    FloatVector positive = constant(0f).blend(x, x.compare(VectorOperators.GT, 0f));
    return positive.add(log1p01(exp(x.abs().neg())));
  }

  /** 1 / (1 + exp(-x)). */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector z = exp(x.abs().neg());
    return z.blend(constant(1f), x.compare(VectorOperators.GE, 0f)).div(z.add(1f));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector z = a.mul(a);
    FloatVector p = z.fma(constant(TANH4), constant(TANH3));
    p = p.fma(z, constant(TANH2));
    p = p.fma(z, constant(TANH1));
    p = p.fma(z, constant(TANH0));
    p = p.fma(z.mul(a), a);
    FloatVector e = exp(a.add(a)).add(1f);
    FloatVector far = constant(1f).sub(constant(2f).div(e));
    FloatVector size = far.blend(p, a.compare(VectorOperators.LT, 0.625f));
    return withSign(size, x);
  }

  /** A size with the sign of another number. */
  static FloatVector withSign(FloatVector size, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().and(SIGN_BIT);
    return size.reinterpretAsInts().or(bit).reinterpretAsFloats();
  }

  /** exp(-x^2 / 2); the rounding error of the square is taken out. */
  static FloatVector bell(FloatVector x) {
    FloatVector a = x.abs();
    a = a.blend(constant(15f), a.compare(VectorOperators.GT, 15f));
    FloatVector square = a.mul(a);
    FloatVector error = a.fma(a, square.neg());
    FloatVector e = exp(square.mul(-0.5f));
    return e.fma(error.mul(-0.5f), e);
  }

  /** Normal distribution function from {@code bell} = exp(-x^2 / 2); absolute error 1.2e-7. */
  static FloatVector phi(FloatVector x, FloatVector bell) {
    FloatVector t = constant(1f).div(x.abs().fma(constant(0.35f), constant(1f)));
    FloatVector p = t.fma(constant(PHI8), constant(PHI7));
    p = p.fma(t, constant(PHI6));
    p = p.fma(t, constant(PHI5));
    p = p.fma(t, constant(PHI4));
    p = p.fma(t, constant(PHI3));
    p = p.fma(t, constant(PHI2));
    p = p.fma(t, constant(PHI1));
    p = p.fma(t, constant(PHI0));
    FloatVector tail = p.mul(t).mul(bell);
    return tail.blend(constant(1f).sub(tail), x.compare(VectorOperators.GT, 0f));
  }

  // exp(r) = 1 + r + r^2 p(r) for |r| at most ln 2 / 2, relative error 3e-9.
  private static final float EXP0 = 0x1.fffffcp-2f;
  private static final float EXP1 = 0x1.555492p-3f;
  private static final float EXP2 = 0x1.5558f2p-5f;
  private static final float EXP3 = 0x1.123a0ap-7f;
  private static final float EXP4 = 0x1.6a23f0p-10f;

  // log((1 + s) / (1 - s)) = 2 s + s^3 p(s^2) for s^2 at most 0.0295, relative error 8e-10.
  private static final float LOG0 = 0x1.55557ap-1f;
  private static final float LOG1 = 0x1.995e8ep-2f;
  private static final float LOG2 = 0x1.31e862p-2f;

  // The same for s at most 1/3, relative error 5e-9.
  private static final float LOG1P0 = 0x1.555502p-1f;
  private static final float LOG1P1 = 0x1.99d208p-2f;
  private static final float LOG1P2 = 0x1.1ebd0ep-2f;
  private static final float LOG1P3 = 0x1.1ed7bep-2f;

  // tanh(x) = x + x^3 p(x^2) for |x| below 0.625, relative error 5e-9.
  private static final float TANH0 = -0x1.555532p-2f;
  private static final float TANH1 = 0x1.110726p-3f;
  private static final float TANH2 = -0x1.b83c5ap-5f;
  private static final float TANH3 = 0x1.52269ap-6f;
  private static final float TANH4 = -0x1.75e1cap-8f;

  // Phi(-x) exp(x^2 / 2) = t p(t) with t = 1 / (1 + 0.35 x) for x in [0, 14.6], relative 4e-8.
  private static final float PHI0 = 0x1.1df1c4p-3f;
  private static final float PHI1 = 0x1.1e70e0p-3f;
  private static final float PHI2 = 0x1.eac818p-4f;
  private static final float PHI3 = 0x1.b05e16p-4f;
  private static final float PHI4 = -0x1.7c8978p-6f;
  private static final float PHI5 = 0x1.4653aap-3f;
  private static final float PHI6 = -0x1.05ff10p-2f;
  private static final float PHI7 = 0x1.26fddcp-3f;
  private static final float PHI8 = -0x1.ddbfcap-6f;
}
