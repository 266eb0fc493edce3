package dev.credence.backend.vector;

import static dev.credence.backend.vector.Lanes.L;
import static dev.credence.backend.vector.Lanes.S;

import dev.credence.op.MatMul;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * y = x w + b for so few rows that laying the weights out would cost more than the product: reads
 * the weights once, where they are. The same fma sequence as {@link RegisterTiles}, so the same
 * bits.
 */
final class FewRowsStage extends RowStage {
  /** Most rows for which this is the faster way. */
  static final int MOST_ROWS = 4;

  private final int inputs;
  private final int outputs;
  private final View x;
  private final View w;
  private final View bias;
  private final View y;

  FewRowsStage(MatMul op) {
    super(
        op.y().shape().replicas(),
        op.y().shape().rows(),
        4.0 * op.x().shape().columns() * op.y().shape().columns());
    inputs = op.x().shape().columns();
    outputs = op.y().shape().columns();
    x = View.of(op.x(), replicas);
    w = View.of(op.w(), replicas);
    bias = View.ofNullable(op.b(), replicas);
    y = View.of(op.y());
  }

  @Override
  void rows(int r, int begin, int end, Worker worker) {
    for (int b = begin; b < end; b++) {
      int from = x.at(r) + b * inputs;
      int to = y.at(r) + b * outputs;
      if (bias == null) {
        Arrays.fill(y.data, to, to + outputs, 0);
      } else {
        System.arraycopy(bias.data, bias.at(r), y.data, to, outputs);
      }
      int j = 0;
      for (; j <= outputs - 4 * L; j += 4 * L) {
        fourVectors(x.data, from, w.data, w.at(r) + j, y.data, to + j);
      }
      for (; j <= outputs - L; j += L) {
        oneVector(x.data, from, w.data, w.at(r) + j, y.data, to + j);
      }
      for (; j < outputs; j++) {
        float sum = y.data[to + j];
        for (int k = 0; k < inputs; k++) {
          sum = Math.fma(x.data[from + k], w.data[w.at(r) + k * outputs + j], sum);
        }
        y.data[to + j] = sum;
      }
    }
  }

  private void fourVectors(float[] a, int aOff, float[] b, int bOff, float[] c, int cOff) {
    FloatVector s0 = FloatVector.fromArray(S, c, cOff);
    FloatVector s1 = FloatVector.fromArray(S, c, cOff + L);
    FloatVector s2 = FloatVector.fromArray(S, c, cOff + 2 * L);
    FloatVector s3 = FloatVector.fromArray(S, c, cOff + 3 * L);
    for (int k = 0; k < inputs; k++) {
      FloatVector v = FloatVector.broadcast(S, a[aOff + k]);
      int at = bOff + k * outputs;
      s0 = v.fma(FloatVector.fromArray(S, b, at), s0);
      s1 = v.fma(FloatVector.fromArray(S, b, at + L), s1);
      s2 = v.fma(FloatVector.fromArray(S, b, at + 2 * L), s2);
      s3 = v.fma(FloatVector.fromArray(S, b, at + 3 * L), s3);
    }
    Lanes.exact(s0).intoArray(c, cOff);
    Lanes.exact(s1).intoArray(c, cOff + L);
    Lanes.exact(s2).intoArray(c, cOff + 2 * L);
    Lanes.exact(s3).intoArray(c, cOff + 3 * L);
  }

  private void oneVector(float[] a, int aOff, float[] b, int bOff, float[] c, int cOff) {
    FloatVector sum = FloatVector.fromArray(S, c, cOff);
    for (int k = 0; k < inputs; k++) {
      FloatVector v = FloatVector.broadcast(S, a[aOff + k]);
      sum = v.fma(FloatVector.fromArray(S, b, bOff + k * outputs), sum);
    }
    Lanes.exact(sum).intoArray(c, cOff);
  }
}
