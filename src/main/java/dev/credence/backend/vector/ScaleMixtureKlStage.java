package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.ScaleMixtureKl;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * kl[r] = sum of -log(sigma) - log(2 pi e) / 2 - log p(w), w = mu + sigma eps. With a and b the
 * weighted log densities of the two components, log p = b + softplus(a - b).
 */
final class ScaleMixtureKlStage extends ChunkStage {
  private static final double HALF_LOG_2_PI = Math.log(2 * Math.PI) / 2;

  private final ScaleMixtureKl op;
  private final StepState state;
  private final int group;
  private final View mu;
  private final View rho;
  private final View dmu;
  private final View drho;
  private final NormalSource eps;
  private final ChunkSums sums;

  private final float log1;
  private final float log2;
  private final float precision1;
  private final float precision2;

  private ScaleMixtureKlStage(ScaleMixtureKl op, StepState state, Scratch scratch) {
    super(op.mu().shape().replicas(), op.mu().shape().matrixElements());
    this.op = op;
    this.state = state;
    int samples = op.kl().shape().replicas();
    group = samples / replicas;
    mu = View.of(op.mu());
    rho = View.of(op.rho());
    dmu = op.dmu() == null ? null : View.of(op.dmu().tensor());
    drho = op.drho() == null ? null : View.of(op.drho().tensor());
    eps = new NormalSource(op.eps(), samples, state);
    sums = new ChunkSums(samples, chunks, scratch);
    log1 = (float) (Math.log(op.pi()) - Math.log(op.sigma1()) - HALF_LOG_2_PI);
    log2 = (float) (Math.log1p(-op.pi()) - Math.log(op.sigma2()) - HALF_LOG_2_PI);
    precision1 = (float) (1 / ((double) op.sigma1() * op.sigma1()));
    precision2 = (float) (1 / ((double) op.sigma2() * op.sigma2()));
    for (int slot = Slots.PACKED; slot <= Slots.BLOCK_F; slot++) {
      scratch.floats(slot, CHUNK);
    }
  }

  static void addTo(Plan plan, ScaleMixtureKl op, StepState state, Scratch scratch) {
    ScaleMixtureKlStage stage = new ScaleMixtureKlStage(op, state, scratch);
    plan.add(
        stage, Uses.reading(op.mu(), op.rho(), op.eps()).writing(op.dmu(), op.drho(), stage.sums));
    plan.add(
        stage.sums.totals(View.of(op.kl()), op.kl().shape().replicas()),
        Uses.reading(stage.sums).writing(op.kl()));
  }

  @Override
  void chunk(int q, int first, int n, Worker worker) {
    float[] rhos = worker.floats(Slots.PACKED);
    float[] sigma = worker.floats(Slots.SECOND);
    float[] slope = worker.floats(Slots.EDGE);
    float[] logSigma = worker.floats(Slots.START);
    float[] meanSlopes = worker.floats(Slots.BLOCK_A);
    float[] spreadSlopes = worker.floats(Slots.BLOCK_B);
    float[] noise = worker.floats(Slots.BLOCK_C);
    float[] term = worker.floats(Slots.BLOCK_D);
    float[] gap = worker.floats(Slots.BLOCK_E);
    float[] decay = worker.floats(Slots.BLOCK_F);
    int whole = Lanes.padded(n);
    System.arraycopy(rho.data, rho.at(q) + first, rhos, 0, n);
    Sigma.of(op.scale(), rhos, sigma, slope, whole);
    System.arraycopy(sigma, 0, logSigma, 0, whole);
    Sigma.log(op.scale(), rhos, logSigma, whole);
    Arrays.fill(meanSlopes, 0, whole, 0);
    Arrays.fill(spreadSlopes, 0, whole, 0);
    for (int r = q * group; r < (q + 1) * group; r++) {
      eps.fill(r, first, n, noise, 0);
      System.arraycopy(mu.data, mu.at(q) + first, term, 0, n);
      gaps(noise, sigma, term, gap, whole);
      Pass.DECAY.run(gap, 0, decay, decay, 0, whole);
      scores(noise, slope, term, gap, decay, meanSlopes, spreadSlopes, whole);
      Pass.SOFTPLUS.run(gap, 0, decay, decay, 0, whole);
      logDensities(logSigma, term, decay, whole);
      sums.put(r, first, Elements.sum(term, 0, n, worker.lanes));
    }
    float average = state.klScale() / group;
    if (dmu != null) {
      Elements.scale(average, meanSlopes, 0, n);
      Elements.put(meanSlopes, 0, dmu.data, dmu.at(q) + first, n, op.dmu().accumulates());
    }
    if (drho != null) {
      Sigma.logDerivative(op.scale(), rhos, sigma, slope, term, whole);
      Elements.scale(-group, term, 0, n);
      Elements.put(term, 0, spreadSlopes, 0, n, true);
      Elements.scale(average, spreadSlopes, 0, n);
      Elements.put(spreadSlopes, 0, drho.data, drho.at(q) + first, n, op.drho().accumulates());
    }
  }

  /** term, which held mu, becomes w, and gap = a - b. */
  private void gaps(float[] noise, float[] sigma, float[] term, float[] gap, int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector e = FloatVector.fromArray(S, noise, i);
      FloatVector w = e.fma(FloatVector.fromArray(S, sigma, i), FloatVector.fromArray(S, term, i));
      w.intoArray(term, i);
      FloatVector half = w.mul(w).mul(-0.5f);
      half.mul(precision1 - precision2).add(log1 - log2).intoArray(gap, i);
    }
  }

  /** Adds the scores -d log p / d w to the slopes; decay holds exp(-|gap|). */
  private void scores(
      float[] noise,
      float[] slope,
      float[] term,
      float[] gap,
      float[] decay,
      float[] meanSlopes,
      float[] spreadSlopes,
      int n) {
    for (int i = 0; i < n; i += L) {
      FloatVector w = FloatVector.fromArray(S, term, i);
      FloatVector z = FloatVector.fromArray(S, decay, i);
      VectorMask<Float> firstLeads =
          FloatVector.fromArray(S, gap, i).compare(VectorOperators.GE, 0f);
      FloatVector sum = z.add(1f);
      FloatVector share1 = z.blend(1f, firstLeads).div(sum);
      FloatVector share2 = FloatVector.broadcast(S, 1f).blend(z, firstLeads).div(sum);
      FloatVector score = w.mul(share1.mul(precision1).add(share2.mul(precision2)));
      score.add(FloatVector.fromArray(S, meanSlopes, i)).intoArray(meanSlopes, i);
      FloatVector d = FloatVector.fromArray(S, slope, i).mul(FloatVector.fromArray(S, noise, i));
      score.fma(d, FloatVector.fromArray(S, spreadSlopes, i)).intoArray(spreadSlopes, i);
    }
  }

  /** term, which held w, becomes -log sigma - log(2 pi e) / 2 - b - log(1 + exp(a - b)). */
  private void logDensities(float[] logSigma, float[] term, float[] softplus, int n) {
    float constant = (float) (-HALF_LOG_2_PI - 0.5) - log2;
    for (int i = 0; i < n; i += L) {
      FloatVector w = FloatVector.fromArray(S, term, i);
      FloatVector own = w.mul(w).mul(0.5f * precision2).add(constant);
      own.sub(FloatVector.fromArray(S, softplus, i))
          .sub(FloatVector.fromArray(S, logSigma, i))
          .intoArray(term, i);
    }
  }
}
