package dev.credence.backend.vector;

import dev.credence.op.Gradient;
import dev.credence.tensor.Tensor;
import java.util.Arrays;

/**
 * Rows of a product: out = start + x W, summed over the replicas that share the result, with a hook
 * for the second product of Flipout and of local reparameterisation.
 *
 * <p>Cost of a row: 2 K N flops; traffic K + N numbers of the row and, once per block of rows, the
 * panels from the second-level cache.
 */
class ProductStage extends RowStage {
  /** Inputs K, the depth of the sums. */
  final int inputs;

  /** Outputs N. */
  final int outputs;

  private final int products;

  /** Replicas of x and W for each replica of the result. */
  private final int group;

  /** Columns of x in one pass. */
  final int pass;

  private final View x;
  private final PanelStage panels;
  private final View bias;
  private final boolean accumulate;
  final View out;

  /** Forward: y = x W + b. */
  static ProductStage forward(Tensor x, PanelStage panels, Tensor bias, Tensor y, Scratch scratch) {
    int replicas = y.shape().replicas();
    return new ProductStage(
        View.of(x, replicas),
        panels,
        x.shape().columns(),
        View.ofNullable(bias, replicas),
        y,
        replicas,
        false,
        1,
        scratch);
  }

  /** Backward: dx = dy W^T, summed over the group of replicas that share x. */
  static ProductStage backward(Tensor dy, PanelStage panels, Gradient dx, Scratch scratch) {
    int replicas = dy.shape().replicas();
    return new ProductStage(
        View.of(dy, replicas),
        panels,
        dy.shape().columns(),
        null,
        dx.tensor(),
        replicas,
        dx.accumulates(),
        1,
        scratch);
  }

  ProductStage(
      View x,
      PanelStage panels,
      int inputs,
      View bias,
      Tensor result,
      int replicas,
      boolean accumulate,
      int products,
      Scratch scratch) {
    super(
        result.shape().replicas(),
        result.shape().rows(),
        2.0
            * products
            * (inputs + 4.0)
            * (result.shape().columns() + 4.0)
            * replicas
            / result.shape().replicas());
    this.inputs = inputs;
    this.products = products;
    this.outputs = result.shape().columns();
    this.group = replicas / result.shape().replicas();
    this.pass = Products.passDepth(inputs);
    this.x = x;
    this.panels = panels;
    this.bias = bias;
    this.accumulate = accumulate;
    this.out = View.of(result);
    scratch.floats(Slots.PACKED, RowPacking.size(block(), Math.min(pass, inputs)));
    scratch.floats(Slots.START, Products.paddedColumns(outputs));
    scratch.floats(Slots.EDGE, (long) Lanes.TILE * Lanes.PANEL);
  }

  @Override
  long weights() {
    return (long) products * inputs * outputs;
  }

  @Override
  final void rows(int q, int begin, int end, Worker worker) {
    float[] packed = worker.floats(Slots.PACKED);
    float[] edge = worker.floats(Slots.EDGE);
    int to = out.at(q) + begin * outputs;
    for (int g = 0; g < group; g++) {
      int r = q * group + g;
      prepare(r, begin, end, worker);
      for (int k = 0; k < inputs; k += pass) {
        int depth = Math.min(pass, inputs - k);
        boolean fresh = g == 0 && k == 0 && !accumulate;
        float[] init = fresh ? start(r, worker) : out.data;
        RowPacking.pack(x.data, x.at(r) + begin * inputs + k, inputs, end - begin, depth, packed);
        packSecond(r, begin, end, k, depth, worker);
        int panel = panels.at(r, replicas * group) + k * Lanes.PANEL;
        for (int j = 0; j < outputs; j += Lanes.PANEL, panel += panels.stride()) {
          int width = Math.min(Lanes.PANEL, outputs - j);
          Products.multiply(
              packed,
              end - begin,
              depth,
              panels.panels(),
              panel,
              width,
              init,
              fresh ? j : to + j,
              fresh ? 0 : outputs,
              out.data,
              to + j,
              outputs,
              edge);
          second(q, r, begin, end, k, depth, j, width, worker);
        }
      }
      finish(r, begin, end, worker);
    }
  }

  private float[] start(int r, Worker worker) {
    float[] row = worker.floats(Slots.START);
    if (bias == null) {
      Arrays.fill(row, 0, Products.paddedColumns(outputs), 0);
    } else {
      System.arraycopy(bias.data, bias.at(r), row, 0, outputs);
    }
    return row;
  }

  /** Called before the first pass over a block of rows. */
  void prepare(int r, int begin, int end, Worker worker) {}

  /** Called in each pass when the rows of x are packed. */
  void packSecond(int r, int begin, int end, int k, int depth, Worker worker) {}

  /** Called in each pass for each panel, {@code width} columns from {@code j} on. */
  void second(
      int q, int r, int begin, int end, int k, int depth, int j, int width, Worker worker) {}

  /** Called after the last pass. */
  void finish(int r, int begin, int end, Worker worker) {}

  /** The second product over the packed rows of {@link Slots#SECOND}, from zero, into scratch. */
  final float[] multiplySecond(
      PanelStage by, int of, int r, int rows, int k, int depth, int j, int width, Worker worker) {
    float[] sum = worker.floats(Slots.SUM);
    Products.multiplyWhole(
        worker.floats(Slots.SECOND),
        rows,
        depth,
        by.panels(),
        by.at(r, of) + k * Lanes.PANEL + j / Lanes.PANEL * by.stride(),
        width,
        worker.floats(Slots.ZEROS),
        sum);
    return sum;
  }

  /** Asks for the scratch of {@link #multiplySecond}. */
  final void secondScratch(Scratch scratch) {
    scratch.floats(Slots.SECOND, RowPacking.size(block(), Math.min(pass, inputs)));
    scratch.floats(Slots.SUM, (long) block() * Lanes.PANEL);
    scratch.floats(Slots.ZEROS, Lanes.PANEL);
  }
}
