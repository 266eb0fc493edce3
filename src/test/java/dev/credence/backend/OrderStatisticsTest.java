package dev.credence.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderStatisticsTest {
  @Test
  void everyPlaceIsWhatSortingPutsThere() {
    SplittableRandom random = new SplittableRandom(1);
    float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 1, 1, 1};
    for (int n = 1; n <= 40; n++) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] =
            random.nextInt(3) == 0 ? special[random.nextInt(8)] : (float) random.nextDouble(-2, 2);
      }
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      for (int place = 0; place < n; place++) {
        assertThat((Object) OrderStatistics.at(place, values.clone()))
            .isEqualTo((Object) sorted[place]);
        assertThat((Object) OrderStatistics.at(place, values)).isEqualTo((Object) sorted[place]);
      }
    }
  }
}
