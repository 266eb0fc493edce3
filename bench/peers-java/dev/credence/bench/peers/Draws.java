package dev.credence.bench.peers;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.credence.bench.Values;
import java.util.Map;

/** Where a layer takes its noise from. Names are those of the inputs of the work. */
interface Draws {
  PtNDArray normals(String name, Shape shape);

  PtNDArray signs(String name, Shape shape);

  /** Drawn anew by torch. */
  static Draws fresh(Torch torch) {
    return new Draws() {
      @Override
      public PtNDArray normals(String name, Shape shape) {
        return torch.randn(shape);
      }

      @Override
      public PtNDArray signs(String name, Shape shape) {
        return torch.signs(shape);
      }
    };
  }

  /**
   * The noise that the engine draws, for the check.
   *
   * @param outIn whether normals belong to weights, which torch keeps transposed
   */
  static Draws given(Torch torch, Map<String, Values> inputs, boolean outIn) {
    return new Draws() {
      @Override
      public PtNDArray normals(String name, Shape shape) {
        return outIn ? torch.transposed(inputs.get(name)) : torch.tensor(inputs.get(name));
      }

      @Override
      public PtNDArray signs(String name, Shape shape) {
        return torch.tensor(inputs.get(name));
      }
    };
  }
}
