package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.cuda.driver.CurandPhilox;
import dev.credence.backend.cuda.driver.JcudaDriver;
import org.junit.jupiter.api.Test;

/** Our generator has the words of cuRAND's, on a GPU. */
class CurandTest {
  private static final int COUNT = 100_000;

  @Test
  void wordsAreCurands() {
    long turn = 4L << 16; // words of all subsequences, four each
    try (JcudaDriver driver = TestDevice.gpu()) {
      CurandPhilox curand = driver.normals();
      for (long seed : new long[] {0, 1, -1, 0x123456789abcdefL, Long.MIN_VALUE}) {
        for (long first : new long[] {0, turn - COUNT / 2, (turn << 32) + 4}) {
          int[] ours = new int[COUNT];
          for (int i = 0; i < COUNT; i++) {
            ours[i] = CurandPhilox.word(seed, first + i);
          }
          assertThat(curand.words(seed, first, COUNT)).isEqualTo(ours);
        }
      }
    }
  }
}
