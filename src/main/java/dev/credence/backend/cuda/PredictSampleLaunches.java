package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Grid;
import dev.credence.backend.cuda.driver.Kernel;
import dev.credence.op.Head;
import dev.credence.op.PredictSample;
import dev.credence.tensor.Shape;

/** {@code kernels/predict_sample.cu}. */
final class PredictSampleLaunches {
  private static final int THREADS = 256;

  /** Rows that a thread takes at once where it holds few numbers of each. */
  private static final int ROWS = 4;

  /** Classes up to which a thread holds one logit of a row. */
  private static final int FEW_CLASSES = 32;

  static final Kernel GAUSSIAN = head("predict_gaussian", "iifff");
  static final Kernel HOMOSCEDASTIC = head("predict_homoscedastic", "Mi");
  static final Kernel BERNOULLI = head("predict_bernoulli", "i");
  static final Kernel GAUSSIAN_MIXTURE = head("predict_gaussian_mixture", "iiff");
  static final Kernel CATEGORICAL = head("predict_categorical", "i");

  private PredictSampleLaunches() {}

  private static Kernel head(String name, String more) {
    return new Kernel("predict_sample", name, THREADS, "MM" + more);
  }

  static void record(PredictSample op, Recorder recorder) {
    Head head = op.head();
    int columns = op.prediction().shape().columns();
    if (head instanceof Head.Gaussian h) {
      recordGaussian(op, 1, h.minLogVariance(), h.maxLogVariance(), recorder);
    } else if (head instanceof Head.StudentT h) {
      double nu = h.degreesOfFreedom();
      float factor = (float) (nu / (nu - 2));
      recordGaussian(op, factor, h.minLogVariance(), h.maxLogVariance(), recorder);
    } else if (head instanceof Head.Homoscedastic h) {
      int lanes = Lanes.of(columns);
      Arguments arguments = operands(op).matrix(h.logVariance()).integer(lanes);
      recorder.launch(HOMOSCEDASTIC, grid(op, lanes, ROWS, recorder), arguments);
    } else if (head instanceof Head.Bernoulli) {
      int lanes = Lanes.of(columns);
      recorder.launch(BERNOULLI, grid(op, lanes, ROWS, recorder), operands(op).integer(lanes));
    } else if (head instanceof Head.GaussianMixture h) {
      int lanes = Lanes.of(h.components());
      recorder.launch(
          GAUSSIAN_MIXTURE,
          grid(op, lanes, 1, recorder),
          operands(op)
              .integer(h.components())
              .integer(lanes)
              .real(h.minLogVariance())
              .real(h.maxLogVariance()));
    } else if (head instanceof Head.Categorical) {
      int lanes = Lanes.of(columns);
      int rows = columns <= FEW_CLASSES ? ROWS : 1;
      recorder.launch(CATEGORICAL, grid(op, lanes, rows, recorder), operands(op).integer(lanes));
    } else {
      throw new UnsupportedOperationException("no kernel for the head " + head);
    }
  }

  private static void recordGaussian(
      PredictSample op, float factor, float min, float max, Recorder recorder) {
    int targets = op.prediction().shape().columns() / 2;
    boolean pairs = targets == 1 && Alignment.ofQuads(op.prediction(), op.out());
    int lanes = Lanes.of(targets);
    recorder.launch(
        GAUSSIAN,
        grid(op, lanes, pairs ? 2 : ROWS, recorder),
        operands(op).integer(pairs ? 1 : 0).integer(lanes).real(factor).real(min).real(max));
  }

  private static Arguments operands(PredictSample op) {
    return new Arguments().matrix(op.prediction()).matrix(op.out());
  }

  /** As many blocks as the rows ask for, as far as the device can hold them at once. */
  private static Grid grid(PredictSample op, int lanes, int rowsOfThread, Recorder recorder) {
    Shape shape = op.prediction().shape();
    long rows = ((long) shape.rows() + rowsOfThread - 1) / rowsOfThread;
    return recorder.elementwise(rows * lanes, shape.replicas(), THREADS);
  }
}
