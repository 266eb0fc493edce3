package dev.credence.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Statistical parts: false alarm 1e-6 per p-value, each beside a broken shuffle it rejects. */
class ShuffleTest {
  private static final double FALSE_ALARM = 1e-6;
  private static final long SEED = 31;
  private static final int EPOCHS = 60_000;

  /** Row at a position of the order of an epoch. */
  private interface Order {
    int index(int epoch, int position);
  }

  @Test
  void isABijection() {
    IntStream sizes =
        IntStream.concat(
            IntStream.rangeClosed(1, 260), IntStream.of(1023, 1024, 1025, 65537, 100_003));
    sizes.forEach(
        n -> {
          Shuffle shuffle = new Shuffle(n);
          for (int epoch = 0; epoch < 3; epoch++) {
            shuffle.rekey(SEED, 1, epoch, 2);
            BitSet rows = new BitSet(n);
            for (int p = 0; p < n; p++) {
              rows.set(shuffle.index(p));
            }
            assertThat(rows.cardinality()).isEqualTo(n);
            assertThat(rows.length()).isEqualTo(n);
          }
        });
  }

  @Test
  void servesTheLargestSizes() {
    for (int n : new int[] {Integer.MAX_VALUE, (1 << 30) + 1}) {
      Shuffle shuffle = new Shuffle(n).rekey(SEED, 1, 0, 0);
      Set<Integer> rows = new HashSet<>();
      long above = 0;
      int count = 100_000;
      for (int p = 0; p < count; p++) {
        int row = shuffle.index(n - 1 - p);
        assertThat(row).isBetween(0, n - 1);
        rows.add(row);
        above += row > n / 2 ? 1 : -1;
      }
      assertThat(rows).hasSize(count);
      assertThat(NoiseStatistics.signSum(above, count)).isGreaterThan(FALSE_ALARM);
    }
  }

  @Test
  void everyKeyGivesAnotherOrder() {
    int n = 1000;
    int[] base = order(SEED, 1, 0, 2, n);
    assertThat(order(SEED, 1, 0, 2, n)).isEqualTo(base);
    assertThat(Shuffle.index(SEED, 1, 0, 2, n, 17)).isEqualTo(base[17]);
    for (int[] other :
        new int[][] {
          order(SEED + 1, 1, 0, 2, n),
          order(SEED + (1L << 32), 1, 0, 2, n),
          order(SEED, 2, 0, 2, n),
          order(SEED, 1, 1, 2, n),
          order(SEED, 1, 0, 3, n)
        }) {
      long same = IntStream.range(0, n).filter(p -> other[p] == base[p]).count();
      assertThat(same).isLessThan(12); // Poisson(1): 12 or more has probability 8e-10
    }
  }

  @Test
  void everyRowIsEquallyLikelyAtAPosition() {
    assertThat(position(shuffle(50), 50, 0)).isGreaterThan(FALSE_ALARM);
    assertThat(position(shuffle(50), 50, 31)).isGreaterThan(FALSE_ALARM);
    assertThat(position(shuffle(3), 3, 1)).isGreaterThan(FALSE_ALARM);
    Order good = shuffle(50);
    Order lazy = (epoch, p) -> epoch % 10 == 0 ? p : good.index(epoch, p);
    assertThat(position(lazy, 50, 0)).isLessThan(FALSE_ALARM);
  }

  @Test
  void everyOrderIsEquallyLikely() {
    for (int n = 2; n <= 5; n++) {
      assertThat(orders(shuffle(n), n)).isGreaterThan(FALSE_ALARM);
    }
    assertThat(orders(rotation(5), 5)).isLessThan(FALSE_ALARM);
  }

  @Test
  void neighboursAreEquallyLikelyPairs() {
    assertThat(pairs(shuffle(17), 17)).isGreaterThan(FALSE_ALARM);
    assertThat(pairs(rotation(17), 17)).isLessThan(FALSE_ALARM);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatThrownBy(() -> new Shuffle(0)).hasMessage("shuffle: cannot permute 0 rows");
    assertThatThrownBy(() -> new Shuffle(5).index(5))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("shuffle: position 5 of 5 rows");
  }

  private static Order shuffle(int n) {
    Shuffle shuffle = new Shuffle(n);
    int[] current = {-1};
    return (epoch, p) -> {
      if (epoch != current[0]) {
        shuffle.rekey(SEED, 1, epoch, 2);
        current[0] = epoch;
      }
      return shuffle.index(p);
    };
  }

  /** Broken: a random rotation puts every row everywhere, yet keeps neighbours together. */
  private static Order rotation(int n) {
    Order first = shuffle(n);
    return (epoch, p) -> (first.index(epoch, 0) + p) % n;
  }

  private static int[] order(long seed, int stream, int epoch, int replica, int n) {
    Shuffle shuffle = new Shuffle(n).rekey(seed, stream, epoch, replica);
    return IntStream.range(0, n).map(shuffle::index).toArray();
  }

  private static double position(Order order, int n, int position) {
    long[] rows = new long[n];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      rows[order.index(epoch, position)]++;
    }
    return NoiseStatistics.equalCells(rows);
  }

  /** All n! orders, numbered by counting at each position the later rows that are smaller. */
  private static double orders(Order order, int n) {
    long[] counts = new long[IntStream.rangeClosed(1, n).reduce(1, (a, b) -> a * b)];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int number = 0;
      for (int p = 0; p < n; p++) {
        int smaller = 0;
        for (int q = p + 1; q < n; q++) {
          smaller += order.index(epoch, q) < order.index(epoch, p) ? 1 : 0;
        }
        number = number * (n - p) + smaller;
      }
      counts[number]++;
    }
    return NoiseStatistics.equalCells(counts);
  }

  /** Rows at positions 3 and 4. */
  private static double pairs(Order order, int n) {
    long[] counts = new long[n * (n - 1)];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int first = order.index(epoch, 3);
      int second = order.index(epoch, 4);
      counts[first * (n - 1) + (second > first ? second - 1 : second)]++;
    }
    return NoiseStatistics.equalCells(counts);
  }
}
