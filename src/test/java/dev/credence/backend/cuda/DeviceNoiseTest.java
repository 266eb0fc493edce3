package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.StepState;
import dev.credence.backend.cuda.driver.Driver;
import dev.credence.noise.BoxMuller;
import dev.credence.noise.NoiseLayout;
import dev.credence.noise.Normals;
import dev.credence.noise.Shuffle;
import dev.credence.noise.Signs;
import dev.credence.noise.Uniforms;
import dev.credence.noise.Words;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernels' noise has the bits of the plain noise. */
class DeviceNoiseTest {
  private static final long[] SEEDS = {0, -1, 42, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31};

  /** Marked numbers around each tensor. */
  private static final int GUARD = 5;

  private static final int MARK = 0x7fc0dead;

  private Driver driver;
  private CudaBackend backend;
  private DeviceNoise noise;

  @BeforeEach
  void open() {
    driver = TestDevice.driver();
    backend = new CudaBackend(driver);
    noise = new DeviceNoise(driver);
  }

  @AfterEach
  void close() {
    if (noise != null) {
      noise.close();
      backend.close();
    }
  }

  @Test
  void anyFirstElementAndCount() {
    for (int i = 0; i <= 130; i++) {
      compare(SEEDS[i % SEEDS.length], i - 1, 2, 3, 1 + i % 4, i, 1 + i * 53 % 200);
    }
  }

  @Test
  void largeElements() {
    for (long first :
        new long[] {
          (1L << 32) - 70, // around every carry of the layout
          (1L << 34) - 70,
          (1L << 40) + 5,
          NoiseLayout.ELEMENTS - 300
        }) {
      compare(7, Integer.MAX_VALUE, -5, NoiseLayout.REPLICAS - 3, 3, first, 300);
    }
  }

  @Test
  void manyReplicasAndSteps() {
    compare(3, 1, 0, 11, 70_000, 3, 5);
    for (int step : new int[] {0, 1, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      compare(3, step, step, 7, 40, 17, 100);
    }
  }

  @Test
  void millionsOfElements() {
    for (int i = 0; i < 4; i++) {
      compare(-3, i, 2 * i, 3 * i, 1, 37 + (long) i * (1 << 18), 1 << 18);
    }
  }

  @Test
  void signs() {
    try (Arena arena = backend.newArena()) {
      for (int columns : new int[] {1, 31, 32, 33, 64, 500, 1031}) {
        int rows = 1 + 3000 / columns;
        for (long firstRow : new long[] {0, 3, (1L << 33) + 11}) {
          StepState state = state(5, 2, 4);
          Tensor out = guarded(arena, new Shape(3, rows, columns));
          noise.signs(state, 9, firstRow, out);
          float[] expected = new float[3 * rows * columns];
          for (int r = 0; r < 3; r++) {
            Signs.fill(
                5, 9, 2, 4 + r, firstRow, rows, columns, expected, r * rows * columns, columns);
          }
          same(out, expected);
        }
      }
    }
  }

  @Test
  void order() {
    try (Arena arena = backend.newArena()) {
      for (int rows : new int[] {1, 2, 3, 4, 5, 16, 17, 255, 256, 257, 1024, 1025, 65_537}) {
        for (int epoch : new int[] {0, 1, -1}) {
          Tensor out = guarded(arena, new Shape(2, 1, rows));
          // The order must not depend on the first replica.
          noise.order(state(-8, 3, 6), 13, epoch, out);
          float[] expected = new float[2 * rows];
          for (int i = 0; i < expected.length; i++) {
            int row = Shuffle.index(-8, 13, epoch, i / rows, rows, i % rows);
            expected[i] = Float.intBitsToFloat(row);
          }
          same(out, expected);
        }
      }
    }
  }

  /** Every word around the places where a transform changes its branch, and a million others. */
  @Test
  void transformsOfGivenWords() {
    int near = 4096;
    int[] places = {0, 0x2000_0000, 0x4000_0000, 0x7fff_ffff, 0xa000_0000, 0xc000_0000, -1};
    int[] words = new int[places.length * 2 * near + (1 << 20)];
    int n = 0;
    for (int place : places) {
      for (int i = -near; i < near; i++) {
        words[n++] = place + i;
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    while (n < words.length) {
      // Small and large words, where the radius is far from one, as often as others.
      int word = random.nextInt() >>> random.nextInt(32);
      words[n++] = random.nextBoolean() ? word : ~word;
    }
    try (Arena arena = backend.newArena()) {
      Shape shape = new Shape(1, 1, n);
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = Float.intBitsToFloat(words[i]);
      }
      Tensor given = arena.allocate("words", shape, values);
      Tensor[] results = new Tensor[4];
      for (int i = 0; i < results.length; i++) {
        results[i] = guarded(arena, shape);
      }
      noise.transform(given, results[0], results[1], results[2], results[3]);
      float[][] expected = new float[4][n];
      for (int i = 0; i < n; i++) {
        expected[0][i] = BoxMuller.radius(words[i]);
        expected[1][i] = BoxMuller.cosine(words[i]);
        expected[2][i] = BoxMuller.sine(words[i]);
        expected[3][i] = (float) (((words[i] >>> 9) + 0.5) * 0x1p-23);
      }
      for (int i = 0; i < results.length; i++) {
        same(results[i], expected[i]);
      }
    }
  }

  @Test
  void refusesWhatThePlainNoiseRefuses() {
    try (Arena arena = backend.newArena()) {
      Tensor out = arena.allocate("out", new Shape(2, 1, 4));
      StepState last = state(0, 0, NoiseLayout.REPLICAS - 1);
      assertThatThrownBy(() -> noise.normals(last, 0, 0, out))
          .hasMessage("noise: replica 16777216 is not in [0, 2^24)");
      assertThatThrownBy(() -> noise.words(state(0, 0, 0), 0, -1, out))
          .hasMessageContaining("4 elements from -1");
      assertThatThrownBy(() -> noise.uniforms(state(0, 0, 0), 0, NoiseLayout.ELEMENTS - 3, out))
          .hasMessageContaining("4 elements from 4398046511101");
    }
  }

  private void compare(
      long seed, int stream, int step, int firstReplica, int replicas, long first, int count) {
    StepState state = state(seed, step, firstReplica);
    try (Arena arena = backend.newArena()) {
      Shape shape = new Shape(replicas, 1, count);
      Tensor words = guarded(arena, shape);
      Tensor normals = guarded(arena, shape);
      Tensor uniforms = guarded(arena, shape);
      noise.words(state, stream, first, words);
      noise.normals(state, stream, first, normals);
      noise.uniforms(state, stream, first, uniforms);
      int[] expectedWords = new int[replicas * count];
      float[] expectedNormals = new float[replicas * count];
      float[] expectedUniforms = new float[replicas * count];
      for (int r = 0; r < replicas; r++) {
        int replica = firstReplica + r;
        int at = r * count;
        Words.fill(seed, stream, step, replica, first, expectedWords, at, count);
        Normals.fill(seed, stream, step, replica, first, expectedNormals, at, count);
        Uniforms.fill(seed, stream, step, replica, first, expectedUniforms, at, count);
      }
      assertThat(Arrays.mismatch(expectedWords, bits(words.toArray()))).isEqualTo(-1);
      same(normals, expectedNormals);
      same(uniforms, expectedUniforms);
    }
  }

  private static StepState state(long seed, int step, int firstReplica) {
    StepState state = new StepState(seed);
    state.step(step);
    state.firstReplica(firstReplica);
    return state;
  }

  /** A tensor within marked numbers, which {@link #same} looks at. */
  private static Tensor guarded(Arena arena, Shape shape) {
    int matrix = (int) shape.matrixElements();
    Shape block = new Shape(shape.replicas(), 1, matrix + 2 * GUARD);
    float[] marks = new float[(int) block.elements()];
    Arrays.fill(marks, Float.intBitsToFloat(MARK));
    return arena.allocate("out", block, marks).slice("out", GUARD, shape);
  }

  private static void same(Tensor actual, float[] expected) {
    assertThat(Arrays.mismatch(bits(expected), bits(actual.toArray()))).isEqualTo(-1);
    int matrix = (int) actual.shape().matrixElements();
    float[] around = new float[GUARD];
    for (int r = 0; r < actual.shape().replicas(); r++) {
      for (long at : new long[] {actual.offset(r) - GUARD, actual.offset(r) + matrix}) {
        actual.storage().read(at, around, 0, GUARD);
        assertThat(bits(around)).containsOnly(MARK);
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
