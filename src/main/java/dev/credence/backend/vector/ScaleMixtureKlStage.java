package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.ScaleMixtureKl;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * kl[r] = sum of -log(sigma) - log(2 pi e) / 2 - log p(w), w = mu + sigma eps. With a and b the
 * weighted log densities of the two components, log p = max(a, b) + log(1 + exp(-|a - b|)).
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
    for (int slot = Slots.PACKED; slot <= Slots.BLOCK_D; slot++) {
      scratch.floats(slot, CHUNK);
    }
  }

  static void addTo(List<Stage> stages, ScaleMixtureKl op, StepState state, Scratch scratch) {
    ScaleMixtureKlStage stage = new ScaleMixtureKlStage(op, state, scratch);
    stages.add(stage);
    stages.add(stage.sums.totals(View.of(op.kl()), op.kl().shape().replicas()));
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
    int whole = Lanes.padded(n);
    System.arraycopy(rho.data, rho.at(q) + first, rhos, 0, n);
    System.arraycopy(rhos, 0, sigma, 0, whole);
    Sigma.sigma(op.scale(), sigma, whole);
    Sigma.derivative(op.scale(), rhos, slope, whole);
    Sigma.log(op.scale(), rhos, sigma, logSigma, whole);
    Arrays.fill(meanSlopes, 0, whole, 0);
    Arrays.fill(spreadSlopes, 0, whole, 0);
    for (int r = q * group; r < (q + 1) * group; r++) {
      eps.fill(r, first, n, noise, 0);
      System.arraycopy(mu.data, mu.at(q) + first, term, 0, n);
      terms(noise, sigma, slope, logSigma, term, meanSlopes, spreadSlopes, whole);
      sums.put(r, first, Elements.sum(term, 0, n));
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

  /** term, which held mu, becomes the terms of the sum; adds the scores to the slopes. */
  private void terms(
      float[] noise,
      float[] sigma,
      float[] slope,
      float[] logSigma,
      float[] term,
      float[] meanSlopes,
      float[] spreadSlopes,
      int n) {
    float constant = (float) (-HALF_LOG_2_PI - 0.5);
    for (int i = 0; i < n; i += L) {
      FloatVector e = FloatVector.fromArray(S, noise, i);
      FloatVector w = FloatVector.fromArray(S, sigma, i).fma(e, FloatVector.fromArray(S, term, i));
      FloatVector half = w.mul(w).mul(-0.5f);
      FloatVector a = half.mul(precision1).add(log1);
      FloatVector b = half.mul(precision2).add(log2);
      FloatVector gap = a.sub(b);
      FloatVector z = VectorMath.exp(gap.abs().neg());
      FloatVector larger = b.blend(a, gap.compare(VectorOperators.GT, 0f));
      FloatVector logDensity = larger.add(VectorMath.log1p01(z));
      logDensity.add(FloatVector.fromArray(S, logSigma, i)).neg().add(constant).intoArray(term, i);
      FloatVector one = FloatVector.broadcast(S, 1f);
      FloatVector sum = z.add(1f);
      FloatVector first = z.blend(one, gap.compare(VectorOperators.GE, 0f)).div(sum);
      FloatVector second = one.blend(z, gap.compare(VectorOperators.GE, 0f)).div(sum);
      FloatVector score = w.mul(first.mul(precision1).add(second.mul(precision2)));
      FloatVector.fromArray(S, meanSlopes, i).add(score).intoArray(meanSlopes, i);
      FloatVector d = FloatVector.fromArray(S, slope, i).mul(e);
      score.fma(d, FloatVector.fromArray(S, spreadSlopes, i)).intoArray(spreadSlopes, i);
    }
  }
}
