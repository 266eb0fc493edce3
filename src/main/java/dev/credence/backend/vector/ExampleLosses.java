package dev.credence.backend.vector;

import dev.credence.op.BernoulliNll;
import dev.credence.op.CategoricalNll;
import dev.credence.op.GaussianMixtureNll;
import dev.credence.op.StudentTNll;
import org.apache.commons.numbers.gamma.LogGamma;

/** The losses without a vector form. */
final class ExampleLosses {
  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

  private ExampleLosses() {}

  static LossStage bernoulli(BernoulliNll op, Scratch scratch) {
    return new ExampleLossStage(op, scratch) {
      @Override
      double example(int r, int a, int y, int g, double factor) {
        double l = 0;
        for (int d = 0; d < targets; d++) {
          double logit = prediction.data[a + d];
          double truth = target.data[y + d];
          double z = Math.exp(-Math.abs(logit));
          l += Math.log1p(z) + Math.max(logit, 0) - logit * truth;
          if (g >= 0) {
            double p = (logit >= 0 ? 1 : z) / (1 + z);
            gradient.data[g + d] = (float) (factor * (p - truth));
          }
        }
        return l;
      }
    };
  }

  static LossStage categorical(CategoricalNll op, Scratch scratch) {
    return new ExampleLossStage(op, scratch) {
      @Override
      double example(int r, int a, int y, int g, double factor) {
        int truth = (int) target.data[y];
        double normalisation = Softmax.logSumExp(prediction.data, a, outputs);
        if (g >= 0) {
          for (int c = 0; c < outputs; c++) {
            double p = Math.exp(prediction.data[a + c] - normalisation);
            gradient.data[g + c] = (float) (factor * (p - (c == truth ? 1 : 0)));
          }
        }
        return normalisation - prediction.data[a + truth];
      }
    };
  }

  static LossStage studentT(StudentTNll op, Scratch scratch) {
    float min = op.minLogVariance();
    float max = op.maxLogVariance();
    double nu = op.degreesOfFreedom();
    double constant =
        LogGamma.value(nu / 2) - LogGamma.value((nu + 1) / 2) + Math.log(nu * Math.PI) / 2;
    return new ExampleLossStage(op, scratch) {
      @Override
      double example(int r, int a, int y, int g, double factor) {
        double l = 0;
        for (int d = 0; d < targets; d++) {
          float raw = prediction.data[a + targets + d];
          double logVariance = clamp(raw, min, max);
          double difference = (double) prediction.data[a + d] - target.data[y + d];
          double scaled = difference * Math.exp(-logVariance) / nu;
          double square = difference * scaled;
          l += (nu + 1) / 2 * Math.log1p(square) + logVariance / 2 + constant;
          if (g >= 0) {
            gradient.data[g + d] = (float) (factor * (nu + 1) * scaled / (1 + square));
            double slope = clampSlope(raw, min, max) * (1 - (nu + 1) * square / (1 + square)) / 2;
            gradient.data[g + targets + d] = (float) (factor * slope);
          }
        }
        return l;
      }
    };
  }

  static LossStage mixture(GaussianMixtureNll op, Scratch scratch) {
    int components = op.components();
    float min = op.minLogVariance();
    float max = op.maxLogVariance();
    return new ExampleLossStage(op, scratch) {
      @Override
      double example(int r, int a, int y, int g, double factor) {
        double logPrior = Softmax.logSumExp(prediction.data, a, components);
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < components; k++) {
          largest = Math.max(largest, joint(a, y, k));
        }
        double sum = 0;
        for (int k = 0; k < components; k++) {
          sum += Math.exp(joint(a, y, k) - largest);
        }
        double logJoint = largest + Math.log(sum);
        for (int k = 0; k < components && g >= 0; k++) {
          float raw = prediction.data[a + 2 * components + k];
          double precision = Math.exp(-clamp(raw, min, max));
          double difference = (double) prediction.data[a + components + k] - target.data[y];
          double responsibility = Math.exp(joint(a, y, k) - logJoint);
          double logit = Math.exp(prediction.data[a + k] - logPrior) - responsibility;
          double spread =
              clampSlope(raw, min, max)
                  * responsibility
                  * (1 - difference * difference * precision)
                  / 2;
          gradient.data[g + k] = (float) (factor * logit);
          gradient.data[g + components + k] =
              (float) (factor * responsibility * difference * precision);
          gradient.data[g + 2 * components + k] = (float) (factor * spread);
        }
        return logPrior - logJoint;
      }

      /** Log of the logit's weight times the component's density. */
      private double joint(int a, int y, int k) {
        double logVariance = clamp(prediction.data[a + 2 * components + k], min, max);
        double difference = (double) prediction.data[a + components + k] - target.data[y];
        double square = difference * difference * Math.exp(-logVariance);
        return prediction.data[a + k] - square / 2 - logVariance / 2 - HALF_LOG_2_PI;
      }
    };
  }
}
