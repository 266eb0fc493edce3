package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.LibraryParity;
import dev.credence.backend.Program;
import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.JcudaDriver;
import dev.credence.backend.cuda.driver.Precision;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.op.Noise;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.op.ScaleParameterization;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Programs whose normals come from cuRAND: on a GPU, and by {@code StandInTest} over the stand-in
 * of cuRAND.
 */
class CurandNormalsTest {
  /** In standard errors; a false alarm with a probability of 6e-7 per comparison. */
  private static final double BOUND = 5;

  private static CudaBackend backend(NoiseSource source) {
    return new CudaBackend(TestDevice.gpu(), Tuning.DEFAULT, Precision.FP32, source);
  }

  /** Normals (replicas, rows, columns) as a sample of a standard Gaussian. */
  private static final class Draw implements AutoCloseable {
    final StepState state = new StepState(0x0123_4567_89ab_cdefL);
    private final Arena arena;
    private final Tensor w;
    private final Program program;

    Draw(Backend backend, int stream, int replicas, int rows, int columns) {
      arena = backend.newArena();
      Shape shape = Shape.of(rows, columns);
      Tensor mu = arena.allocate("mu", shape);
      Tensor rho = arena.allocate("rho", shape); // sigma = exp(0 / 2) = 1
      w = arena.allocate("w", new Shape(replicas, rows, columns));
      ScaleParameterization scale = ScaleParameterization.LOG_VARIANCE;
      Op op = new SampleGaussian(mu, rho, scale, new Noise.Stream(stream), w);
      program = backend.compile(List.of(op), state);
    }

    float[] values() {
      program.run();
      return w.toArray();
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /** Forward and backward read the numbers that the documented seed gives. */
  @Test
  void operationsReadTheNumbersOfTheirSeed() {
    try (JcudaDriver driver = TestDevice.gpu()) {
      LibraryParity parity = new LibraryParity(driver);
      assertThat(parity.differences()).isEmpty();
      assertThat(parity.operations())
          .containsExactly(
              "flipoutMatMul",
              "flipoutMatMulBackward",
              "langevinStep",
              "localReparameterizedMatMul",
              "localReparameterizedMatMulBackward",
              "sampleGaussian",
              "sampleGaussianBackward",
              "sampledMatMul",
              "sampledMatMulBackward",
              "scaleMixtureKl");
    }
  }

  @Test
  void aRunIsRepeatedAndEveryPartOfTheKeyCounts() {
    try (CudaBackend backend = backend(NoiseSource.CURAND);
        Draw draw = new Draw(backend, 2, 2, 7, 11);
        Draw twin = new Draw(backend, 2, 2, 7, 11);
        Draw stream = new Draw(backend, 3, 2, 7, 11)) {
      List<float[]> all = new ArrayList<>();
      all.add(draw.values());
      assertThat(draw.values()).isEqualTo(all.get(0));
      assertThat(twin.values()).isEqualTo(all.get(0));
      all.add(stream.values());
      // Step 3 of stream 2 is not step 2 of stream 3.
      draw.state.step(3);
      all.add(draw.values());
      stream.state.step(2);
      all.add(stream.values());
      draw.state.seed(draw.state.seed() + (1L << 32));
      all.add(draw.values());
      draw.state.firstReplica(2);
      all.add(draw.values());
      for (int i = 0; i < all.size(); i++) {
        for (int j = 0; j < i; j++) {
          float[] a = all.get(i);
          float[] b = all.get(j);
          long equal = IntStream.range(0, a.length).filter(k -> a[k] == b[k]).count();
          // Of 154 independent pairs of floats, 3 are the same with a probability below 1e-12.
          assertThat(equal).as("draws %d and %d", i, j).isLessThan(3);
        }
      }
    }
  }

  /** Neither how many replicas a program has nor where its chunk begins changes one of them. */
  @Test
  void aReplicaIsTheSameAlone() {
    int replicas = 5;
    int elements = 7 * 11;
    try (CudaBackend backend = backend(NoiseSource.CURAND);
        Draw together = new Draw(backend, 4, replicas, 7, 11);
        Draw alone = new Draw(backend, 4, 1, 7, 11)) {
      float[] all = together.values();
      for (int r = 0; r < replicas; r++) {
        alone.state.firstReplica(r);
        assertThat(alone.values())
            .isEqualTo(Arrays.copyOfRange(all, r * elements, (r + 1) * elements));
      }
    }
  }

  /**
   * Mean, variance, and the products of neighbouring elements, replicas, streams and steps; 7
   * comparisons, so a false alarm with a probability of 4e-6.
   */
  @Test
  void momentsAreThoseOfIndependentNormals() {
    int n = 1 << 18;
    try (CudaBackend backend = backend(NoiseSource.CURAND);
        Draw draw = new Draw(backend, 6, 2, 1 << 9, 1 << 9);
        Draw neighbour = new Draw(backend, 7, 1, 1 << 9, 1 << 9)) {
      float[] both = draw.values();
      float[] first = Arrays.copyOf(both, n);
      float[] second = Arrays.copyOfRange(both, n, 2 * n);
      float[] stream = neighbour.values();
      draw.state.step(1);
      float[] step = Arrays.copyOf(draw.values(), n);
      double sum = 0;
      double squares = 0;
      double next = 0;
      double replicas = 0;
      double streams = 0;
      double steps = 0;
      double cubes = 0;
      for (int i = 0; i < n; i++) {
        double z = first[i];
        sum += z;
        squares += z * z - 1;
        cubes += z * z * z;
        next += z * first[(i + 1) % n];
        replicas += z * second[i];
        streams += z * stream[i];
        steps += z * step[i];
      }
      double error = Math.sqrt(n); // of a sum of terms with variance 1
      assertThat(Math.abs(sum)).as("mean").isLessThan(BOUND * error);
      assertThat(Math.abs(squares)).as("variance").isLessThan(BOUND * Math.sqrt(2) * error);
      assertThat(Math.abs(cubes)).as("skewness").isLessThan(BOUND * Math.sqrt(15) * error);
      assertThat(Math.abs(next)).as("elements").isLessThan(BOUND * error);
      assertThat(Math.abs(replicas)).as("replicas").isLessThan(BOUND * error);
      assertThat(Math.abs(streams)).as("streams").isLessThan(BOUND * error);
      assertThat(Math.abs(steps)).as("steps").isLessThan(BOUND * error);
    }
  }

  @Test
  void everyEstimatorTrains() {
    try (CudaBackend curand = backend(NoiseSource.CURAND);
        CudaBackend own = backend(NoiseSource.PHILOX)) {
      for (Estimator estimator : Estimator.values()) {
        float[] parameters = trained(estimator, curand);
        for (float parameter : parameters) {
          assertThat(parameter).as("%s", estimator).isFinite();
        }
        assertThat(trained(estimator, curand)).isEqualTo(parameters);
        assertThat(trained(estimator, own)).isNotEqualTo(parameters);
      }
    }
  }

  /** Parameters after three steps. */
  private static float[] trained(Estimator estimator, Backend backend) {
    SplittableRandom random = new SplittableRandom(1);
    int rows = 40;
    float[] x = new float[3 * rows];
    float[] y = new float[rows];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < rows; i++) {
      y[i] = x[3 * i] - x[3 * i + 1];
    }
    Network.Builder network =
        Network.builder(3).estimator(estimator).bayesian(6).activation(Activation.TANH).bayesian(2);
    try (VariationalInference training =
        new VariationalInference(
            network.build(Likelihood.gaussian(), 1),
            new TrainingData(rows, x, y, null),
            null,
            TrainingOptions.builder().batchSize(16).seed(1).build(),
            backend)) {
      Program program = training.program();
      program.state().learningRate(0.01f);
      program.state().klScale(1f / rows);
      for (int step = 0; step < 3; step++) {
        program.state().step(step);
        program.run();
      }
      List<Op> ops = program.ops();
      return ops.get(ops.size() - 1).outputs().get(0).toArray();
    }
  }

  @Test
  void aRunAllocatesNothing() {
    try (CudaBackend backend = backend(NoiseSource.CURAND);
        Draw draw = new Draw(backend, 8, 3, 5, 7)) {
      assertThat(StandInProbe.allocated(draw.program::run)).isZero();
    }
  }
}
