package dev.credence.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.noise.Shuffle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorOrderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16, 17, 64, 65, 1000, 4097, 123_457})
  void givesTheRowsOfTheShuffle(int n) {
    int most = Math.min(n, 300);
    VectorOrder order = new VectorOrder(n, most);
    Shuffle shuffle = new Shuffle(n);
    int[] rows = new int[most + 1];
    for (int epoch = 0; epoch < 4; epoch++) {
      order.rekey(11, 5, epoch, 2);
      shuffle.rekey(11, 5, epoch, 2);
      for (int first : new int[] {0, (n - most) / 2, n - most}) {
        for (int count : new int[] {1, most / 2, most}) {
          order.rows(first, count, rows, 1);
          for (int i = 0; i < count; i++) {
            assertThat(rows[1 + i]).isEqualTo(shuffle.index(first + i));
          }
        }
      }
    }
  }
}
