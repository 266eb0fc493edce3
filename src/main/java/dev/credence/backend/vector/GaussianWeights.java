package dev.credence.backend.vector;

import dev.credence.op.ScaleParameterization;

/** The matrices that estimators make of mu, rho and eps. */
final class GaussianWeights {
  private GaussianWeights() {}

  /** The matrix itself. */
  static Weights plain(View w, int replicas) {
    return new Weights() {
      @Override
      public int replicas() {
        return replicas;
      }

      @Override
      public void load(int r, int first, int count, float[] out, Worker worker) {
        System.arraycopy(w.data, w.at(r) + first, out, 0, count);
      }
    };
  }

  /**
   * sigma eps, one for each replica of the result, plus mu unless that is null.
   *
   * @param factor where eps d sigma / d rho goes, the matrices one after another, or null
   * @param elements of one matrix
   */
  static Weights sampled(
      View mu,
      View rho,
      ScaleParameterization scale,
      NormalSource eps,
      int replicas,
      Buffer factor,
      int elements) {
    return new Weights() {
      @Override
      public int replicas() {
        return replicas;
      }

      @Override
      public void load(int r, int first, int count, float[] out, Worker worker) {
        float[] rhos = worker.floats(Slots.BLOCK_B);
        float[] other = worker.floats(Slots.BLOCK_C);
        int whole = Lanes.padded(count);
        System.arraycopy(rho.data, rho.at(r) + first, rhos, 0, count);
        Sigma.of(scale, rhos, out, factor == null ? null : other, whole);
        float[] noise = rhos;
        eps.fill(r, first, count, noise, 0);
        if (factor != null) {
          int to = r * elements + first;
          Elements.putProduct(other, 0, noise, 0, factor.data(), to, count, false);
        }
        if (mu == null) {
          Elements.putProduct(out, 0, noise, 0, out, 0, count, false);
        } else {
          System.arraycopy(mu.data, mu.at(r) + first, other, 0, count);
          Elements.putProduct(out, 0, noise, 0, other, 0, count, true);
          System.arraycopy(other, 0, out, 0, count);
        }
      }
    };
  }

  /**
   * sigma squared, one for each replica of rho.
   *
   * @param factor where 2 sigma d sigma / d rho goes, or null
   */
  static Weights variance(
      View rho, ScaleParameterization scale, int replicas, Buffer factor, int elements) {
    return new Weights() {
      @Override
      public int replicas() {
        return replicas;
      }

      @Override
      public void load(int r, int first, int count, float[] out, Worker worker) {
        float[] rhos = worker.floats(Slots.BLOCK_B);
        float[] slope = worker.floats(Slots.BLOCK_C);
        System.arraycopy(rho.data, rho.at(r) + first, rhos, 0, count);
        Sigma.of(scale, rhos, out, factor == null ? null : slope, Lanes.padded(count));
        if (factor != null) {
          int to = r * elements + first;
          Elements.putProduct(out, 0, slope, 0, factor.data(), to, count, false);
          Elements.scale(2, factor.data(), to, count);
        }
        Elements.putProduct(out, 0, out, 0, out, 0, count, false);
      }
    };
  }
}
