package dev.credence.calibration;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * N(0,1) in double precision, without allocation: the library's distribution function makes objects
 * for its extended precision, so it serves for quantiles only.
 */
final class StandardNormal {
  static final double LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double INVERSE_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);
  private static final NormalDistribution UNIT = NormalDistribution.of(0, 1);

  // Rational approximations of Cody (1969), highest power first, in three ranges of |z|.
  private static final double CENTRE = 0.67448975;
  private static final double[] CENTRE_UP = {
    0.065682337918207449,
    2.2352520354606839,
    161.02823106855588,
    1067.6894854603710,
    18154.981253343561
  };
  private static final double[] CENTRE_DOWN = {
    1, 47.202581904688242, 976.09855173777669, 10260.932208618978, 45507.789335026730
  };
  private static final double SHOULDER = Math.sqrt(32);
  private static final double[] SHOULDER_UP = {
    1.0765576773720192e-8, 0.39894151208813467, 8.8831497943883759, 93.506656132177856,
    597.27027639480026, 2494.5375852903727, 6848.1904505362823, 11602.651437647350,
    9842.7148383839780
  };
  private static final double[] SHOULDER_DOWN = {
    1,
    22.266688044328116,
    235.38790178262500,
    1519.3775994075548,
    6485.5582982667608,
    18615.571640885098,
    34900.952721145977,
    38912.003286093271,
    19685.429676859991
  };
  private static final double[] TAIL_UP = {
    0.023073441764940173,
    0.21589853405795699,
    0.12740116116024736,
    0.022235277870649807,
    0.0014216191932278935,
    2.9112874951168792e-5
  };
  private static final double[] TAIL_DOWN = {
    1,
    1.2842600961449112,
    0.46823821248086512,
    0.065988137868928552,
    0.0037823963320275824,
    7.2975155508396621e-5
  };

  private StandardNormal() {}

  static double density(double z) {
    return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
  }

  static double cdf(double z) {
    if (Math.abs(z) <= CENTRE) {
      return 0.5 + z * ratio(CENTRE_UP, CENTRE_DOWN, z * z);
    }
    return z < 0 ? upperTail(-z) : 1 - upperTail(z);
  }

  static double survival(double z) {
    return cdf(-z);
  }

  static double quantile(double p) {
    return UNIT.inverseCumulativeProbability(p);
  }

  /** 1 - cdf(z) for z above {@link #CENTRE}, with small relative error; NaN for NaN. */
  private static double upperTail(double z) {
    if (z > 39) {
      return 0; // below the smallest double
    }
    double scaled;
    if (z <= SHOULDER) {
      scaled = ratio(SHOULDER_UP, SHOULDER_DOWN, z);
    } else {
      double w = 1 / (z * z);
      scaled = (INVERSE_SQRT_TWO_PI - w * ratio(TAIL_UP, TAIL_DOWN, w)) / z;
    }
    // z^2 would carry a rounding error of z^2 u into the exponent: split off a short head
    double head = Math.floor(z * 16) / 16;
    double rest = (z - head) * (z + head);
    return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * rest) * scaled;
  }

  private static double ratio(double[] up, double[] down, double x) {
    double numerator = up[0];
    double denominator = down[0];
    for (int i = 1; i < up.length; i++) {
      numerator = numerator * x + up[i];
      denominator = denominator * x + down[i];
    }
    return numerator / denominator;
  }
}
