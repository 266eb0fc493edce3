package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.backend.StepState;
import dev.credence.op.Adam;
import jdk.incubator.vector.FloatVector;

/** p -= learningRate (mHat / (sqrt(vHat) + epsilon) + weightDecay p): 7 numbers moved for each. */
final class AdamStage extends ChunkStage {
  private final Adam op;
  private final StepState state;
  private final View parameters;
  private final View gradients;
  private final View m;
  private final View v;
  private final float rest1;
  private final float rest2;

  AdamStage(Adam op, StepState state) {
    super(op.parameters().shape().replicas(), op.parameters().shape().matrixElements());
    this.op = op;
    this.state = state;
    parameters = View.of(op.parameters());
    gradients = View.of(op.gradients());
    m = View.of(op.m());
    v = View.of(op.v());
    rest1 = (float) (1 - (double) op.beta1());
    rest2 = (float) (1 - (double) op.beta2());
  }

  @Override
  void chunk(int r, int first, int n, Worker worker) {
    double steps = Integer.toUnsignedLong(state.step()) + 1.0;
    float scale1 = (float) (1 / (1 - Math.pow(op.beta1(), steps)));
    float scale2 = (float) (1 / (1 - Math.pow(op.beta2(), steps)));
    float rate = state.learningRate();
    int p = parameters.at(r) + first;
    int g = gradients.at(r) + first;
    int a = m.at(r) + first;
    int b = v.at(r) + first;
    int whole = n - n % L;
    vectors(p, g, a, b, whole, scale1, scale2, rate);
    for (int i = whole; i < n; i++) {
      float slope = gradients.data[g + i];
      float mean = Math.fma(rest1, slope, op.beta1() * m.data[a + i]);
      float square = Math.fma(rest2 * slope, slope, op.beta2() * v.data[b + i]);
      float root = (float) Math.sqrt(square * scale2);
      float old = parameters.data[p + i];
      float direction = mean * scale1 / (root + op.epsilon()) + op.weightDecay() * old;
      m.data[a + i] = mean;
      v.data[b + i] = square;
      parameters.data[p + i] = Math.fma(-rate, direction, old);
    }
  }

  private void vectors(int p, int g, int a, int b, int n, float scale1, float scale2, float rate) {
    for (int i = 0; i < n; i += L) {
      FloatVector slope = FloatVector.fromArray(S, gradients.data, g + i);
      FloatVector rest = FloatVector.broadcast(S, rest1);
      FloatVector mean = rest.fma(slope, FloatVector.fromArray(S, m.data, a + i).mul(op.beta1()));
      FloatVector square =
          slope.mul(rest2).fma(slope, FloatVector.fromArray(S, v.data, b + i).mul(op.beta2()));
      FloatVector root = square.mul(scale2).sqrt();
      FloatVector old = FloatVector.fromArray(S, parameters.data, p + i);
      FloatVector direction =
          mean.mul(scale1).div(root.add(op.epsilon())).add(old.mul(op.weightDecay()));
      mean.intoArray(m.data, a + i);
      square.intoArray(v.data, b + i);
      direction.fma(FloatVector.broadcast(S, -rate), old).intoArray(parameters.data, p + i);
    }
  }
}
