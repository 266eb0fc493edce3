package dev.credence.backend.vector;

/**
 * The loops of {@link VectorMath}, called through here. Each is near the most vector operations
 * that the compiler takes into one method without boxing; the indirect call, one place for all
 * passes, keeps it from putting several of them into their caller.
 */
enum Pass {
  EXP(VectorMath::exp),
  LOG(VectorMath::log),
  DECAY(VectorMath::decay),
  DECAY_TWICE(VectorMath::decayTwice),
  BELL(VectorMath::bell),
  RELU(VectorMath::relu),
  LEAKY_RELU(VectorMath::leakyRelu),
  TANH(VectorMath::tanh),
  GELU(VectorMath::gelu),
  ELU(VectorMath::elu),
  SILU(VectorMath::silu),
  SIGMOID(VectorMath::sigmoid),
  SOFTPLUS(VectorMath::softplus),
  RELU_DERIVATIVE(VectorMath::reluDerivative),
  LEAKY_RELU_DERIVATIVE(VectorMath::leakyReluDerivative),
  TANH_DERIVATIVE(VectorMath::tanhDerivative),
  GELU_DERIVATIVE(VectorMath::geluDerivative),
  ELU_DERIVATIVE(VectorMath::eluDerivative),
  SILU_DERIVATIVE(VectorMath::siluDerivative),
  SIGMOID_DERIVATIVE(VectorMath::sigmoidDerivative);

  private interface Loop {
    void run(float[] x, int xOff, float[] t, float[] y, int yOff, int n);
  }

  private final Loop loop;

  Pass(Loop loop) {
    this.loop = loop;
  }

  /**
   * Runs the pass.
   *
   * @param x arguments
   * @param t exponentials of the pass before, or where this pass leaves them
   * @param y results
   * @param n number of elements, whole vectors
   */
  void run(float[] x, int xOff, float[] t, float[] y, int yOff, int n) {
    loop.run(x, xOff, t, y, yOff, n);
  }

  /** A pass in place over the start of an array. */
  void run(float[] a, int n) {
    run(a, 0, a, a, 0, n);
  }
}
