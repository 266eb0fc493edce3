package dev.credence.backend;

/** Numbers at a place of the order, found without sorting all of them and without allocation. */
public final class OrderStatistics {
  private OrderStatistics() {}

  /**
   * The number that sorting would put at {@code place}, in the order of {@link Float#compare};
   * rearranges the values (Hoare 1961).
   *
   * @param place from 0
   */
  public static float at(int place, float[] values) {
    int low = 0;
    int high = values.length - 1;
    while (low < high) {
      float pivot = values[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (Float.compare(values[i], pivot) < 0) {
          i++;
        }
        while (Float.compare(values[j], pivot) > 0) {
          j--;
        }
        if (i <= j) {
          float other = values[i];
          values[i++] = values[j];
          values[j--] = other;
        }
      }
      // All up to j are at most the pivot, all from i on at least; what is between equals it.
      if (place <= j) {
        high = j;
      } else if (place >= i) {
        low = i;
      } else {
        break;
      }
    }
    return values[place];
  }
}
